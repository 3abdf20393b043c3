// Processes that die: F0 to F3.
import { isDeepStrictEqual } from 'node:util';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, type Entry } from '../client.js';
import { Expectations, Gate, killAtRandom, type Experiment, type Setting } from '../experiment.js';
import { programs, services, type ServiceName } from '../ground.js';
import { eventually } from '../house.js';
import { MOVEMENT, PERIOD, TALLY } from '../flow.js';
import { communesOf } from '../load.js';

/** Without a fault nothing is sent twice: what the others are measured by. Two processes of each service share its work. */
const noFault: Experiment = {
  name: 'F0',
  title: 'no fault, two processes of each service',
  async run({ house, load, size }) {
    for (const name of services) await house.another(name);
    const working = await load({ people: 6 });
    await sleep(size(8_000, 20_000));
    await working.stop();
    return { clients: [working.client], duplicates: { exactly: 0 } };
  },
};

/** A kill -9 when the broker has acknowledged a batch and its rows wait to be removed. */
async function killBeforeRemoval({ house, say }: Setting, name: ServiceName): Promise<void> {
  const gate = await Gate.close(house, name, 'before delete', 'outbox');
  try {
    const pid = await gate.waiting('delete from outbox');
    house.programs[name].signal('SIGKILL');
    // Else the statement of the dead process would go through when the gate opens.
    await gate.terminate(pid);
    say(`${name} killed between acknowledgement and removal`);
  } finally {
    await gate.open();
  }
}

const beforeRemoval: Experiment = {
  name: 'F1',
  title: 'kill -9 between acknowledgement and removal, and at random',
  short: true,
  async run(setting) {
    const { load, size, house, say } = setting;
    // So many that not all of them wait for one service when another one is looked at.
    const working = await load({ people: 8 });
    for (let round = 0; round < size(1, 5); round++)
      await Promise.all(
        services.map(async (name) => {
          await killBeforeRemoval(setting, name);
          await house.programs[name].untilReady();
        }),
      );
    const killed: string[] = [];
    for (let n = 0; n < size(3, 200); n++) killed.push(await killAtRandom(setting, programs));
    say(`killed at random: ${killed.length}`);
    await working.stop();
    return { clients: [working.client], duplicates: { atLeast: size(3, 15) } };
  },
};

const beforeAcknowledgement: Experiment = {
  name: 'F2',
  title: 'kill -9 between sending and acknowledgement',
  async run({ house, ground, load, recorder, size, say }) {
    const working = await load();
    for (let round = 0; round < size(1, 5); round++)
      for (const name of services) {
        // What is recorded and still waits in the outbox was sent; its acknowledgement does not arrive any more.
        const sent = async () => {
          const rows = await house.query<{ id: string }>(name, 'select event_id::text as id from outbox');
          const waiting = new Set(rows.map(({ id }) => id));
          if (!recorder.records.some(({ id }) => waiting.has(id))) throw new Error(`${name} sent nothing`);
        };
        // Who asks for the leaders of a topic that it has not said before is stalled before it sends.
        await eventually(async () => {
          ground.toKafka[name].stall('answers');
          try {
            await eventually(sent, 5_000, 20);
          } catch (error) {
            await ground.toKafka[name].pass();
            throw error;
          }
        }, 60_000);
        await sleep(300);
        await sent();
        house.programs[name].signal('SIGKILL');
        say(`${name} killed between sending and acknowledgement`);
        await ground.toKafka[name].pass();
        await house.programs[name].untilReady();
      }
    await working.stop();
    return { clients: [working.client], duplicates: { atLeast: 1 } };
  },
};

/** A change that PostgreSQL has committed and of which its service is not told. */
async function committedUnanswered(
  { house, ground }: Setting,
  client: Client,
  name: ServiceName,
  change: () => [string, object],
): Promise<{ entry: Entry; answered: Promise<unknown> }> {
  const proxy = ground.toPostgres[name];
  for (;;) {
    const held = proxy.hold('answers', (chunk) => chunk.includes('COMMIT\0'));
    const answered = client.send(name, ...change());
    const entry = client.log.at(-1) as Entry;
    await held;
    const committed = async () => {
      const rows = await house.query(name, 'select 1 from audit where correlation_id = $1', [
        entry.correlationId,
      ]);
      if (rows.length === 0) throw new Error(`${name} did not commit ${entry.command}`);
    };
    try {
      await eventually(committed, 1_500, 20);
      return { entry, answered };
    } catch {
      // It was the sealer's or a consumer's: that one goes on, and another change is made.
      await proxy.pass();
      await answered;
    }
  }
}

const beforeAnswer: Experiment = {
  name: 'F3',
  title: 'kill -9 between COMMIT and the answer',
  short: true,
  async run(setting) {
    const { house, ground, size, random, say } = setting;
    const client = new Client(house);
    const expect = new Expectations();
    const unit = (await communesOf(house))[0];
    const changeOf: Record<ServiceName, (n: number) => [string, object]> = {
      movements: (n) => [
        'ReportTally',
        {
          movement: MOVEMENT,
          title: TALLY,
          period: PERIOD,
          unit,
          registered: { value: n },
          recognised: { value: 1 },
          source: `F3 ${n}`,
        },
      ],
      competitions: (n) => [
        'ReportAwardTally',
        {
          ...{ authority: 'DEPARTMENT_DIRECTOR', unit: '11', form: 'GIAY_KHEN', period: '2025-2026' },
          ...{ collectives: n, individuals: 1, achievement: 'F3', source: 'Báo cáo' },
        },
      ],
      exemplars: (n) => [
        'ReportExemplarTally',
        { unit: '11', period: PERIOD, collectives: n, individuals: 1, goodPersonsGoodDeeds: 1, source: 'F3' },
      ],
    };
    const kill = async (name: ServiceName) => {
      const { entry, answered } = await committedUnanswered(setting, client, name, () =>
        changeOf[name](Math.floor(random() * 10_000)),
      );
      const { command } = entry;
      house.programs[name].signal('SIGKILL');
      await ground.toPostgres[name].pass();
      const value = await answered;
      const [kept] = await house.query<{ answer: unknown }>(
        name,
        'select answer from idempotency where key = $1',
        [entry.key],
      );
      expect.that(entry.attempts > 1, `${command} was answered although its process was killed`);
      expect.that(
        isDeepStrictEqual(value, kept?.answer),
        `${command} was answered ${JSON.stringify(value)}, first ${JSON.stringify(kept?.answer)}`,
      );
      await house.programs[name].untilReady();
    };
    for (let round = 0; round < size(1, 10); round++) await Promise.all(services.map(kill));
    say(`${client.log.length} changes were committed by a process that died before it could say so`);
    return { clients: [client], faults: expect.faults };
  },
};

export const kills: Experiment[] = [noFault, beforeRemoval, beforeAcknowledgement, beforeAnswer];
