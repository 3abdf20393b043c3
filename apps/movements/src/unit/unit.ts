import { refuse, UnitMapState, UnitState, type UnitLevel } from '@app/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

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
  @Column('int') version!: number;

  state(): UnitState {
    return UnitState.parse(this);
  }

  existsOn(day: string): boolean {
    return (
      (this.validFrom === null || this.validFrom <= day) && (this.validTo === null || this.validTo >= day)
    );
  }

  /** A closed unit takes no new facts; a level that a fact does not belong to refuses it. */
  refuses(levels: readonly UnitLevel[], today: string, field: string) {
    if (this.validTo !== null && this.validTo < today)
      return refuse('UNIT_CLOSED', field, { code: this.code, closedOn: this.validTo });
    if (!levels.includes(this.level))
      return refuse('UNIT_LEVEL', field, { code: this.code, level: this.level });
    return null;
  }
}

/** The one row that counts the units and their versions, so that copies know when they are complete. */
@Entity('unit_map')
export class UnitMap {
  @PrimaryColumn('text') id!: 'unit-map';
  @Column('int') units!: number;
  @Column('int') versions!: number;
  @Column('int') version!: number;

  state(): UnitMapState {
    return UnitMapState.parse(this);
  }
}

/** The one of the units that bore a code which exists on the day. */
export function unitOn(bearers: Unit[], code: string, day: string, field: string) {
  const unit = bearers.find((bearer) => bearer.existsOn(day));
  if (unit) return unit;
  const closed = bearers.find((bearer) => bearer.validTo !== null && bearer.validTo < day);
  return closed
    ? refuse('UNIT_CLOSED', field, { code, closedOn: closed.validTo ?? '' })
    : refuse('UNIT_UNKNOWN', field, { code });
}
