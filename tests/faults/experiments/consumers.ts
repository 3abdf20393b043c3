// Members of the consumer group that come and go, are slow, or hang: F15, F16, F17.
import { Kafka, logLevel } from 'kafkajs';
import { setTimeout as sleep } from 'node:timers/promises';
import { Expectations, type Experiment, type Setting } from '../experiment.js';
import { eventually, SESSION_MS } from '../house.js';

const applied = async ({ house }: Setting): Promise<number> => {
  const [row] = await house.query<{ next: string }>(
    'gateway',
    `select coalesce(sum(next_offset), 0) as next from consumer_position where consumer = 'gateway'`,
  );
  return Number(row?.next);
};
/** Two sessions, and until the watchdog looks again on a machine that does other things too. */
const ENDED_WITHIN_MS = 3 * SESSION_MS;
const joinsOf = ({ house }: Setting): number =>
  house.programs.gateway.log().split('consumer interrupted; joins again').length - 1;

const churn: Experiment = {
  name: 'F15',
  title: 'a member joins and leaves every 2 s',
  async run(setting) {
    const { ground, house, load, size, say } = setting;
    const expect = new Expectations();
    const working = await load();
    const kafka = new Kafka({
      clientId: 'churn',
      brokers: [ground.kafka.brokers],
      logLevel: logLevel.NOTHING,
    });
    const until = Date.now() + size(30_000, 300_000);
    const windowMs = size(15_000, 30_000);
    let [rounds, windowAt, before] = [0, Date.now(), await applied(setting)];
    while (Date.now() < until) {
      // It takes partitions, applies nothing and keeps no position: what it held is read by who holds it next.
      const consumer = kafka.consumer({ groupId: `${house.prefix}gateway`, sessionTimeout: SESSION_MS });
      await consumer.connect();
      await consumer.subscribe({ topics: [`${house.prefix}movements.cell`], fromBeginning: true });
      await consumer.run({ autoCommit: false, eachMessage: async () => undefined });
      await sleep(2_000);
      await consumer.disconnect();
      rounds++;
      if (Date.now() - windowAt > windowMs) {
        const now = await applied(setting);
        expect.that(now > before, `no progress in ${windowMs} ms`);
        [windowAt, before] = [Date.now(), now];
      }
    }
    await working.stop();
    say(`${rounds} members came and went`);
    return { clients: [working.client], faults: expect.faults, note: `${rounds} times` };
  },
};

const slow: Experiment = {
  name: 'F16',
  title: 'a slow handler over a backlog of 5,000',
  async run(setting) {
    const { house, recorder, load, oracles, size, say } = setting;
    const expect = new Expectations();
    const working = await load({ people: 6 });
    await sleep(size(2_000, 10_000));
    await working.stop();
    await oracles.atRest(30_000);
    await house.programs.gateway.stop();
    await recorder.caughtUp();
    const backlog = recorder.records.filter(({ id }) => !id.startsWith('spoilt')).slice(-5_000);
    await recorder.send(backlog);
    // Each batch takes a good part of the session.
    const delay = `perform pg_sleep(${SESSION_MS / 1_000 / 4})`;
    await house.query(
      'gateway',
      `create or replace function public.fault_slow() returns trigger language plpgsql as $$ begin ${delay}; return null; end $$;
       create trigger fault_slow before insert on consumer_position for each statement execute function public.fault_slow()`,
    );
    const joins = joinsOf(setting);
    house.programs.gateway.start();
    try {
      await recorder.caughtUp();
      const end = recorder.ends();
      await eventually(async () => {
        const now = await applied(setting);
        if (now < end) throw new Error(`read to ${now} of ${end}`);
      }, 300_000);
    } catch (error) {
      expect.that(false, `the backlog does not end: ${(error as Error).message}`);
    } finally {
      await house.query('gateway', 'drop trigger fault_slow on consumer_position');
    }
    const expelled = joinsOf(setting) - joins;
    expect.that(expelled <= 1, `the slow member was expelled ${expelled} times`);
    say(`a backlog of ${backlog.length} was read, expelled ${expelled} times`);
    return {
      clients: [working.client],
      faults: expect.faults,
      note: `${backlog.length} events, ${expelled} expulsions`,
    };
  },
};

const hangs: Experiment = {
  name: 'F17',
  title: 'a handler that hangs',
  async run(setting) {
    const { ground, house, load, say } = setting;
    const expect = new Expectations();
    const working = await load();
    await sleep(2_000);
    const { gateway } = house.programs;
    const { ownEnds } = gateway;
    // Its statements are never answered and never fail.
    const from = Date.now();
    const stalled = setInterval(() => ground.toPostgres.gateway.forget(), 50);
    try {
      await eventually(async () => {
        if (gateway.ownEnds === ownEnds) throw new Error('the watchdog did not end the process');
      }, ENDED_WITHIN_MS);
    } catch (error) {
      expect.that(false, (error as Error).message);
    } finally {
      clearInterval(stalled);
    }
    const took = Date.now() - from;
    expect.that(gateway.lastExit?.code === 70, `it ended with ${JSON.stringify(gateway.lastExit)}`);
    ground.toPostgres.gateway.end();
    await gateway.untilReady();
    await working.stop();
    say(`ended by its watchdog after ${took} ms, started again by its supervisor`);
    return {
      clients: [working.client],
      faults: expect.faults,
      note: `ended after ${(took / 1000).toFixed(1)} s`,
    };
  },
};

const hangsAlways: Experiment = {
  name: 'F17b',
  title: 'an event that hangs its handler each time',
  async run({ house, load, say }) {
    const expect = new Expectations();
    const working = await load();
    const { gateway } = house.programs;
    const { ownEnds } = gateway;
    await house.query(
      'gateway',
      `create or replace function public.fault_hang() returns trigger language plpgsql as
         $$ begin if new.name = 'hangs' then perform pg_sleep(600); end if; return new; end $$;
       create trigger fault_hang before insert on read_model.movement for each row execute function public.fault_hang()`,
    );
    const code = `HANGS-${Date.now()}`;
    await working.client.send('movements', 'DraftMovement', {
      ...{ code, name: 'hangs', launchingAuthority: 'DEPARTMENT_DIRECTOR', launchedBy: '11', titles: [] },
    });
    const from = Date.now();
    const letters = () =>
      house.query<{ key: Buffer; reason: string }>('gateway', 'select key, reason from dead_letter');
    await eventually(async () => {
      if ((await letters()).length === 0) throw new Error('the event that hangs was not buried');
    }, 240_000).catch((error: Error) => expect.that(false, error.message));
    const took = Date.now() - from;
    await working.stop();
    await house.query('gateway', 'drop trigger fault_hang on read_model.movement');
    const keys = (await letters()).map(({ key }) => key.toString());
    expect.that(keys.length === 1 && keys[0] === code, `buried were ${keys.join(', ')}`);
    await gateway.untilReady();
    const outcome = await house.job('gateway', 'replay-dead-letters');
    expect.that(outcome.includes('1 healed, 0 left'), outcome);
    const ends = gateway.ownEnds - ownEnds;
    say(`buried after ${took} ms, ${ends} times its process ended`);
    return {
      clients: [working.client],
      faults: expect.faults,
      note: `buried after ${(took / 1000).toFixed(0)} s, ${ends} ends`,
    };
  },
};

export const consumers: Experiment[] = [churn, slow, hangs, hangsAlways];
