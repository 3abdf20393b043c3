import { mapDay, type Quantity } from '@app/contracts';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Memory } from '../memory.js';
import type { ImportKindName } from './kinds/import-kinds.js';

interface Shared {
  title: string;
  period: string;
  asOf: string;
  sourceDocument: string;
  final: boolean;
}
interface Item {
  unit: string;
  value: Quantity;
  origin: string;
}

/**
 * Baselines are facts that may be recorded again: the services accept one that stands already and keep both. A file that
 * comes again is to change nothing, so those that stand in the same words are not sent.
 */
@Injectable()
export class AlreadyRecorded {
  constructor(
    private readonly database: DataSource,
    private readonly memory: Memory,
  ) {}

  /** Places in the list of items that stand already. */
  async among(kind: ImportKindName, shared: object, items: object[]): Promise<Set<number>> {
    if (kind !== 'BASELINES') return new Set();
    const { title, period, asOf, sourceDocument, final } = shared as Shared;
    const rows = await this.database.query<
      { unit: string; value: number; certainty: string; origin: string }[]
    >(
      `select unit_id as unit, value, certainty, origin from read_model.baseline
       where title = $1 and period = $2 and as_of = $3 and source_document = $4 and final = $5`,
      [title, period, asOf, sourceDocument, final],
    );
    const held = new Set(rows.map((row) => JSON.stringify([row.unit, row.value, row.certainty, row.origin])));
    const day = mapDay(period);
    return new Set(
      (items as Item[]).flatMap(({ unit, value, origin }, index) => {
        const id = this.memory.units.find(unit, day)?.state.id;
        return held.has(JSON.stringify([id, value.value, value.certainty, origin])) ? [index] : [];
      }),
    );
  }
}
