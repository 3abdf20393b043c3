// The read model built again, the gateway without its log, and everything restarted in turn: F19, F23, F24.
import { rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { Expectations, type Experiment, type Setting } from '../experiment.js';
import { Ground, programs, services } from '../ground.js';
import { eventually } from '../house.js';
import { PERIOD, ROSTER } from '../flow.js';

interface Served {
  units: { totalCount: number };
  registrationRates: { unit: { code: string } }[];
  readModel: { lagSeconds: number; asOf: string | null };
}
const QUESTION = `{ units(first: 1) { totalCount } readModel { asOf lagSeconds }
  registrationRates(unit: "11", period: "${PERIOD}", titles: ["${ROSTER}"], breakdown: true) { unit { code } } }`;

const rebuilding: Experiment = {
  name: 'F19',
  title: 'rebuild while serving and writing',
  async run({ house, load, size, say }) {
    const expect = new Expectations();
    const working = await load();
    await sleep(2_000);
    const first = await house.ask<Served>(QUESTION);
    let [done, reads] = [false, 0];
    const reading = (async () => {
      while (!done) {
        const { units, registrationRates } = await house.ask<Served>(QUESTION);
        const whole =
          units.totalCount >= first.units.totalCount &&
          registrationRates.length === first.registrationRates.length;
        expect.that(whole, `a read saw ${units.totalCount} units and ${registrationRates.length} communes`);
        reads++;
      }
    })();
    for (let n = 0; n < size(2, 5); n++) {
      const outcome = await house.job('gateway', 'rebuild');
      expect.that(outcome.includes('equal to the one that served'), `O6 ${outcome}`);
      say(outcome);
    }
    done = true;
    await reading;
    await working.stop();
    return { clients: [working.client], faults: expect.faults, note: `${reads} reads` };
  },
};

/** The gateway runs, is not ready, does not end, and answers what it knows with its age. */
async function servesTheLast(
  { house }: Setting,
  units: number,
  expect: Expectations,
  when: string,
): Promise<void> {
  const { gateway } = house.programs;
  const { ownEnds } = gateway;
  gateway.start();
  const served = await eventually(() => house.ask<Served>(QUESTION), 30_000);
  expect.that(
    served.units.totalCount >= units,
    `${when}: ${served.units.totalCount} units served of ${units}`,
  );
  await sleep(8_000);
  const { ready, body } = await gateway.health();
  expect.that(!ready, `${when}: it says that it is ready`);
  expect.that(body !== null, `${when}: no answer about its health`);
  const { readModel } = await house.ask<Served>(QUESTION);
  expect.that(readModel.lagSeconds > 2 && readModel.asOf !== null, `${when}: it shows no age`);
  expect.that(gateway.ownEnds === ownEnds, `${when}: it ended ${gateway.ownEnds - ownEnds} times`);
}

const withoutLog: Experiment = {
  name: 'F23',
  title: 'gateway starts with Kafka away, empty, or a topic missing',
  ground: () => Ground.start(),
  async run(setting) {
    const { ground, house, load, oracles, recorder, say } = setting;
    const expect = new Expectations();
    const working = await load();
    await sleep(5_000);
    await working.stop();
    await oracles.atRest(30_000);
    const { units } = await house.ask<Served>(QUESTION);

    await house.programs.gateway.stop();
    await ground.killKafka();
    await servesTheLast(setting, units.totalCount, expect, 'Kafka away');
    await house.programs.gateway.stop();
    rmSync(ground.kafka.dataDir, { recursive: true });
    await ground.startKafka();
    await servesTheLast(setting, units.totalCount, expect, 'Kafka empty');
    // What the runbook says: topics, then everything announced again.
    await house.createTopics();
    for (const service of services) await house.programs[service].untilReady();
    for (const service of services) say(`${service}: ${await house.job(service, 'republish')}`);
    const back = await oracles.atRest(60_000);
    expect.that(back === null, `not whole after the topics were made anew: ${back}`);

    await house.programs.gateway.stop();
    await recorder.deleteTopic('competitions.award-tally');
    await servesTheLast(setting, units.totalCount, expect, 'a topic missing');
    await house.createTopics();
    say(`competitions: ${await house.job('competitions', 'republish')}`);
    return { clients: [working.client], faults: expect.faults, topicsLost: true };
  },
};

const rolling: Experiment = {
  name: 'F24',
  title: 'migration and rolling restart under load',
  async run({ house, load, size, say }) {
    const working = await load({ people: 6 });
    let restarts = 0;
    for (let round = 0; round < size(1, 3); round++)
      for (const name of programs) {
        // The new process migrates and is ready before the old one goes.
        const next = await house.another(name);
        await house.programs[name].stop();
        house.programs[name].start();
        await house.programs[name].untilReady();
        await next.stop();
        house.more.splice(house.more.indexOf(next), 1);
        restarts += 2;
      }
    await working.stop();
    say(`${restarts} restarts`);
    return { clients: [working.client], note: `${restarts} restarts` };
  },
};

export const readModel: Experiment[] = [rebuilding, rolling, withoutLog];
