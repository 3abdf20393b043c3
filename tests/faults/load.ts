// The load: people of all three services at their work, every command of the house among it. A seed decides who does what.
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, type Sending } from './client.js';
import type { ServiceName } from './ground.js';
import type { House } from './house.js';

export type Random = () => number;
/** mulberry32: the same numbers for the same seed on every machine. */
export function randomOf(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export const MOVEMENT = 'FAULTS';
export const ROSTER = 'FAULT_ROSTER';
export const TALLY = 'FAULT_TALLY';
/** Past for every clock that this runs by, and on today's map of units. */
export const PERIOD = '2025';
const SCHOOL_YEAR = '2025-2026';
const SIGNED_ON = '2025-09-15';
const COMMUNES = 8;

const title = (code: string) => ({
  code,
  name: code,
  counts: 'tổng số',
  subjectKind: 'COLLECTIVE',
  periodKind: 'CALENDAR_YEAR',
});

/** Codes of the communes at which the load works. */
export async function communesOf(house: House): Promise<string[]> {
  const rows = await house.query<{ code: string }>(
    'movements',
    `select code from unit where parent_id = (select id from unit where code = '11') and level = 'COMMUNE'
     and valid_to is null order by code limit $1`,
    [COMMUNES],
  );
  return rows.map(({ code }) => code);
}

/** A movement that is launched, with baselines at every commune: what the load rests on. Once for a house. */
export async function prepare(house: House): Promise<void> {
  const client = new Client(house);
  const communes = await communesOf(house);
  await client.send('movements', 'DraftMovement', {
    code: MOVEMENT,
    name: 'Phong trào của phép thử',
    launchingAuthority: 'DEPARTMENT_DIRECTOR',
    launchedBy: '11',
    startsOn: '2025-01-01',
    endsOn: '2030-12-31',
    titles: [title(ROSTER), title(TALLY)],
  });
  await client.send('movements', 'LaunchMovement', { code: MOVEMENT });
  for (const code of [ROSTER, TALLY])
    await client.send('movements', 'RecordBaselines', {
      title: code,
      period: PERIOD,
      asOf: '2025-01-01',
      sourceDocument: 'Báo cáo',
      baselines: communes.map((unit, n) => ({ unit, value: { value: 20_011 + n } })),
    });
  if (client.complaints.length > 0 || client.acknowledged.length !== client.log.length)
    throw new Error(`the load was not prepared: ${client.complaints.join('; ')}`);
}

export type Step = <Value = Record<string, unknown>>(
  service: ServiceName,
  command: string,
  input: object,
  sending?: Sending,
) => Promise<Value>;

/** Thrown into a flow that ends early: the load stops, or a step was never answered. */
class Ended extends Error {}

export interface Person {
  step: Step;
  random: Random;
  communes: string[];
  /** A name that nobody else has. */
  unique: (what: string) => string;
  house: House;
}
type Flow = (person: Person) => Promise<void>;

const pick = <T>(random: Random, from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
const decision = (number: string, more: object = {}) => ({
  number,
  signedOn: SIGNED_ON,
  authority: 'DEPARTMENT_DIRECTOR',
  issuer: '11',
  ...more,
});
const refOf = (number: string) => ({ number, authority: 'DEPARTMENT_DIRECTOR', issuer: '11', year: 2025 });

const rosters: Flow = async ({ step, random, communes, unique }) => {
  const cell = { title: ROSTER, period: PERIOD, unit: pick(random, communes) };
  const keys = Array.from({ length: 1 + Math.floor(random() * 4) }, () => unique('dòng họ'));
  const via = random() < 0.5 ? 'graphql' : 'command';
  const subjects = keys.map((key) => ({ key, name: key }));
  await step('movements', 'RegisterSubjects', { movement: MOVEMENT, ...cell, subjects }, { via });
  const [first = '', ...others] = keys;
  await step(
    'movements',
    'RecogniseSubjects',
    { movement: MOVEMENT, ...cell, keys: [first], decision: decision(unique('QĐ')) },
    { via },
  );
  if (others.length > 0)
    await step('movements', 'WithdrawSubjects', { ...cell, keys: others.slice(0, 1), reason: 'Chuyển đi' });
  if (random() < 0.5)
    await step('movements', 'RevokeRecognition', { ...cell, keys: [first], reason: 'Nhầm người' });
};

const tallies: Flow = async ({ step, random, communes, unique }) => {
  const cell = { title: TALLY, period: PERIOD, unit: pick(random, communes) };
  for (let n = 0; n < 3; n++)
    await step(
      'movements',
      'ReportTally',
      {
        movement: MOVEMENT,
        ...cell,
        registered: { value: 100 + Math.floor(random() * 5_000) },
        recognised: { value: Math.floor(random() * 100) },
        source: unique('Báo cáo'),
      },
      { via: n === 0 ? 'graphql' : 'command' },
    );
};

/** At communes of its own title, since another person's tally may be gone by then. */
const figures: Flow = async ({ step, random, communes, unique }) => {
  await step('movements', 'SetTargets', {
    unit: pick(random, communes),
    period: PERIOD,
    source: unique('Kế hoạch'),
    targets: [{ title: ROSTER, percent: 50 + Math.floor(random() * 50), of: 'REGISTERED' }],
  });
  await step('movements', 'RecordBaselines', {
    title: pick(random, [ROSTER, TALLY]),
    period: PERIOD,
    asOf: '2025-06-30',
    sourceDocument: unique('Báo cáo'),
    baselines: [{ unit: pick(random, communes), value: { value: 20_000 + Math.floor(random() * 5_000) } }],
  });
};

const movements: Flow = async ({ step, communes, random, unique }) => {
  const code = unique('PT')
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, '-');
  const of = `T${code.replace(/-/g, '_')}`.slice(0, 40);
  await step('movements', 'DraftMovement', {
    code,
    name: code,
    launchingAuthority: 'DEPARTMENT_DIRECTOR',
    launchedBy: '11',
    startsOn: '2025-01-01',
    titles: [title(of)],
  });
  await step('movements', 'LaunchMovement', { code });
  const [unit, other] = random() < 0.5 ? communes : [...communes].reverse();
  const cell = { title: of, period: PERIOD, unit };
  // Refused after its cell was made: nothing of it may stay.
  const twice = { key: 'hai lần', name: 'Hai lần' };
  const refused = { movement: code, ...cell, unit: other, subjects: [twice, twice] };
  await step('movements', 'RegisterSubjects', refused, { refused: true });
  await step('movements', 'ReportTally', { movement: code, ...cell, registered: { value: 9 }, source: 's' });
  await step('movements', 'ApproveReport', cell);
  await step('movements', 'WithdrawTally', { ...cell, reason: 'Báo nhầm' });
  await step('movements', 'CloseMovement', { code });
  await step('movements', 'ReopenMovement', { code, reason: 'Gia hạn' });
};

const institutions: Flow = async ({ step, unique }) => {
  const code = unique('TH')
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, '-');
  await step('movements', 'RegisterInstitutions', {
    institutions: [{ code, name: `Trường ${code}`, parent: '11', kind: 'PRIMARY' }],
  });
};

