// PostgreSQL that dies or ends connections: F8, F9.
import { setTimeout as sleep } from 'node:timers/promises';
import { type Client } from '../client.js';
import { Expectations, Gate, type Experiment, type Setting } from '../experiment.js';
import { programs, services } from '../ground.js';
import { eventually } from '../house.js';
import { PERIOD } from '../flow.js';
import { communesOf } from '../load.js';

/** Until every pool works again; the short form runs where others may take the processors. */
const RECOVERED_MS = { short: 30_000, long: 10_000 };

const immediate: Experiment = {
  name: 'F8',
  title: 'PostgreSQL stopped -m immediate in mid-transaction',
  short: true,
  async run({ ground, house, load, size, random, say }) {
    const expect = new Expectations();
    const working = await load({ people: 6 });
    const times = size(2, 10);
    let slowest = 0;
    for (let n = 0; n < times; n++) {
      await sleep(1_000 + random() * 2_000);
      await ground.postgres.stop('immediate');
      await sleep(random() * 1_000);
      await ground.startPostgres();
      const upAt = Date.now();
      await eventually(async () => {
        for (const name of programs) {
          const { body } = await house.programs[name].health();
          if (body?.checks.database !== null) throw new Error(`${name}: ${body?.checks.database}`);
        }
      }, 60_000).catch((error: Error) => expect.that(false, error.message));
      slowest = Math.max(slowest, Date.now() - upAt);
      await eventually(async () => {
        for (const service of services)
          if (!working.client.acknowledged.some((one) => one.service === service && one.answeredAt > upAt))
            throw new Error(`${service} acknowledged nothing since PostgreSQL is back`);
      }, 60_000).catch((error: Error) => expect.that(false, error.message));
    }
    await working.stop();
    const { unavailable, broken } = working.client.interruptions;
    say(
      `back in use after ${slowest} ms at most; clients were told 503 ${unavailable} times, ${broken} connections broke`,
    );
    expect.that(unavailable + broken > 0, 'nobody noticed: the fault did not happen');
    const most = size(RECOVERED_MS.short, RECOVERED_MS.long);
    expect.that(slowest <= most, `it took ${slowest} ms until every pool worked again`);
    return {
      clients: [working.client],
      faults: expect.faults,
      note: `pools back in ${(slowest / 1000).toFixed(1)} s`,
    };
  },
};

const POSITION = 'insert into consumer_position';

/**
 * Where in its transaction a projection is interrupted: as it writes what nobody says again, so that a loss is not made
 * good by the next state of the same aggregate, and when all is written.
 */
const places = [
  {
    on: 'before insert',
    table: 'read_model.audit_entry',
    statement: 'insert into read_model.audit_entry',
  },
  { on: 'before insert', table: 'consumer_position', statement: POSITION },
] as const;

async function interruptGateway(
  { house, say }: Setting,
  { on, table, statement }: (typeof places)[number],
  kill: boolean,
): Promise<void> {
  const gate = await Gate.close(house, 'gateway', on, table);
  try {
    const pid = await gate.waiting(statement);
    if (kill) house.programs.gateway.signal('SIGKILL');
    await gate.terminate(pid);
    say(`gateway ${kill ? 'killed' : 'lost its connection'} at ${table}`);
  } finally {
    await gate.open();
  }
}

/** An award is revoked; exemplars, who has noted it and sent the example back, dies before the commit. */
async function interruptExemplars(
  { house, recorder, say, seed }: Setting,
  client: Client,
  round: number,
  expect: Expectations,
): Promise<void> {
  const name = `${seed}-${round}-${Date.now()}`;
  const unit = (await communesOf(house))[0];
  const cite = (number: string) => ({
    ...{ number, signedOn: '2025-09-15', authority: 'DEPARTMENT_DIRECTOR', issuer: '11' },
  });
  const made = await client.send<{ awards: { id: string }[] }>('competitions', 'RecordCommendations', {
    decision: cite(`F9 ${name}`),
    form: 'GIAY_KHEN',
    period: '2025-2026',
    recipients: [{ name: `Thầy ${name}`, kind: 'INDIVIDUAL', unit, achievement: 'Có thành tích' }],
  });
  const award = made?.awards[0]?.id;
  await eventually(async () => {
    const rows = await house.query('exemplars', 'select 1 from award_copy where id = $1', [award]);
    if (rows.length === 0) throw new Error('exemplars has not heard of the award');
  }, 20_000);
  const nominated = await client.send<{ exemplar: { id: string } }>('exemplars', 'NominateExemplar', {
    ...{
      name: `Thầy ${name}`,
      group: 'INDIVIDUAL',
      unit,
      period: PERIOD,
      headline: 'Gieo chữ',
      story: 'Bám bản.',
    },
    ...{ minor: false, awards: [award] },
  });
  const id = nominated?.exemplar.id;
  await client.send('exemplars', 'StartReview', { id }, { subject: 'reviewer' });
  await client.send('exemplars', 'ReviewExemplar', { id, verdict: 'APPROVE' }, { subject: 'reviewer' });
  const gate = await Gate.close(house, 'exemplars', 'before insert', 'consumer_position');
  try {
    await client.send('competitions', 'RevokeAwards', {
      decision: { number: `F9 ${name}`, authority: 'DEPARTMENT_DIRECTOR', issuer: '11', year: 2025 },
      ...{ ground: 'FALSE_INFORMATION', revocation: cite(`F9 ${name} b`), reason: 'Khai không đúng' },
    });
    const pid = await gate.waiting(POSITION);
    house.programs.exemplars.signal('SIGKILL');
    await gate.terminate(pid);
    say('exemplars killed between hearing of a revoked award and the commit');
  } finally {
    await gate.open();
  }
  await house.programs.exemplars.untilReady();
  const status = async () =>
    (
      await house.query<{ status: string; award_changed: boolean }>(
        'exemplars',
        'select status, award_changed from exemplar where id = $1',
        [id],
      )
    )[0];
  await eventually(async () => {
    if (!(await status())?.award_changed)
      throw new Error(`O1 example ${id} did not follow its revoked award`);
  }, 20_000).catch((error: Error) => expect.that(false, error.message));
  await sleep(1_000);
  const followed = new Set(
    recorder.records
      .filter(({ key, type }) => key === id && type === 'AwardChanged')
      .map((event) => event.id),
  );
  expect.that(followed.size === 1, `O5 example ${id} followed ${followed.size} times`);
}

const beforeCommit: Experiment = {
  name: 'F9',
  title: 'connection ended, or kill -9, between projection and commit',
  short: true,
  async run(setting) {
    const { house, load, size } = setting;
    const expect = new Expectations();
    const working = await load();
    for (let round = 0; round < size(1, 5); round++)
      for (const [n, place] of places.entries())
        for (const kill of size([n === 0], [false, true])) {
          await interruptGateway(setting, place, kill);
          await house.programs.gateway.untilReady();
        }
    await working.stop();
    for (let round = 0; round < size(1, 5); round++)
      await interruptExemplars(setting, working.client, round, expect);
    return { clients: [working.client], faults: expect.faults };
  },
};

export const database: Experiment[] = [immediate, beforeCommit];
