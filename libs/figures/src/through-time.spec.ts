import { dayBefore, type CellState, type UnitState } from '@app/contracts';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { gapOf, type Figure } from './figure.js';
import { Figures } from './figures.js';
import { UnitTree, type UnitNode } from './unit-tree.js';

const TITLE = 'LEARNING_FAMILY';
const LATER = '2030-01-01';

/** A map of units that changes as the commands of the service would change it, and what was reported on it. */
class History {
  readonly units = new Map<string, UnitState>();
  readonly cells = new Map<string, CellState>();
  private last = 0;

  constructor() {
    this.open('VN', 'COUNTRY', null, null);
    for (const province of ['P1', 'P2', 'P3']) {
      this.open(province, 'PROVINCE', 'VN', null);
      for (const commune of ['a', 'b', 'c']) this.open(`${province}${commune}`, 'COMMUNE', province, null);
    }
  }

  get(id: string): UnitState {
    const unit = this.units.get(id);
    if (!unit) throw new Error(`no ${id}`);
    return unit;
  }

  open(id: string, level: UnitState['level'], parentId: string | null, validFrom: string | null): string {
    this.units.set(id, {
      id,
      code: id,
      name: id,
      nameEn: null,
      level,
      parentId,
      kind: null,
      validFrom,
      validTo: null,
      successorIds: [],
      shares: null,
      changes: [],
      version: 1,
    });
    return id;
  }

  fresh(parentId: string, on: string, level: UnitState['level'] = 'COMMUNE'): string {
    return this.open(`n${++this.last}`, level, parentId, on);
  }

  change(id: string, kind: UnitState['changes'][number]['kind'], on: string, was: Partial<UnitState> = {}) {
    const { name = null, nameEn = null, parentId = null } = was;
    this.get(id).changes.push({ kind, on, document: 'QĐ', name, nameEn, parentId });
  }

  close(id: string, kind: 'MERGED' | 'SPLIT', on: string, successorIds: string[], shares: number[] | null) {
    this.change(id, kind, on);
    Object.assign(this.get(id), { validTo: dayBefore(on), successorIds, shares });
  }

  move(id: string, parentId: string, on: string) {
    if (this.get(id).parentId === parentId) return;
    this.change(id, 'MOVED', on, { parentId: this.get(id).parentId });
    this.get(id).parentId = parentId;
  }

  report(
    unitId: string,
    period: string,
    counts: Partial<CellState> & { n: number; of: number | null },
  ): void {
    const { n, of, ...more } = counts;
    const exact = (value: number) => ({ value, certainty: 'EXACT' as const });
    this.cells.set(`${unitId}|${period}`, {
      id: unitId,
      unitId,
      title: TITLE,
      period,
      basis: 'ROSTER',
      asOf: `${period}-12-31`,
      registered: exact(n),
      recognised: null,
      baseline:
        of === null
          ? null
          : { ...exact(of), origin: 'PUBLISHED', asOf: `${period}-01-01`, sourceDocument: 'x', final: false },
      targets: [],
      stated: [],
      version: 1,
      ...more,
    });
  }

  openOn(day: string, level = 'COMMUNE'): string[] {
    return [...this.units.values()]
      .filter((unit) => unit.level === level && (unit.validFrom ?? '') <= day && (unit.validTo ?? '9') >= day)
      .map(({ id }) => id);
  }

  read() {
    const tree = new UnitTree([...structuredClone([...this.units.values()])]);
    const figures = new Figures(
      () => tree,
      (unitId, _, period) => this.cells.get(`${unitId}|${period}`) ?? null,
    );
    const at = (id: string): UnitNode => {
      const node = tree.byId.get(id);
      if (!node) throw new Error(`no ${id}`);
      return node;
    };
    return {
      tree,
      figures,
      asWas: (id: string, period: string) => figures.figure(at(id), TITLE, period),
      asIs: (id: string, period: string, to = LATER) => figures.figureAsIs(at(id), TITLE, period, to),
    };
  }
}