let communesMade = 0;
/** The map itself changes, in a province whose rates nobody asks for. */
const map: Flow = async ({ step, unique }) => {
  const [a, b, c, d, e] = Array.from({ length: 5 }, () => String(90_000 + communesMade++));
  const named = (code: string | undefined) => ({ code, name: unique('Xã') });
  const on = (day: number) => ({ on: `2025-08-0${day}`, document: 'Nghị quyết' });
  for (const one of [a, b])
    await step('movements', 'CreateUnit', { ...named(one), level: 'COMMUNE', parent: '01', ...on(1) });
  await step('movements', 'RenameUnit', { unit: a, name: unique('Phường'), ...on(2) });
  await step('movements', 'MergeUnits', { units: [a, b], into: named(c), ...on(3) });
  await step('movements', 'SplitUnit', { unit: c, into: [named(d), named(e)], ...on(4) });
  await step('movements', 'MoveUnit', { unit: d, parent: '79', ...on(5) });
  await step('movements', 'CloseUnit', { unit: e, ...on(6) });
};

const editions: Flow = async ({ step, random, communes, unique }) => {
  const competition = unique('CT')
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, '-');
  await step('competitions', 'OpenCompetition', {
    code: competition,
    name: `Cuộc thi ${competition}`,
    level: 'PROVINCE',
    period: SCHOOL_YEAR,
    organiser: '11',
    ranks: [
      { code: 'NHAT', name: 'Giải Nhất' },
      { code: 'NHI', name: 'Giải Nhì' },
    ],
  });
  const entries = ['E1', 'E2', 'E3'].map((code) => ({
    code,
    kind: 'TEAM',
    unit: pick(random, communes),
    members: [{ name: unique('Em') }],
  }));
  await step('competitions', 'SubmitEntries', { competition, entries }, { via: 'graphql' });
  const prize = (entry: string, rank: string) => ({ competition, prizes: [{ entry, rank }] });
  await step('competitions', 'AwardPrizes', prize('E1', 'NHAT'));
  await step('competitions', 'AwardPrizes', prize('E2', 'NHAT'));
  await step('competitions', 'RemovePrizes', prize('E2', 'NHAT'));
  await step('competitions', 'WithdrawEntries', { competition, entries: ['E3'], reason: 'Bỏ thi' });
  await step('competitions', 'PublishResults', {
    competition,
    decision: decision(unique('QĐ'), { authority: 'ORGANISING_COMMITTEE' }),
  });
};

