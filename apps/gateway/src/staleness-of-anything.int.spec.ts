import {
  awards,
  cells,
  conferences,
  exemplars,
  honourees,
  registrations,
  titles,
  units,
  type AwardState,
  type CellState,
  type UnitState,
  type Versioned,
} from '@app/contracts';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { awardState } from '../../../tests/support/awards.js';
import {
  conferenceState,
  erased,
  exemplarState,
  fewTitles,
  honoureeState,
  registrationState,
} from '../../../tests/support/examples.js';
import { idOf, startGateway, unitState, type Gateway } from '../../../tests/support/gateway.js';
import { RateRows } from './rate-rows.js';
import { Rates } from './rates.js';

const PERIOD = '2025';
const TITLE = 'LEARNING_CLAN';
const everyTimer = [
  ...([
    'setTimeout',
    'clearTimeout',
    'setInterval',
    'clearInterval',
    'setImmediate',
    'clearImmediate',
  ] as const),
  ...(['nextTick', 'queueMicrotask', 'hrtime', 'performance'] as const),
];
const CHANGES = 66;
const SEED = 716;

const unit = (
  code: string,
  level: UnitState['level'],
  parent: string | null,
  more: Partial<UnitState> = {},
): UnitState => ({ ...unitState(code, `Đơn vị ${code}`, level, parent), validFrom: '2020-01-01', ...more });
/** Two provinces; 1a was split without shares within the year, 1d merged into 1e, and 2a is to become 2b on the last day of 2027. */
const map: UnitState[] = [
  unit('VN', 'COUNTRY', null),
  unit('1', 'PROVINCE', 'VN'),
  unit('2', 'PROVINCE', 'VN'),
  unit('1a', 'COMMUNE', '1', { validTo: '2025-06-30', successorIds: [idOf('1b'), idOf('1c')] }),
  unit('1b', 'COMMUNE', '1', { validFrom: '2025-07-01' }),
  unit('1c', 'COMMUNE', '1', { validFrom: '2025-07-01' }),
  unit('1d', 'COMMUNE', '1', { validTo: '2025-06-30', successorIds: [idOf('1e')] }),
  unit('1e', 'COMMUNE', '1'),
  unit('2a', 'COMMUNE', '2', { validTo: '2027-12-30', successorIds: [idOf('2b')] }),
  unit('2b', 'COMMUNE', '2', { validFrom: '2027-12-31' }),
];
const reporting = ['VN', '1', '2', '1a', '1b', '1c', '1d', '1e', '2a'];
const honoured = ['1', '1a', '1d', '1e', '2', '2a'];

const rate = `unit { code name parent { code name } } title { name } basis asOf registered { value certainty } recognised { value }
  baseline { value } registeredRate { percent gap reportedUnits } totalUnits targets { percent of } pooledBelow { registered { value } } version`;
const line = `totalCount pageInfo { hasNextPage } nodes { id title achievement period slug recipient { name unit { code name } } }`;
interface Question {
  kept: string;
  /** The same answer, not found in memory. */
  computed?: string;
}
const honours = (filter: string): Question => ({
  kept: `{ honours(filter: { ${filter} }, first: 20) { ${line} } }`,
  computed: `{ honours(filter: { ${filter} kinds: [COMMENDATION, EMULATION_TITLE, PRIZE, LEARNING_TITLE, EXEMPLAR, CONFERENCE] }, first: 20) { ${line} } }`,
});
const questions: Question[] = [
  ...['VN', '1', '2', '1b', '1c', '1e', '2a'].flatMap((code) =>
    ['', 'breakdown: true', 'mapping: AS_IS', `titles: ["${TITLE}"]`].map((more) => ({
      kept: `{ registrationRates(unit: "${code}", period: "${PERIOD}" ${more}) { ${rate} } }`,
    })),
  ),
  ...['1', '1e', '1b', '2', '2a'].flatMap((code) =>
    ['', 'search: "a"'].map((search) => honours(`unit: "${code}" period: "${PERIOD}" ${search}`)),
  ),
  honours(`unit: "1"`),
  honours(''),
];