const registered = ({ registered: count }: Figure) => count?.value ?? null;
const baselineOf = ({ baseline }: Figure) => baseline?.value ?? null;
const rate = ({ fractions }: Figure) => [
  fractions.REGISTERED.numerator?.value ?? null,
  fractions.REGISTERED.denominator?.value ?? null,
];
const gap = ({ fractions }: Figure) => gapOf(fractions.REGISTERED);
const total = (figures: Figure[]) => figures.reduce((sum, figure) => sum + (registered(figure) ?? 0), 0);

type Op =
  | { kind: 'merge'; pick: [number, number]; into: 'new' | 'existing' }
  | { kind: 'split'; pick: number; share: number | null; at: number }
  | { kind: 'move'; pick: number; to: number }
  | { kind: 'rename'; pick: number }
  | { kind: 'provinces'; pick: [number, number] };
const n = fc.nat({ max: 50 });
const op = (kinds: Op['kind'][]): fc.Arbitrary<Op> =>
  fc.oneof(
    ...[
      fc.record({
        kind: fc.constant('merge' as const),
        pick: fc.tuple(n, n),
        into: fc.constantFrom('new' as const, 'existing' as const),
      }),
      fc.record({
        kind: fc.constant('split' as const),
        pick: n,
        share: fc.option(fc.integer({ min: 1, max: 99 }), { freq: 1 }),
        at: n,
      }),
      fc.record({ kind: fc.constant('move' as const), pick: n, to: n }),
      fc.record({ kind: fc.constant('rename' as const), pick: n }),
      fc.record({ kind: fc.constant('provinces' as const), pick: fc.tuple(n, n) }),
    ].filter((_, index) =>
      kinds.includes((['merge', 'split', 'move', 'rename', 'provinces'] as const)[index] ?? 'merge'),
    ),
  );

const YEARS = ['2020', '2021', '2022', '2023', '2024'];
/** Days rise by about two months: several in each year. */
const dayOf = (step: number) =>
  new Date(Date.UTC(2020, 1 + step * 2, 1 + (step % 27))).toISOString().slice(0, 10);

function apply(history: History, operation: Op, on: string): void {
  const communes = history.openOn(dayBefore(on));
  const provinces = history.openOn(dayBefore(on), 'PROVINCE');
  const pick = <T>(of: T[], at: number) => of[at % of.length] as T;
  if (operation.kind === 'merge') {
    const [first, second] = [pick(communes, operation.pick[0]), pick(communes, operation.pick[1])];
    if (first === second) return;
    const into = operation.into === 'new' ? history.fresh(history.get(first).parentId ?? '', on) : second;
    for (const closing of [first, second])
      if (closing !== into) history.close(closing, 'MERGED', on, [into], null);
  } else if (operation.kind === 'split') {
    const split = pick(communes, operation.pick);
    const parents = [history.get(split).parentId ?? '', pick(provinces, operation.at)];
    const parts = parents.map((parent) => history.fresh(parent, on));
    const shares = operation.share === null ? null : [operation.share, 100 - operation.share];
    history.close(split, 'SPLIT', on, parts, shares);
  } else if (operation.kind === 'move')
    history.move(pick(communes, operation.pick), pick(provinces, operation.to), on);
  else if (operation.kind === 'rename') {
    const renamed = pick(communes, operation.pick);
    history.change(renamed, 'RENAMED', on, { name: history.get(renamed).name });
    history.get(renamed).name = `${renamed} ${on}`;
  } else {
    const [first, second] = [pick(provinces, operation.pick[0]), pick(provinces, operation.pick[1])];
    if (first === second || provinces.length < 3) return;
    mergeProvinces(history, [first, second], on);
  }
}

function mergeProvinces(history: History, provinces: string[], on: string): string {
  const into = history.fresh('VN', on, 'PROVINCE');
  for (const closing of provinces) {
    for (const unit of history.units.values())
      if (unit.parentId === closing && (unit.validTo === null || unit.validTo >= on))
        history.move(unit.id, into, on);
    history.close(closing, 'MERGED', on, [into], null);
  }
  return into;
}

/** Communes that stood at some time in the year report rosters of it: all of them, and all known. */
function reportAll(history: History, counts: number[]): void {
  let next = 0;
  for (const year of YEARS)
    for (const unit of history.units.values())
      if (
        unit.level === 'COMMUNE' &&
        (unit.validTo ?? '9') >= `${year}-01-01` &&
        (unit.validFrom ?? '') <= `${year}-12-31`
      ) {
        const count = counts[next++ % counts.length] ?? 1;
        // Of a unit that opened within the year a baseline would be a recount of the whole, not one more.
        const of = (unit.validFrom ?? '') < `${year}-01-01` ? count * 2 + 1 : null;
        history.report(unit.id, year, { n: count, of });
      }
}