const recipient = (name: string, unit: string) => ({
  name,
  kind: 'INDIVIDUAL',
  unit,
  achievement: 'Có thành tích xuất sắc',
});

const commendations: Flow = async ({ step, random, communes, unique }) => {
  const number = unique('QĐ');
  const unit = pick(random, communes);
  await step('competitions', 'RecordCommendations', {
    decision: decision(number),
    form: 'GIAY_KHEN',
    period: SCHOOL_YEAR,
    publish: false,
    recipients: [recipient(unique('Thầy'), unit), recipient(unique('Cô'), unit)],
  });
  const { awards } = await step<{ awards: { id: string }[] }>('competitions', 'PublishCommendations', {
    decision: refOf(number),
  });
  await step('competitions', 'CorrectAwards', {
    corrections: [{ id: awards[0]?.id, achievement: 'Đính chính' }],
    decision: decision(unique('QĐ')),
    reason: 'In sai',
  });
  if (random() < 0.6)
    await step('competitions', 'RevokeAwards', {
      decision: refOf(number),
      awards: [awards[1]?.id],
      ground: 'FALSE_INFORMATION',
      revocation: decision(unique('QĐ')),
      reason: 'Khai không đúng',
    });
};

const restored: Flow = async ({ step, random, communes, unique }) => {
  const number = unique('QĐ');
  await step(
    'competitions',
    'RecordEmulationTitles',
    {
      decision: decision(number),
      title: 'CHIEN_SI_THI_DUA_CO_SO',
      period: SCHOOL_YEAR,
      recipients: [recipient(unique('Thầy'), pick(random, communes))],
    },
    { via: 'graphql' },
  );
  const revocation = decision(unique('QĐ'));
  const of = { decision: refOf(number), reason: 'Xét lại' };
  await step('competitions', 'RevokeAwards', { ...of, ground: 'STANDARD_NOT_MET', revocation });
  await step('competitions', 'RestoreAwards', { ...of, restoration: decision(unique('QĐ')) });
};

const duplicates: Flow = async ({ step, random, communes, unique, house }) => {
  const name = unique('Trùng tên');
  const unit = pick(random, communes);
  await step('competitions', 'RecordCommendations', {
    decision: decision(unique('QĐ')),
    form: 'GIAY_KHEN',
    period: SCHOOL_YEAR,
    publish: false,
    recipients: [recipient(name, unit), recipient(name, unit)],
  });
  const rows = await house
    .query<{ id: string }>('competitions', 'select id from duplicate where first_name = $1', [name])
    .catch(() => []);
  for (const { id } of rows) await step('competitions', 'DecideDuplicate', { id, same: false });
};

const numbers: Flow = async ({ step, random, communes, unique, house }) => {
  const winner = unique('Em');
  await step('competitions', 'ReportAwardTally', {
    authority: 'DEPARTMENT_DIRECTOR',
    unit: pick(random, communes),
    form: 'GIAY_KHEN',
    period: SCHOOL_YEAR,
    collectives: Math.floor(random() * 50),
    individuals: Math.floor(random() * 50),
    achievement: unique('Phong trào'),
    source: 'Báo cáo',
  });
  await step('competitions', 'RecordExternalPrizes', {
    period: SCHOOL_YEAR,
    prizes: [
      {
        competition: unique('Olympic'),
        level: 'NATIONAL',
        organiserName: 'Bộ Giáo dục và Đào tạo',
        rank: 'Giải Nhất',
        kind: 'INDIVIDUAL',
        unit: pick(random, communes),
        members: [{ name: winner }],
        awardedOn: SIGNED_ON,
      },
    ],
  });
  const won = await house
    .query<{ id: string }>('competitions', 'select id from award where name = $1', [winner])
    .catch(() => []);
  if (won.length > 0 && random() < 0.5)
    await step('competitions', 'RemoveExternalPrizes', {
      awards: won.map(({ id }) => id),
      reason: 'Ghi nhầm',
    });
  await step('competitions', 'ReportCompetitionTally', {
    code: unique('CB')
      .toUpperCase()
      .replace(/[^A-Z0-9]/g, '-'),
    name: 'Cuộc thi đã qua',
    level: 'PROVINCE',
    period: SCHOOL_YEAR,
    organiser: '11',
    entries: 40,
    ranks: [{ code: 'NHAT', name: 'Giải Nhất', count: 3 }],
    source: 'Báo cáo',
  });
  await step('exemplars', 'ReportExemplarTally', {
    unit: pick(random, communes),
    period: PERIOD,
    collectives: Math.floor(random() * 50),
    individuals: Math.floor(random() * 50),
    goodPersonsGoodDeeds: Math.floor(random() * 50),
    source: unique('Báo cáo'),
  });
};