/** Whatever services can say of something, again and again, always of a newer version. */
class Services {
  private readonly versions = new Map<string, number>();
  private readonly known = new Map(map.map((state) => [state.code, state]));
  constructor(private readonly gateway: Gateway) {}

  private next<State extends Versioned>(id: string, state: State): State {
    const version = (this.versions.get(id) ?? 1) + 1;
    this.versions.set(id, version);
    return { ...state, version };
  }

  cell(code: string, value: number, more: Partial<CellState> = {}) {
    const id = idOf(`cell ${code}`);
    return this.gateway.say(
      cells,
      this.next<CellState>(id, {
        id,
        unitId: idOf(code),
        title: TITLE,
        period: PERIOD,
        basis: value % 3 ? 'ROSTER' : value % 2 ? 'TALLY' : null,
        asOf: '2025-06-30',
        registered: { value, certainty: 'EXACT' },
        recognised: { value: 0, certainty: 'EXACT' },
        baseline: null,
        targets: [],
        stated: [],
        version: 0,
        ...more,
      }),
    );
  }

  baseline(code: string, value: number) {
    const facts = {
      origin: 'PUBLISHED',
      asOf: '2025-01-01',
      sourceDocument: 'Niên giám',
      final: false,
    } as const;
    return this.cell(code, value, { baseline: { value: value + 1000, certainty: 'EXACT', ...facts } });
  }

  target(code: string, value: number) {
    const target = { of: 'REGISTERED', percent: 10 + (value % 80), source: 'Kế hoạch' } as const;
    return this.cell(code, value, { targets: [target] as unknown as CellState['targets'] });
  }

  unit(code: string, value: number) {
    const state = this.known.get(code) ?? unit(code, 'COMMUNE', '1');
    const more = value % 2 ? { parentId: idOf(value % 4 === 1 ? '1' : '2') } : { name: `Tên ${value}` };
    const changed = { ...state, ...(state.level === 'COMMUNE' ? more : { name: `Tên ${value}` }) };
    this.known.set(code, changed);
    return this.gateway.say(units, this.next(state.id, changed));
  }

  title(value: number) {
    const [, clan] = fewTitles;
    return this.gateway.say(titles, this.next(TITLE, { ...clan, name: `Dòng họ ${value}` } as never));
  }

  award(code: string, value: number) {
    const name = `Người ${value % 5}`;
    const state: Partial<AwardState> = {
      unitId: idOf(code),
      period: value % 4 ? PERIOD : '2024',
      achievement: `${value}`,
      status: value % 5 === 4 ? 'REVOKED' : 'PUBLISHED',
    };
    return this.gateway.say(awards, this.next(name, awardState(name, state)));
  }

  awardsAtOnce(code: string, value: number) {
    const many = Array.from({ length: 25 }, (_, n) => `Nhiều ${n}`).map((name) =>
      this.next(name, awardState(name, { unitId: idOf(code), period: PERIOD, achievement: `${value}` })),
    );
    return this.gateway.say(awards, ...many);
  }

  registration(code: string, value: number) {
    const name = `Dòng họ ${value % 3}`;
    const status = value % 4 ? 'RECOGNISED' : 'WITHDRAWN';
    return this.gateway.say(
      registrations,
      this.next(name, registrationState(name, { unitId: idOf(code), period: PERIOD, status })),
    );
  }

  exemplar(code: string, value: number) {
    const name = `Gương ${value % 3}`;
    const status = value % 5 ? 'PUBLISHED' : 'WITHDRAWN';
    const state = exemplarState(name, { unitId: idOf(code), period: PERIOD, headline: `${value}`, status });
    return this.gateway.say(exemplars, this.next(name, state));
  }

  erase(_: string, value: number) {
    const name = `Gương ${value % 3}`;
    return this.gateway.say(exemplars, this.next(name, erased(exemplarState(name, { period: PERIOD }))));
  }