const counts = fc.array(fc.nat({ max: 900 }), { minLength: 3, maxLength: 9 });
/** Long ones, over several years: else every change lies in the first. */
const histories = (kinds: Op['kind'][]) =>
  fc.tuple(fc.array(op(kinds), { maxLength: 24, size: 'max' }), counts);
const build = ([operations, given]: [Op[], number[]]): History => {
  const history = new History();
  operations.forEach((operation, step) => apply(history, operation, dayOf(step)));
  reportAll(history, given);
  return history;
};
const runs = { numRuns: 60, seed: 202 };

describe('random histories of the map (rule 10)', () => {
  const all: Op['kind'][] = ['merge', 'split', 'move', 'rename', 'provinces'];

  it('leave the country the same as-was and as-is: all that was reported, once', () => {
    fc.assert(
      fc.property(histories(all), (given) => {
        const history = build(given);
        const { asWas, asIs } = history.read();
        for (const year of YEARS) {
          const said = [...history.cells.values()].filter(({ period }) => period === year);
          const sum = (of: 'registered' | 'baseline') =>
            said.reduce((value, cell) => value + (cell[of]?.value ?? 0), 0);
          expect([registered(asWas('VN', year)), baselineOf(asWas('VN', year))]).toEqual([
            sum('registered'),
            sum('baseline'),
          ]);
          expect(asIs('VN', year)).toEqual(asWas('VN', year));
        }
      }),
      runs,
    );
  });

  it('without splits bring every count to exactly one commune and one province, and none is a bound', () => {
    fc.assert(
      fc.property(histories(['merge', 'move', 'rename', 'provinces']), (given) => {
        const history = build(given);
        const { asWas, asIs } = history.read();
        for (const year of YEARS) {
          const whole = registered(asWas('VN', year));
          for (const level of ['COMMUNE', 'PROVINCE']) {
            const today = history.openOn(LATER, level).map((id) => asIs(id, year));
            expect(total(today)).toBe(whole);
            for (const figure of today) {
              if (figure.registered) expect(figure.registered.certainty).toBe('EXACT');
              expect(gap(figure)).not.toBe('SPLIT_WITHOUT_SHARES');
            }
            const then = history.openOn(`${year}-12-31`, level).map((id) => asWas(id, year));
            expect(total(then)).toBe(whole);
          }
        }
      }),
      runs,
    );
  });

  it('move the figure of a province from the day of the move only', () => {
    fc.assert(
      fc.property(histories(['move', 'rename']), ([operations, given]) => {
        const history = new History();
        // Where a commune stood when, written down apart from the map.
        const stood = new Map(history.openOn(LATER).map((id) => [id, [{ from: '', in: id.slice(0, 2) }]]));
        operations.forEach((operation, step) => {
          apply(history, operation, dayOf(step));
          for (const [id, places] of stood) {
            const parent = history.get(id).parentId ?? '';
            if (places.at(-1)?.in !== parent) places.push({ from: dayOf(step), in: parent });
          }
        });
        reportAll(history, given);
        const { asWas, asIs } = history.read();
        const inProvince = (province: string, year: string, day: string) =>
          [...stood]
            .filter(([, places]) => places.findLast(({ from }) => from <= day)?.in === province)
            .reduce((sum, [id]) => sum + (history.cells.get(`${id}|${year}`)?.registered?.value ?? 0), 0);
        for (const year of YEARS)
          for (const province of ['P1', 'P2', 'P3'])
            expect([registered(asWas(province, year)) ?? 0, registered(asIs(province, year)) ?? 0]).toEqual([
              inProvince(province, year, `${year}-12-31`),
              inProvince(province, year, LATER),
            ]);
      }),
      runs,
    );
  });

  it('count once what tallies and rosters say of the same, whichever replaces which', () => {
    fc.assert(
      fc.property(
        histories(all),
        fc.array(fc.boolean(), { minLength: 5, maxLength: 9 }),
        (given, tallied) => {
          const history = build(given);
          [...history.cells.values()].forEach((cell, index) => {
            if (tallied[index % tallied.length]) cell.basis = 'TALLY';
          });
          const { asWas, asIs } = history.read();
          for (const year of YEARS) {
            const said = [...history.cells.values()].filter(({ period }) => period === year);
            const most = said.reduce((sum, cell) => sum + (cell.registered?.value ?? 0), 0);
            const country = registered(asWas('VN', year)) ?? 0;
            expect(country).toBeLessThanOrEqual(most);
            expect(registered(asIs('VN', year)) ?? 0).toBe(country);
            const provinces = history.openOn(`${year}-12-31`, 'PROVINCE').map((id) => asWas(id, year));
            expect(total(provinces)).toBeLessThanOrEqual(country);
          }
        },
      ),
      runs,
    );
  });

  it('count of tallies those of the last day alone where everybody reported: each speaks of the whole period', () => {
    fc.assert(
      fc.property(histories(all), (given) => {
        const history = build(given);
        for (const cell of history.cells.values()) cell.basis = 'TALLY';
        const { asWas, asIs } = history.read();
        for (const year of YEARS) {
          const last = history.openOn(`${year}-12-31`).map((id) => history.cells.get(`${id}|${year}`));
          const sum = last.reduce((all, cell) => all + (cell?.registered?.value ?? 0), 0);
          expect([registered(asWas('VN', year)), registered(asIs('VN', year))]).toEqual([sum, sum]);
        }
      }),
      runs,
    );
  });

  it('give a unit in which all parts come together all of it, whatever was split before', () => {
    fc.assert(
      fc.property(histories(all), (given) => {
        const history = build(given);
        const last = mergeProvinces(history, history.openOn(dayBefore(LATER), 'PROVINCE'), LATER);
        const { asWas, asIs } = history.read();
        for (const year of YEARS) expect(rate(asIs(last, year))).toEqual(rate(asWas('VN', year)));
      }),
      runs,
    );
  });

  it('with splits never count more than was reported, and never invent a part', () => {
    let tried = 0;
    fc.assert(
      fc.property(histories(all), (given) => {
        const history = build(given);
        const { asWas, asIs, figures, tree } = history.read();
        for (const year of YEARS) {
          const whole = registered(asWas('VN', year)) ?? 0;
          for (const level of ['COMMUNE', 'PROVINCE'])
            expect(total(history.openOn(LATER, level).map((id) => asIs(id, year)))).toBeLessThanOrEqual(
              whole,
            );
          for (const id of history.openOn(LATER)) {
            const node = tree.byId.get(id) as UnitNode;
            const figure = asIs(id, year);
            const { parts } = figures.sourcesOf(node, year, LATER);
            const unknown = parts.some(
              (part) => part.state.shares === null && part.state.successorIds.length > 1,
            );
            if (unknown) {
              tried++;
              expect([gap(figure), registered(figure)]).toEqual(['SPLIT_WITHOUT_SHARES', null]);
            }
            if (parts.length > 0 && figure.registered)
              expect(figure.registered.certainty).toBe('APPROXIMATE');
          }
        }
      }),
      runs,
    );
    expect(tried).toBeGreaterThan(50);
  });

  it('with all shares known give the parts all of it', () => {
    const shared = fc.tuple(
      fc.array(
        op(['merge', 'split', 'move']).map((one) =>
          one.kind === 'split' ? { ...one, share: one.share ?? 40 } : one,
        ),
        { maxLength: 18, size: 'max' },
      ),
      counts,
    );
    fc.assert(
      fc.property(shared, (given) => {
        const history = build(given);
        const { asWas, asIs } = history.read();
        for (const year of YEARS) {
          const parts = history.openOn(LATER).map((id) => asIs(id, year));
          expect(total(parts)).toBe(registered(asWas('VN', year)));
        }
      }),
      runs,
    );
  });

  it('rest on cells of the own region alone, and of the country', () => {
    let apart = 0;
    fc.assert(
      fc.property(histories(all), fc.constantFrom('TALLY', 'ROSTER'), (given, basis) => {
        const history = build(given);
        // Tallies of provinces and of communes replace one another across successions.
        for (const [index, unit] of [...history.units.values()].entries())
          if (index % 4 === 0 && unit.level !== 'COUNTRY')
            history.report(unit.id, '2022', { n: 7 + index, of: null, basis });
        const { asWas, asIs, tree } = history.read();
        const regionOf = (id: string) => tree.regionOf(tree.byId.get(id) as UnitNode);
        for (const [index, id] of [
          ...history.openOn(LATER),
          ...history.openOn(LATER, 'PROVINCE'),
        ].entries()) {
          if (index % 3) continue;
          const alone = new History();
          for (const [key, unit] of history.units) alone.units.set(key, unit);
          for (const [key, cell] of history.cells)
            if (regionOf(cell.unitId) === regionOf(id)) alone.cells.set(key, cell);
          if (alone.cells.size < history.cells.size) apart++;
          const figures = alone.read();
          for (const year of YEARS)
            expect([figures.asWas(id, year), figures.asIs(id, year)]).toEqual([
              asWas(id, year),
              asIs(id, year),
            ]);
        }
      }),
      runs,
    );
    // Else everything was one region and nothing was tried.
    expect(apart).toBeGreaterThan(50);
  });

  it('as-was never changes by what happens later', () => {
    fc.assert(
      fc.property(histories(all), fc.array(op(all), { minLength: 1, maxLength: 8 }), (given, later) => {
        const history = build(given);
        const figuresOf = () => {
          const { asWas } = history.read();
          return YEARS.flatMap((year) =>
            ['COUNTRY', 'PROVINCE', 'COMMUNE']
              .flatMap((level) => history.openOn(`${year}-12-31`, level))
              .map((id) => [year, id, asWas(id, year)]),
          );
        };
        const before = figuresOf();
        later.forEach((operation, step) => apply(history, operation, dayOf(36 + step)));
        expect(figuresOf()).toEqual(before);
      }),
      runs,
    );
  });
});