const exemplars: Flow = async ({ step, random, communes, unique }) => {
  const { exemplar } = await step<{ exemplar: { id: string } }>('exemplars', 'NominateExemplar', {
    name: unique('Cô giáo'),
    group: 'INDIVIDUAL',
    unit: pick(random, communes),
    period: PERIOD,
    headline: 'Người gieo chữ',
    story: 'Mười năm bám bản.',
    minor: false,
  });
  const { id } = exemplar;
  const reviewer = { subject: 'reviewer' };
  await step('exemplars', 'StartReview', { id }, reviewer);
  await step('exemplars', 'ReviewExemplar', { id, verdict: 'RETURN', note: 'Thêm số liệu' }, reviewer);
  await step('exemplars', 'SupplementExemplar', { id, story: 'Mười hai năm bám bản.' });
  await step('exemplars', 'ReviewExemplar', { id, verdict: 'APPROVE' }, reviewer);
  const basis = { kind: 'CONSENT', statement: 'Văn bản đồng ý', givenOn: SIGNED_ON };
  await step('exemplars', 'PublishExemplar', { id, basis });
  await step('exemplars', 'FeatureExemplar', { id, featured: true });
  await step('exemplars', 'AnnounceExemplar', { id, channel: 'FANPAGE', on: SIGNED_ON });
  if (random() < 0.5)
    await step('exemplars', 'WithdrawExemplar', { id, reason: 'Xin rút', consentWithdrawn: random() < 0.5 });
};

const conferences: Flow = async ({ step, random, communes, unique }) => {
  const unit = pick(random, communes);
  await step('exemplars', 'HoldConference', {
    name: unique('Hội nghị'),
    heldOn: SIGNED_ON,
    unit,
    period: PERIOD,
    honourees: [1, 2, 3].map(() => ({ name: unique('Người'), kind: 'INDIVIDUAL', unit })),
  });
};

/** The more often one stands here, the more often it is done. */
export const flows: readonly Flow[] = [
  ...[rosters, rosters, rosters, rosters],
  ...[tallies, tallies, figures, movements],
  ...[editions, commendations, restored, duplicates, numbers],
  ...[exemplars, exemplars, conferences],
  ...[institutions, map],
];

let loads = 0;

export interface LoadOptions {
  people?: number;
  /** Longest pause between two commands of one person. */
  pauseMs?: number;
  client?: Client;
}

export class Load {
  readonly client: Client;
  private readonly people: Promise<void>[] = [];
  private stopping = false;

  private constructor(client: Client) {
    this.client = client;
  }

  static async start(
    house: House,
    seed: number,
    { people = 4, pauseMs = 40, client = new Client(house) }: LoadOptions = {},
  ): Promise<Load> {
    const load = new Load(client);
    const communes = await communesOf(house);
    const name = `${process.pid.toString(36)}${(++loads).toString(36)}`;
    for (let n = 0; n < people; n++) {
      const random = randomOf(seed * 1_000 + n);
      let made = 0;
      const unique = (what: string) => `${what} ${name}-${n}-${++made}`;
      const step: Step = async (...asked) => {
        if (load.stopping) throw new Ended();
        await sleep(random() * pauseMs);
        const value = await load.client.send(...asked);
        if (value === null && !asked[3]?.refused) throw new Ended();
        return value as never;
      };
      const person = { step, random, communes, unique, house };
      load.people.push(load.work(person, n));
    }
    return load;
  }

  /** Each begins with another flow, so that a short load has all of them. */
  private async work(person: Person, n: number): Promise<void> {
    const order = flows.map((flow) => ({ flow, at: person.random() })).sort((a, b) => a.at - b.at);
    for (let turn = n; !this.stopping; turn++)
      try {
        await order[turn % order.length]?.flow(person);
      } catch (error) {
        if (!(error instanceof Ended)) throw error;
      }
  }

  /** Resolves when every command in hand is answered. */
  async stop(): Promise<void> {
    this.stopping = true;
    await Promise.all(this.people);
  }
}
