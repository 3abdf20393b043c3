// Messages that come again, late, or spoilt: F10, F12, F18.
import { isDeepStrictEqual } from 'node:util';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Client } from '../client.js';
import { Expectations, type Experiment, type Setting } from '../experiment.js';
import { eventually, type House } from '../house.js';
import type { Recorded } from '../recorder.js';

const figures = async (house: House) => {
  const { body } = await house.programs.gateway.health();
  return body?.figures['consumer gateway'] as { applied: number; ignored: number; dead: number };
};

/** A load that has come to rest, so that every later change of the read model is a fault. */
async function atRest({ load, oracles, recorder, size }: Setting): Promise<Client> {
  const working = await load({ people: 6 });
  await sleep(size(4_000, 15_000));
  await working.stop();
  const trouble = await oracles.atRest(30_000);
  if (trouble) throw new Error(trouble);
  await recorder.caughtUp();
  return working.client;
}

async function unchanged(
  setting: Setting,
  before: Record<string, string>,
  expect: Expectations,
): Promise<void> {
  const { recorder, house, oracles } = setting;
  await recorder.caughtUp();
  // Until the gateway has passed the end of what was sent.
  await eventually(async () => {
    const trouble = await oracles.atRest(1_000);
    if (trouble) throw new Error(trouble);
    const [row] = await house.query<{ next: string }>(
      'gateway',
      `select sum(next_offset) as next from consumer_position where consumer = 'gateway'`,
    );
    const held = recorder.ends();
    if (Number(row?.next) < held) throw new Error(`the gateway has read to ${row?.next} of ${held}`);
  }, 60_000).catch((error: Error) => expect.that(false, error.message));
  const after = await oracles.fingerprint();
  const changed = Object.keys(before).filter((table) => before[table] !== after[table]);
  expect.that(changed.length === 0, `O5 what was sent again changed ${changed.join(', ')}`);
}

const again: Experiment = {
  name: 'F10',
  title: 'the last 10,000 events sent again',
  short: true,
  async run(setting) {
    const { recorder, oracles } = setting;
    const expect = new Expectations();
    const client = await atRest(setting);
    const before = await oracles.fingerprint();
    const last = recorder.records.filter(({ id }) => !id.startsWith('spoilt')).slice(-10_000);
    await recorder.send(last);
    await unchanged(setting, before, expect);
    return {
      clients: [client],
      faults: expect.faults,
      duplicates: { atLeast: last.length },
      note: `${last.length} events`,
    };
  },
};

const older: Experiment = {
  name: 'F12',
  title: 'older versions of aggregates after newer ones',
  short: true,
  async run(setting) {
    const { recorder, oracles, house } = setting;
    const expect = new Expectations();
    const client = await atRest(setting);
    const before = await oracles.fingerprint();
    const newest = new Map<string, number>();
    const place = ({ topic, key }: Recorded) => `${topic} ${key}`;
    for (const record of recorder.records)
      newest.set(place(record), Math.max(newest.get(place(record)) ?? 0, record.version));
    const read =
      /^movements\.(cell|registration|movement|tally)$|^competitions\.(award|entry|competition|decision)$/;
    const late = recorder.records.filter(
      (record) =>
        read.test(record.topic) && record.version > 0 && record.version < (newest.get(place(record)) ?? 0),
    );
    const { ignored } = await figures(house);
    // One at a time for each aggregate: of several in one batch only the newest is looked at.
    await recorder.send([...new Map(late.map((record) => [place(record), record])).values()]);
    await unchanged(setting, before, expect);
    const passedOver = (await figures(house)).ignored - ignored;
    const sent = new Set(late.map(place)).size;
    expect.that(sent > 0 && passedOver >= sent, `${sent} older versions were sent, ${passedOver} ignored`);
    return { clients: [client], faults: expect.faults, note: `${passedOver} ignored` };
  },
};

interface Spoilt {
  topic: string;
  key: string;
  value: string | Buffer;
  headers: Record<string, string>;
}