describe('single changes', () => {
  const changed = (make: (history: History) => void) => {
    const history = new History();
    make(history);
    return history.read();
  };

  it('a merge sums baselines and counts', () => {
    const { asIs, asWas } = changed((history) => {
      history.report('P1a', '2024', { n: 90, of: 100 });
      history.report('P1b', '2024', { n: 100, of: 1000 });
      history.fresh('P1', '2025-07-01');
      for (const id of ['P1a', 'P1b']) history.close(id, 'MERGED', '2025-07-01', ['n1'], null);
    });
    expect([rate(asIs('n1', '2024')), rate(asIs('P1', '2024')), rate(asWas('P1a', '2024'))]).toEqual([
      [190, 1100],
      [190, 1100],
      [90, 100],
    ]);
  });

  it('within a period divides by a recount of the whole where there is one, else by the sum', () => {
    const merged = (recount: number | null) =>
      changed((history) => {
        history.report('P1a', '2025', { n: 90, of: 100 });
        history.report('P1b', '2025', { n: 100, of: 1000 });
        history.fresh('P1', '2025-07-01');
        for (const id of ['P1a', 'P1b']) history.close(id, 'MERGED', '2025-07-01', ['n1'], null);
        history.report('n1', '2025', { n: 10, of: recount });
      });
    // Without any baseline of its own, its roster stays out of the rate.
    expect(rate(merged(null).asWas('n1', '2025'))).toEqual([190, 1100]);
    expect(rate(merged(1000).asWas('n1', '2025'))).toEqual([200, 1000]);
    expect(rate(merged(1000).asWas('VN', '2025'))).toEqual([200, 1000]);
    expect(merged(1000).asWas('n1', '2025').fractions.REGISTERED.reportedUnits).toBe(1);
  });

  it('a tally after the merge speaks of the whole period: what came before is not added', () => {
    const { asWas } = changed((history) => {
      history.report('P1a', '2025', { n: 90, of: 100 });
      history.fresh('P1', '2025-07-01');
      history.close('P1a', 'MERGED', '2025-07-01', ['n1'], null);
      history.report('n1', '2025', { n: 120, of: 200, basis: 'TALLY' });
    });
    expect([rate(asWas('n1', '2025')), rate(asWas('VN', '2025'))]).toEqual([
      [120, 200],
      [120, 200],
    ]);
  });

  it('a split within a period leaves its parts without figures, and their union with all', () => {
    const { asWas, asIs } = changed((history) => {
      history.report('P1a', '2025', { n: 90, of: 100 });
      for (const parent of ['P1', 'P1']) history.fresh(parent, '2025-07-01');
      history.close('P1a', 'SPLIT', '2025-07-01', ['n1', 'n2'], null);
    });
    for (const id of ['n1', 'n2'])
      for (const figure of [asWas(id, '2025'), asIs(id, '2025')])
        expect([gap(figure), rate(figure)]).toEqual(['SPLIT_WITHOUT_SHARES', [null, null]]);
    expect([rate(asWas('P1', '2025')), rate(asIs('P1', '2025'))]).toEqual([
      [90, 100],
      [90, 100],
    ]);
    expect(asWas('P1', '2025').fractions.REGISTERED.reportedUnits).toBe(2);
  });

  it('parts that come together again are the whole', () => {
    const { asIs } = changed((history) => {
      history.report('P1a', '2024', { n: 90, of: 100 });
      for (const parent of ['P1', 'P2']) history.fresh(parent, '2025-01-01');
      history.close('P1a', 'SPLIT', '2025-01-01', ['n1', 'n2'], null);
      history.fresh('P2', '2026-01-01');
      for (const id of ['n1', 'n2']) history.close(id, 'MERGED', '2026-01-01', ['n3'], null);
    });
    expect([rate(asIs('n3', '2024')), rate(asIs('P2', '2024')), registered(asIs('P1', '2024'))]).toEqual([
      [90, 100],
      [90, 100],
      null,
    ]);
    expect(gap(asIs('n1', '2024', '2025-06-01'))).toBe('SPLIT_WITHOUT_SHARES');
  });

  it('a commune that moves takes its figures along in as-is, and in as-was from that date only', () => {
    const { asIs, asWas } = changed((history) => {
      for (const [year, n] of [
        ['2024', 10],
        ['2026', 20],
      ] as const)
        history.report('P1a', year, { n, of: 100 });
      history.report('P1b', '2024', { n: 1, of: 5 });
      history.move('P1a', 'P2', '2025-07-01');
    });
    expect([registered(asWas('P1', '2024')), registered(asWas('P2', '2024'))]).toEqual([11, null]);
    expect([registered(asIs('P1', '2024')), registered(asIs('P2', '2024'))]).toEqual([1, 10]);
    expect([registered(asWas('P1', '2026')), registered(asWas('P2', '2026'))]).toEqual([null, 20]);
  });

  it("a province's own report cannot be divided among provinces: without figures below it is a part in each", () => {
    const { asIs } = changed((history) => {
      history.report('P1', '2024', { n: 90, of: 100, basis: 'TALLY' });
      history.move('P1a', 'P2', '2025-07-01');
    });
    expect([gap(asIs('P1', '2024')), gap(asIs('P2', '2024'))]).toEqual([
      'SPLIT_WITHOUT_SHARES',
      'SPLIT_WITHOUT_SHARES',
    ]);
    expect(rate(asIs('VN', '2024'))).toEqual([90, 100]);
  });

  it("a merged province's own report goes to the new one, whole; what its communes reported is not added", () => {
    const { asIs, asWas } = changed((history) => {
      history.report('P1', '2024', { n: 90, of: 100, basis: 'TALLY' });
      history.report('P1a', '2024', { n: 5, of: 6 });
      history.report('P2a', '2024', { n: 10, of: 20 });
      history.report('P2', '2025', { n: 70, of: 80, basis: 'TALLY' });
      history.report('P2a', '2025', { n: 7, of: 8 });
      apply(history, { kind: 'provinces', pick: [0, 1] }, '2025-07-01');
    });
    expect([rate(asIs('n1', '2024')), rate(asIs('VN', '2024'))]).toEqual([
      [100, 120],
      [100, 120],
    ]);
    expect(rate(asIs('P1a', '2024'))).toEqual([5, 6]);
    // Within 2025: what the closed province said stands until a unit of the new map says something.
    expect([rate(asWas('n1', '2025')), rate(asWas('VN', '2025'))]).toEqual([
      [7, 8],
      [7, 8],
    ]);
  });
});