  async honouree(code: string, value: number) {
    const conference = conferenceState('Hội nghị', { period: PERIOD, unitId: idOf('1') });
    await this.gateway.say(conferences, this.next('Hội nghị', conference));
    const name = `Được tôn vinh ${value % 3}`;
    const award = value % 4 ? null : idOf('Người 1');
    const state = honoureeState(conference, name, { unitId: idOf(code), award });
    await this.gateway.say(honourees, this.next(name, state));
  }
}

const kinds = {
  cell: reporting,
  baseline: reporting,
  target: reporting,
  unit: ['VN', '1', '2', '1b', '1d', '1e', '2a', '3a'],
  title: [TITLE],
  award: honoured,
  awardsAtOnce: honoured,
  registration: honoured,
  exemplar: honoured,
  erase: honoured,
  honouree: honoured,
} as const;
type Kind = keyof typeof kinds;
const names = Object.keys(kinds) as Kind[];

let gateway: Gateway;
beforeAll(async () => {
  gateway = await startGateway([...map].reverse());
  await gateway.say(titles, ...fewTitles);
});
afterAll(() => gateway.stop());

let salt = 0;
/** As nobody; without `known` the question is one that nobody asked before. A kept answer bears no correlation id. */
async function ask(query: string, known: boolean): Promise<{ body: string; kept: boolean }> {
  const response = await fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables: known ? {} : { salt: salt++ } }),
  });
  const body = await response.text();
  expect(body).not.toContain('"errors"');
  return { body, kept: !response.headers.has('x-correlation-id') };
}

it('never keeps an answer that another question would not be given, whatever changed', async () => {
  const services = new Services(gateway);
  const drawn = fc.sample(fc.record({ value: fc.nat({ max: 999 }), at: fc.nat({ max: 99 }) }), {
    numRuns: CHANGES,
    seed: SEED,
  });
  let keptBefore = 0;
  let dropped = 0;
  for (const [n, { value, at }] of drawn.entries()) {
    // Every kind comes, and none in the same company each time.
    const kind = names[(n + Math.floor(n / names.length)) % names.length] as Kind;
    const code = kinds[kind][at % kinds[kind].length] as string;
    if (kind === 'title') await services.title(value);
    else await services[kind](code, value);
    const given: string[] = [];
    for (const { kept: question } of questions) {
      const answer = await ask(question, true);
      given.push(answer.body);
      if (answer.kept) keptBefore++;
      else dropped++;
    }
    // Of figures nothing that was worked out before; all of it stands there again when the next change comes.
    gateway.app.get(Rates, { strict: false }).forget(null);
    gateway.app.get(RateRows, { strict: false }).forget(null);
    const stale: string[] = [];
    for (const [index, { kept: question, computed = question }] of questions.entries()) {
      const fresh = await ask(computed, false);
      if (given[index] !== fresh.body)
        stale.push(`${kind} ${code} ${value}: ${question}\n${given[index]}\n${fresh.body}`);
    }
    expect(stale).toEqual([]);
  }
  // Else nothing was tried.
  expect(keptBefore).toBeGreaterThan(CHANGES);
  expect(dropped).toBeGreaterThan(CHANGES);
}, 180_000);

it('keeps no answer beyond the day: the units of today are others tomorrow', async () => {
  const question = `{ registrationRates(unit: "2", period: "${PERIOD}", breakdown: true, mapping: AS_IS, titles: ["${TITLE}"]) { unit { code } } }`;
  const codes = async () => (await ask(question, true)).body;
  await gateway.say(units, ...map.map((state) => ({ ...state, version: 10_000 })));
  expect([await codes(), await codes()].every((body) => body.includes('"2a"'))).toBe(true);
  jest.useFakeTimers({ now: new Date('2028-01-01T00:00:00Z'), doNotFake: [...everyTimer] });
  try {
    expect(await codes()).toContain('"2b"');
    expect(await codes()).not.toContain('"2a"');
  } finally {
    jest.useRealTimers();
  }
});
