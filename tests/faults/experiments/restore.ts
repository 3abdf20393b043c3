// What an operator does when a database came back from an older backup, step by step as docs/operations.md says it: F25.
import { Client } from '../client.js';
import { Expectations, type Experiment } from '../experiment.js';
import { Ground, programs } from '../ground.js';
import { setTimeout as sleep } from 'node:timers/promises';

const restored: Experiment = {
  name: 'F25',
  title: 'the database of a service restored from an older backup',
  ground: () => Ground.start(),
  async run({ house, load, oracles, recorder, size, say }) {
    const expect = new Expectations();
    const work = async (): Promise<Client> => {
      const working = await load({ people: 6 });
      await sleep(size(5_000, 20_000));
      await working.stop();
      const trouble = await oracles.atRest(60_000);
      expect.that(trouble === null, `not at rest: ${trouble}`);
      return working.client;
    };
    const before = await work();
    await house.programs.movements.stop();
    await house.backUp('movements');
    house.programs.movements.start();
    await house.programs.movements.untilReady();
    const lost = await work();

    // 1. Everything stops; the database is the one of before.
    await Promise.all(programs.map((name) => house.programs[name].stop()));
    await house.replaceDatabase('movements', { fromBackup: true });
    // 2. Its topics are made anew.
    for (const topic of await recorder.topicsOf('movements')) await recorder.deleteTopic(topic);
    await house.createTopics();
    // 3. The read model and the copies of units are dropped.
    await house.replaceDatabase('gateway');
    for (const name of ['competitions', 'exemplars'] as const)
      await house.query(name, 'truncate unit_copy, unit_map_copy, consumer_position, consumer_start');
    // 4. The services, then the republish, then the gateway.
    for (const name of programs.slice(0, 3)) house.programs[name].start();
    await house.programs.movements.untilReady();
    say(await house.operator('movements', 'republish'));
    house.programs.gateway.start();
    await house.programs.gateway.untilReady();
    const trouble = await oracles.atRest(60_000);
    expect.that(trouble === null, `not whole after the four steps: ${trouble}`);

    const after = await work();
    say(`${lost.acknowledged.length} changes of after the backup are gone with it`);
    const ofOthers = new Client(house);
    ofOthers.log.push(...lost.acknowledged.filter(({ service }) => service !== 'movements'));
    return { clients: [before, ofOthers, after], faults: expect.faults, topicsLost: true };
  },
};

export const restore: Experiment[] = [restored];
