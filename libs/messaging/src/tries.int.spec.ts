import { exemplars, happened, titles, type TitleState } from '@app/contracts';
import { createLog, openDatabase, type Sql } from '@app/platform';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { newDatabase, type TestDatabase } from '../../../tests/support/databases.js';
import { erased, exemplarState } from '../../../tests/support/examples.js';
import { Consumer } from './consumer.js';
import { announcementOf, type ReceivedEvent } from './event.js';
import { InProcessTransport } from './in-process.transport.js';
import { ConsumerTables1764000000001, ConsumerTries1764000000003 } from './tables.js';
import type { Message } from './transport.js';

const log = createLog('tries', 'silent');
let made: TestDatabase;
let database: DataSource;
let applied: string[];
let commits: number;
let signsOfLife: number;
/** What happens to whoever applies the title TH, or what else has this key. */
let fatal: string;
let atH: (tx: Sql) => Promise<unknown>;

beforeEach(async () => {
  made = await newDatabase('tries');
  database = await openDatabase({
    name: 'tries',
    url: made.url,
    migrationUrl: made.ownerUrl,
    poolSize: 3,
    entities: [],
    migrations: [ConsumerTables1764000000001, ConsumerTries1764000000003],
  });
  applied = [];
  fatal = 'TH';
  commits = 0;
  signsOfLife = 0;
});
afterEach(async () => {
  await database.destroy();
  await made.drop();
});

const projection = {
  group: 'tries',
  topics: [titles.name],
  async apply(tx: Sql, _topic: string, events: ReceivedEvent[]) {
    for (const { key } of events) if (key === fatal) await atH(tx);
    applied.push(...events.map(({ key }) => key));
    return events.length;
  },
  async applied() {
    commits++;
  },
};
const newProcess = () => new Consumer(database, projection, new InProcessTransport(), log);

const message = (code: string): Message => {
  const state: TitleState = {
    ...{ code, name: `Danh hiệu ${code}`, nameEn: null, counts: 'x', version: 1 },
    ...{ subjectKind: 'COLLECTIVE', periodKind: 'CALENDAR_YEAR' },
  };
  return announcementOf(happened(titles, 'StateAnnounced', state));
};
const batch = (partition = 0, codes = ['TA', 'TH', 'TZ'], next = 4) => ({
  topic: titles.name,
  partition,
  messages: codes.map(message),
  position: { topicId: 'this one', next: String(next) },
});
/** What each of three partitions brings at once, all of them known to be sound; TH is in the second. */
const atOnce = (next: number) => [
  batch(0, ['TA'], next),
  batch(1, ['TB', 'TH'], next),
  batch(2, ['TC'], next),
];
async function soundConsumer(): Promise<Consumer> {
  const consumer = newProcess();
  atH = async () => undefined;
  await Promise.all(atOnce(2).map((one) => consumer.deliver(one)));
  applied = [];
  commits = 0;
  return consumer;
}
const positions = () =>
  database
    .query<{ next_offset: string }[]>(
      'select next_offset from consumer_position where consumer = $1 order by partition',
      [projection.group],
    )
    .then((rows) => rows.map((row) => row.next_offset));
/** How often it is delivered until it is accepted; each time by who `consumer` makes. */
async function deliveries(consumer: () => Consumer, most: number): Promise<number> {
  for (let n = 1; ; n++)
    try {
      await consumer().deliver(batch(), () => signsOfLife++);
      return n;
    } catch (error) {
      if (n === most) throw error;
    }
}
const buried = () => database.query(`select convert_from(key, 'UTF8') as key, reason from dead_letter`);
const tried = () => database.query('select * from consumer_try');
const reason = expect.stringContaining('Tried 3 times alone');

it('buries the event at which process after process ends, and nothing else', async () => {
  atH = () => Promise.reject(Object.assign(new Error('the process is gone'), { code: '57P01' }));
  // Once whole and unnoticed, then alone three times, and at the next nothing of it is tried.
  expect(await deliveries(newProcess, 9)).toBe(5);
  expect(await buried()).toEqual([{ key: 'TH', reason }]);
  // Whoever watches is told of each event that is tried: three times the first two, then all three.
  expect(signsOfLife).toBe(9);
  expect(applied).toEqual(expect.arrayContaining(['TA', 'TZ']));
  expect(applied).not.toContain('TH');
  expect(await newProcess().position(titles.name, 0)).toEqual({ topicId: 'this one', next: '4' });
  expect(await tried()).toEqual([]);
});

