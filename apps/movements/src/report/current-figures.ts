import { mapDay, type CellState, type ReportFigures, type UnitState } from '@app/contracts';
import {
  Figures,
  rateOf,
  statedOf,
  targetsOf,
  UnitTree,
  warningsOf,
  type Figure,
  type UnitNode,
} from '@app/figures';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

/** Fifteen thousand units are read anew only when one of them changed. */
@Injectable()
export class UnitTrees {
  private kept: { version: number; tree: UnitTree } | null = null;

  async read(tx: EntityManager): Promise<UnitTree> {
    // Before the units: what commits in between is read once more next time.
    const [map] = await tx.query<{ version: number }[]>('select version from unit_map');
    const version = map?.version ?? 0;
    if (this.kept?.version !== version) this.kept = { version, tree: new UnitTree(await unitStates(tx)) };
    return this.kept.tree;
  }
}

const unitStates = (tx: EntityManager) =>
  tx.query<UnitState[]>(
    `select id, code, name, name_en as "nameEn", level, parent_id as "parentId", kind, valid_from::text as "validFrom",
       valid_to::text as "validTo", successor_ids as "successorIds", shares, changes, version
     from unit where level <> 'INSTITUTION'`,
  );

/** The figures of a title and period as they are, of the units of its last day: the same that the public is shown. */
export class CurrentFigures {
  private readonly figures: Figures;

  private constructor(
    readonly tree: UnitTree,
    private readonly cells: ReadonlyMap<string, CellState>,
    private readonly title: string,
    private readonly period: string,
  ) {
    this.figures = new Figures(
      () => tree,
      (unitId) => cells.get(unitId) ?? null,
    );
  }

  /** All cells at one instant: whatever of them the unit's figures rest on. */
  static async read(
    tx: EntityManager,
    tree: UnitTree,
    title: string,
    period: string,
  ): Promise<CurrentFigures> {
    const cells = await tx.query<CellState[]>(
      `select id, unit_id as "unitId", title, period, basis, as_of::text as "asOf", registered, recognised, baseline, targets,
         stated, version
       from cell where title = $1 and period = $2`,
      [title, period],
    );
    return new CurrentFigures(tree, new Map(cells.map((cell) => [cell.unitId, cell])), title, period);
  }

  /** Null: nothing was reported. */
  of(node: UnitNode): ReportFigures | null {
    return this.shown(node, this.figures.figure(node, this.title, this.period));
  }

  /** Beside the unit's own report: what is pooled below it. */
  pooledBelow(node: UnitNode): ReportFigures | null {
    const own = this.figures.figure(node, this.title, this.period).basis;
    return own === 'POOLED' ? null : this.shown(node, this.figures.pool(node, this.title, this.period));
  }

  private shown(node: UnitNode, figure: Figure): ReportFigures | null {
    const { basis, asOf, baseline, registered, recognised, fractions } = figure;
    if (basis === null) return null;
    const day = mapDay(this.period);
    const stated = statedOf(this.cells.get(node.state.id) ?? null, figure);
    return {
      ...{ basis, asOf, source: null, baseline, registered, recognised },
      registeredRate: rateOf(fractions.REGISTERED),
      recognisedRate: rateOf(fractions.RECOGNISED),
      totalUnits: this.tree.communes(node, day),
      targets: targetsOf(node, day, ({ state }) => this.cells.get(state.id) ?? null),
      stated,
      warnings: warningsOf(
        figure,
        stated.some(({ differs }) => differs === true),
      ),
    };
  }
}
