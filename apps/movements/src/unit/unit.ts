import { dayBefore, refuse, UnitMapState, UnitState, type UnitChange, type UnitLevel } from '@app/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

type Refused = ReturnType<typeof refuse> | null;
/** What a change rests on; `on` is the first day on which it holds. */
export type Act = Pick<UnitChange, 'on' | 'document'>;

/** Country, province, commune or institution. Closed units stay; a code can come back for another unit (rule 9). */
@Entity('unit')
export class Unit {
  @PrimaryColumn('uuid') id!: string;
  @Column('text') code!: string;
  @Column('text') name!: string;
  @Column('text', { nullable: true }) nameEn!: string | null;
  @Column('text') level!: UnitLevel;
  @Column('uuid', { nullable: true }) parentId!: string | null;
  @Column('text', { nullable: true }) kind!: string | null;
  @Column('date', { nullable: true }) validFrom!: string | null;
  /** Last day. */
  @Column('date', { nullable: true }) validTo!: string | null;
  @Column('uuid', { array: true }) successorIds!: string[];
  /** Percent of its figures that went to each successor, in their order; null: not known (rule 10). */
  @Column('jsonb', { nullable: true }) shares!: number[] | null;
  /** Oldest first. */
  @Column('jsonb') changes!: UnitChange[];
  @Column('int') version!: number;

  /** A unit that was never changed. */
  static open(given: Pick<Unit, 'id' | 'code' | 'name' | 'level' | 'parentId'> & Partial<Unit>): Unit {
    return Object.assign(new Unit(), {
      nameEn: null,
      kind: null,
      validFrom: null,
      validTo: null,
      successorIds: [],
      shares: null,
      changes: [],
      version: 1,
      ...given,
    });
  }

  state(): UnitState {
    return UnitState.parse(this);
  }

  existsOn(day: string): boolean {
    return (
      (this.validFrom === null || this.validFrom <= day) && (this.validTo === null || this.validTo >= day)
    );
  }

  isClosed(today: string): boolean {
    return this.validTo !== null && this.validTo < today;
  }

  /** A level that a fact does not belong to refuses it. */
  refusesLevel(levels: readonly UnitLevel[], field: string): Refused {
    return levels.includes(this.level)
      ? null
      : refuse('UNIT_LEVEL', field, { code: this.code, level: this.level });
  }

  /** The map changes forwards: what is to hold from a day cannot stand before what is known of later ones. */
  refusesDay(on: string, field: string): Refused {
    const last = this.changes.at(-1)?.on ?? this.validFrom;
    if (this.validTo === null && (last === null || last < on)) return null;
    return refuse('UNIT_DATE', field, { code: this.code, on: last ?? this.validTo ?? on });
  }

  rename(name: string, nameEn: string | null, act: Act): Refused {
    if (name === this.name && nameEn === this.nameEn) return refuse('UNIT_SAME', 'name', { code: this.code });
    this.change({ kind: 'RENAMED', ...act, name: this.name, nameEn: this.nameEn });
    Object.assign(this, { name, nameEn });
    return null;
  }

  move(parentId: string, act: Act): Refused {
    if (parentId === this.parentId) return refuse('UNIT_SAME', 'parent', { code: this.code });
    this.change({ kind: 'MOVED', ...act, parentId: this.parentId });
    this.parentId = parentId;
    return null;
  }

  /** Ends the day before. `shares`: see the column. */
  close(
    kind: 'MERGED' | 'SPLIT' | 'CLOSED',
    act: Act,
    successorIds: string[] = [],
    shares: number[] | null = null,
  ): void {
    this.change({ kind, ...act });
    Object.assign(this, { validTo: dayBefore(act.on), successorIds, shares });
  }

  private change(what: Partial<UnitChange> & Pick<UnitChange, 'kind' | 'on' | 'document'>): void {
    this.changes = [...this.changes, { name: null, nameEn: null, parentId: null, ...what }];
    this.version++;
  }
}

/** The one row that counts the units and their versions, so that copies know when they are complete. */
@Entity('unit_map')
export class UnitMap {
  @PrimaryColumn('text') id!: 'unit-map';
  @Column('int') units!: number;
  @Column('int') versions!: number;
  @Column('boolean') oldUnitsLoaded!: boolean;
  @Column('int') version!: number;

  state(): UnitMapState {
    return UnitMapState.parse(this);
  }
}

/** The one of the units that bore a code which exists on the day; else the one that was closed last before it. */
export function unitOn(bearers: Unit[], day: string): Unit | null {
  const closed = bearers
    .filter(({ validTo }) => validTo !== null && validTo < day)
    .sort((a, b) => ((a.validTo ?? '') < (b.validTo ?? '') ? 1 : -1));
  return bearers.find((bearer) => bearer.existsOn(day)) ?? closed[0] ?? null;
}