it('buries the event whose statement PostgreSQL cancels each time', async () => {
  atH = (tx) => tx.query(`set local statement_timeout = 20; select pg_sleep(10)`);
  const consumer = newProcess();
  expect(await deliveries(() => consumer, 9)).toBe(5);
  expect(await buried()).toEqual([{ key: 'TH', reason }]);
  expect(applied).not.toContain('TH');
  const { healed, left } = await consumer.replayDeadLetters();
  expect({ healed, left }).toEqual({ healed: 0, left: 1 });
  atH = async () => undefined;
  expect(await consumer.replayDeadLetters()).toEqual({ healed: 1, left: 0 });
  expect(applied).toContain('TH');
});

it('does not count what fails for a reason that passes', async () => {
  let failures = 20;
  atH = async () => {
    if (failures-- > 0) throw Object.assign(new Error('deadlock'), { code: '40P01' });
  };
  const consumer = newProcess();
  expect(await deliveries(() => consumer, 30)).toBe(21);
  expect(await buried()).toEqual([]);
  expect(applied).toEqual(['TA', 'TH', 'TZ']);
  expect(await tried()).toEqual([]);
});

it('makes one commit of what several partitions bring at the same time', async () => {
  const consumer = await soundConsumer();
  await Promise.all(atOnce(4).map((one) => consumer.deliver(one)));
  expect(applied).toEqual(['TA', 'TB', 'TH', 'TC']);
  expect(commits).toBe(1);
  expect(await positions()).toEqual(['4', '4', '4']);
});

it('keeps the position of the later of two batches of one partition', async () => {
  const consumer = await soundConsumer();
  await Promise.all([batch(0, ['TA'], 5), batch(0, ['TB'], 6)].map((one) => consumer.deliver(one)));
  expect(commits).toBe(1);
  expect(await positions()).toEqual(['6', '2', '2']);
});

it('tries alone what failed together, and buries what fails there', async () => {
  const consumer = await soundConsumer();
  atH = () => Promise.reject(new Error('cannot be applied'));
  await Promise.all(atOnce(4).map((one) => consumer.deliver(one)));
  expect(await buried()).toEqual([{ key: 'TH', reason: 'cannot be applied' }]);
  expect(new Set(applied)).toEqual(new Set(['TA', 'TB', 'TC']));
  expect(await positions()).toEqual(['4', '4', '4']);
  expect(await tried()).toEqual([]);
});

it('tells all of a failure that passes, and of one that does not only the partition at fault', async () => {
  const consumer = await soundConsumer();
  atH = (tx) => tx.query(`set local statement_timeout = 20; select pg_sleep(10)`);
  const outcomes = async () =>
    (await Promise.allSettled(atOnce(4).map((one) => consumer.deliver(one)))).map(({ status }) => status);
  expect(await outcomes()).toEqual(['rejected', 'rejected', 'rejected']);
  expect(await outcomes()).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(await positions()).toEqual(['4', '2', '4']);
  // Once more whole, as nobody wrote down the first, then three times alone.
  for (let n = 0; n < 4; n++) await outcomes();
  expect(await buried()).toEqual([{ key: 'TH', reason }]);
  expect(await positions()).toEqual(['4', '4', '4']);
});

it('keeps no dead letter of somebody whose erasure was applied in the same batch, and the erasure where it was not', async () => {
  const [person, other] = [exemplarState('An'), exemplarState('Bình')];
  const said = (type: string, state: typeof person) => announcementOf(happened(exemplars, type, state));
  const unreadable = { ...said('ExemplarPublished', person), value: 'An, and no JSON' };
  const messages = [unreadable, said('PersonErased', erased(person)), said('ExemplarPublished', other)];
  const deliver = () => newProcess().deliver({ ...batch(), topic: exemplars.name, messages });
  atH = () => Promise.reject(new Error('cannot be applied'));
  const keys = async () => ((await buried()) as { key: string }[]).map(({ key }) => key).sort();
  await deliver();
  expect(await keys()).toEqual([]);
  fatal = other.id;
  await deliver();
  expect(await keys()).toEqual([other.id]);
  await database.query('delete from dead_letter');
  fatal = person.id;
  await deliver();
  expect(await keys()).toEqual([person.id, person.id]);
});