const spoilt: Experiment = {
  name: 'F18',
  title: 'bad JSON, unknown type, unknown version, 2 MB',
  short: true,
  async run(setting) {
    const { recorder, house, load, say } = setting;
    const expect = new Expectations();
    const working = await load();
    await sleep(3_000);
    const good = recorder.records.findLast(({ topic }) => topic === 'movements.title') as Recorded;
    const topic = good.topic;
    const id = () => ({ ce_id: `spoilt-${randomUUID()}` });
    const bad = (value: string | Buffer, headers: object = {}): Spoilt => ({
      topic,
      key: `SPOILT-${randomUUID()}`,
      value,
      headers: { ...good.headers, ...id(), ...headers },
    });
    const type = good.headers.ce_type as string;
    const buried = [
      bad('{ not json'),
      bad(good.value ?? '', { ce_type: type.replace(/\.\w+\.v1$/, '.NeverHeardOf.v1') }),
      bad(good.value ?? '', { ce_type: type.replace(/v1$/, 'v9') }),
      bad(good.value ?? '', { ce_type: 'nonsense' }),
      bad('{"code":"X"}'),
      bad('with \u0000 inside'),
      bad('x'.repeat(2_000_000)),
    ];
    // An acknowledged change whose event the consumer's table refuses, as after a wrong migration.
    const code = `POISON-${Date.now()}`;
    await house.query(
      'gateway',
      `alter table read_model.movement add constraint no_poison check (name <> 'poison')`,
    );
    const [{ last } = { last: '0' }] = await house.query<{ last: string }>(
      'gateway',
      'select coalesce(max(id), 0) as last from dead_letter',
    );
    await recorder.send(buried);
    await working.client.send('movements', 'DraftMovement', {
      ...{ code, name: 'poison', launchingAuthority: 'DEPARTMENT_DIRECTOR', launchedBy: '11', titles: [] },
    });
    const poison = await eventually(async () => {
      const found = recorder.records.find(({ key }) => key === code);
      if (!found) throw new Error('the poisoned change was not said');
      return found;
    }, 20_000);
    const letters = () =>
      house.query<{ key: Buffer; value: Buffer }>(
        'gateway',
        `select key, value from dead_letter where id > $1 and consumer = 'gateway' order by id`,
        [last],
      );
    const all = [...buried, poison];
    await eventually(async () => {
      const count = (await letters()).length;
      if (count < all.length) throw new Error(`${count} of ${all.length} were buried`);
    }, 60_000).catch((error: Error) => expect.that(false, error.message));
    const kept = new Map(
      (await letters()).map(({ key, value }) => [key.toString(), value?.toString() ?? null]),
    );
    for (const { key, value } of all)
      expect.that(kept.get(key) === value?.toString(), `the dead letter ${key} is not what was sent`);
    expect.that(
      (await letters()).length === all.length,
      `${(await letters()).length} dead letters of ${all.length}`,
    );
    // The partitions go on: what is changed now arrives.
    await sleep(2_000);
    await working.stop();
    const count = async (database: 'movements' | 'gateway', table: string) =>
      (await house.query<{ n: number }>(database, `select count(*)::int as n from ${table}`))[0]?.n ?? 0;
    await eventually(async () => {
      const titles = (await count('movements', 'title')) - (await count('gateway', 'read_model.title'));
      const movements =
        (await count('movements', 'movement')) - (await count('gateway', 'read_model.movement'));
      if (titles !== 0 || movements !== 1)
        throw new Error(`${titles} titles and ${movements} movements are missing`);
    }, 60_000).catch((error: Error) => expect.that(false, `the partitions do not go on: ${error.message}`));
    await house.query('gateway', 'alter table read_model.movement drop constraint no_poison');
    const outcome = await house.job('gateway', 'replay-dead-letters');
    say(outcome);
    const healed = await house.query('gateway', 'select 1 from read_model.movement where code = $1', [code]);
    expect.that(healed.length === 1, 'the mended event was not applied when it was replayed');
    expect.that((await letters()).length === buried.length, 'what cannot be mended must stay');
    await house.query('gateway', `delete from dead_letter`);
    expect.that(isDeepStrictEqual(await letters(), []), 'letters are left');
    return { clients: [working.client], faults: expect.faults, note: outcome };
  },
};

export const messages: Experiment[] = [again, older, spoilt];
