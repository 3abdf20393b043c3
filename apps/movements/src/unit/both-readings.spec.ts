import type { CellState, UnitState } from '@app/contracts';
import { Figures, UnitTree, type UnitNode } from '@app/figures';
import { beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { lawUnits } from './law-units.js';
import { oldUnits } from './old-units.js';

const TITLE = 'LEARNING_CLAN';
const PERIOD = '2024';
const THEN = '2024-12-31';
const NOW = '2026-01-01';

/** Invented figures at communes of 2024, on the real map: whoever asks in either way gets the same sums. */
describe('figures of 2024 on the map of 2025', () => {
  let tree: UnitTree;
  let country: UnitNode;
  let whole: UnitNode[];
  let split: UnitNode[];
  beforeAll(async () => {
    const today = await lawUnits();
    const states = [...today, ...(await oldUnits(today)).units].map((unit): UnitState => unit.state());
    tree = new UnitTree(states);
    country = tree.byId.get(today[0]?.id ?? '') as UnitNode;
    const communes = [...tree.byId.values()].filter(
      ({ state }) => state.level === 'COMMUNE' && state.validTo === '2025-06-30',
    );
    whole = communes.filter(({ successors }) => successors.length === 1);
    split = communes.filter(({ successors }) => successors.length > 1);
  });

  const cellOf = (node: UnitNode, n: number, of: number): CellState => ({
    ...{ id: node.state.id, unitId: node.state.id, title: TITLE, period: PERIOD, basis: 'TALLY', asOf: THEN },
    registered: { value: n, certainty: 'EXACT' },
    recognised: null,
    baseline: {
      ...{ value: of, certainty: 'EXACT', origin: 'PUBLISHED', asOf: THEN, sourceDocument: 'x' },
      final: false,
    },
    ...{ targets: [], stated: [], version: 1 },
  });
  const read = (cells: CellState[]) => {
    const byUnit = new Map(cells.map((cell) => [cell.unitId, cell]));
    const figures = new Figures(
      () => tree,
      (unitId) => byUnit.get(unitId) ?? null,
    );
    return {
      asWas: (node: UnitNode) => figures.figure(node, TITLE, PERIOD),
      asIs: (node: UnitNode) => figures.figureAsIs(node, TITLE, PERIOD, NOW),
    };
  };
  type Shown = ReturnType<ReturnType<typeof read>['asWas']>;
  const numbers = ({ registered, baseline }: Shown) => [registered?.value ?? 0, baseline?.value ?? 0];
  const sum = (all: Shown[]) =>
    all.map(numbers).reduce(([a = 0, b = 0], [n = 0, of = 0]) => [a + n, b + of], [0, 0]);
  const totalOf = (cells: CellState[]) => [
    cells.reduce((all, { registered }) => all + (registered?.value ?? 0), 0),
    cells.reduce((all, { baseline }) => all + (baseline?.value ?? 0), 0),
  ];
  const reported = fc.array(
    fc.record({ pick: fc.nat(), n: fc.nat({ max: 500 }), more: fc.nat({ max: 500 }) }),
    { minLength: 200, maxLength: 1_000, size: 'max' },
  );
  const cellsAt = (nodes: UnitNode[], rows: { pick: number; n: number; more: number }[]) => [
    ...new Map(
      rows.map(({ pick, n, more }) => {
        const node = nodes[pick % nodes.length] as UnitNode;
        return [node, cellOf(node, n, n + more)];
      }),
    ).values(),
  ];

  it('add up from communes through provinces to the country, as they were and as they are', () => {
    fc.assert(
      fc.property(reported, (rows) => {
        const cells = cellsAt(whole, rows);
        const { asWas, asIs } = read(cells);
        const total = totalOf(cells);
        expect(numbers(asWas(country))).toEqual(total);
        expect(numbers(asIs(country))).toEqual(total);
        expect(sum(tree.below(country, THEN).map(asWas))).toEqual(total);
        const provinces = tree.below(country, NOW);
        expect(provinces).toHaveLength(34);
        expect(sum(provinces.map(asIs))).toEqual(total);
        for (const province of provinces)
          expect(sum(tree.below(province, NOW).map(asIs))).toEqual(numbers(asIs(province)));
      }),
      { numRuns: 3 },
    );
  }, 60_000);

  it('of communes that were split are with their province, and with none of the parts', () => {
    const cells = split.map((node) => cellOf(node, 10, 40));
    const { asWas, asIs } = read(cells);
    expect(sum(tree.below(country, NOW).map(asIs))).toEqual(totalOf(cells));
    expect(numbers(asWas(country))).toEqual(totalOf(cells));
    for (const part of split.flatMap(({ successors }) => successors)) {
      expect(asIs(part).registered).toBeNull();
      expect(asIs(part).fractions.REGISTERED.isPart).toBe(true);
    }
  });
});
