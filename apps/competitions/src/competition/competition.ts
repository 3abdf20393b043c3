import {
  CompetitionState as shape,
  refuse,
  type CompetitionState,
  type DecisionHeader,
  type PrizeRank,
  type Refusal,
  type UnitLevel,
} from '@app/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

type Refused = { refusal: Refusal } | null;

/** Units of which level organise an edition of which; `kind` DEPARTMENT stands for its province. */
const organisers: Record<CompetitionState['level'], readonly UnitLevel[]> = {
  INSTITUTION: ['INSTITUTION'],
  COMMUNE: ['COMMUNE'],
  // Districts are not on the map: their former competitions stand at the province.
  DISTRICT: ['DISTRICT', 'PROVINCE'],
  PROVINCE: ['PROVINCE'],
  NATIONAL: ['COUNTRY'],
  INTERNATIONAL: ['COUNTRY'],
};

/** What a new edition says of a rank. */
export type GivenRank = Pick<PrizeRank, 'code' | 'name' | 'special'> & { quota?: number | null };

/** An edition of a competition: OPEN, JUDGED with its first prize, PUBLISHED by decision. Its row is the lock of its entries and prizes. */
@Entity('competition')
export class Competition {
  @PrimaryColumn('text') code!: string;
  @Column('text') name!: string;
  @Column('text', { nullable: true }) nameEn!: string | null;
  @Column('text') level!: CompetitionState['level'];
  @Column('text') period!: string;
  @Column('uuid', { nullable: true }) organiserId!: string | null;
  @Column('text', { nullable: true }) organiserName!: string | null;
  @Column('text') status!: CompetitionState['status'];
  @Column('text') basis!: CompetitionState['basis'];
  @Column('int', { nullable: true }) maxMembers!: number | null;
  @Column('jsonb') ranks!: PrizeRank[];
  @Column('jsonb', { nullable: true }) tally!: CompetitionState['tally'];
  @Column('jsonb', { nullable: true }) decision!: DecisionHeader | null;
  @Column('int') version!: number;

  state(): CompetitionState {
    return shape.parse(this);
  }

  /** Rule 14: after the decision only corrections, revocations and restorations. */
  refusePublished(field = 'competition'): Refused {
    return this.status === 'PUBLISHED'
      ? refuse('COMPETITION_PUBLISHED', field, { competition: this.code })
      : null;
  }

  /** The rank of the code, or RANK_UNKNOWN. */
  rank(code: string, field: string): PrizeRank | { refusal: Refusal } {
    return this.ranks.find((rank) => rank.code === code) ?? refuse('RANK_UNKNOWN', field, { rank: code });
  }

  /** Quotas belong to the edition (rule 12). `given`: the prizes of the rank, this one among them. */
  refuseQuota(rank: PrizeRank, given: number, field: string): Refused {
    return rank.quota !== null && given > rank.quota
      ? refuse('QUOTA_EXCEEDED', field, { rank: rank.name, quota: rank.quota })
      : null;
  }

  /**
   * After its entries or prizes changed: JUDGED as long as there is a prize. The version rises each time, so that whoever
   * publishes knows that these are the results that were seen. Answers the event.
   */
  changed(prizes: number): 'CompetitionJudged' | 'CompetitionChanged' {
    const first = this.status === 'OPEN' && prizes > 0;
    this.status = prizes > 0 ? 'JUDGED' : 'OPEN';
    this.version++;
    return first ? 'CompetitionJudged' : 'CompetitionChanged';
  }

  publish(decision: DecisionHeader): void {
    this.status = 'PUBLISHED';
    this.decision = decision;
    this.version++;
  }
}

/**
 * UNIT_LEVEL where the unit does not organise competitions of the level: an institution only its own, a
 * department those of its province too.
 */
export function refuseOrganiser(
  unit: { code: string; level: UnitLevel; kind: string | null },
  level: CompetitionState['level'],
): Refused {
  const standsFor = unit.level === 'INSTITUTION' && unit.kind === 'DEPARTMENT' ? 'PROVINCE' : unit.level;
  return organisers[level].includes(unit.level) || organisers[level].includes(standsFor)
    ? null
    : refuse('UNIT_LEVEL', 'organiser', { code: unit.code, level: unit.level });
}

/** The ranks of an edition in the order given, or NO_RANKS, RANK_REPEATED, BAD_QUANTITY. At least one is a main one (rule 11). */
export function ranksOf(given: GivenRank[]): PrizeRank[] | { refusal: Refusal } {
  if (!given.some(({ special }) => !special)) return refuse('NO_RANKS', 'ranks');
  const seen = new Set<string>();
  for (const [index, { code, quota }] of given.entries()) {
    if (seen.has(code)) return refuse('RANK_REPEATED', `ranks.${index}.code`, { rank: code });
    seen.add(code);
    if (quota !== null && quota !== undefined && (quota < 0 || quota > 2_147_483_647))
      return refuse('BAD_QUANTITY', `ranks.${index}.quota`, { value: quota });
  }
  return given.map(({ code, name, special, quota }, index) => ({
    code,
    name,
    special,
    quota: quota ?? null,
    order: index + 1,
  }));
}
