import { EntryState, refuse, type PrizeRank, type Refusal } from '@app/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

type Refused = { refusal: Refusal } | null;

/** What tells a student from others of one name; it never leaves the service. */
export interface StudentKey {
  /** Compared form of the name. */
  name: string;
  birthDate: string | null;
  /** Keyed hash of the identity number. */
  identity: string | null;
}

/** What a prize repeats of its entry. */
export interface Winners {
  name: string;
  members: string[];
  unitId: string;
  achievement: string | null;
}

/** An entry of an edition with the prizes given to it (rule 11). */
@Entity('entry')
export class Entry {
  @PrimaryColumn('uuid') id!: string;
  @Column('text') competition!: string;
  @Column('text') code!: string;
  @Column('text') kind!: EntryState['kind'];
  @Column('text', { nullable: true }) title!: string | null;
  @Column('text', { nullable: true }) field!: string | null;
  @Column('uuid') unitId!: string;
  @Column('text', { array: true }) members!: string[];
  /** In the order of the members. */
  @Column('jsonb') studentKeys!: StudentKey[];
  @Column('text', { array: true }) supervisors!: string[];
  @Column('text', { array: true }) prizes!: string[];
  @Column('text') status!: EntryState['status'];
  @Column('text', { nullable: true }) reason!: string | null;
  @Column('int') version!: number;

  state(): EntryState {
    return EntryState.parse(this);
  }

  /** What people call it in a refusal. */
  get words(): string {
    return this.title ?? this.code;
  }

  /** Rule 11: one main prize, special ones beside it, none twice; never a silent overwrite. */
  award(rank: PrizeRank, ranks: PrizeRank[], field: string): Refused {
    const held = ranks.find(
      ({ code, special }) =>
        this.prizes.includes(code) && (code === rank.code || (!special && !rank.special)),
    );
    if (held) return refuse('PRIZE_EXISTS', field, { entry: this.words, rank: held.name });
    this.prizes = [...this.prizes, rank.code];
    this.version++;
    return null;
  }

  remove(rank: PrizeRank, field: string): Refused {
    if (!this.prizes.includes(rank.code))
      return refuse('PRIZE_UNKNOWN', field, { entry: this.words, rank: rank.name });
    this.prizes = this.prizes.filter((code) => code !== rank.code);
    this.version++;
    return null;
  }

  /** An entry keeps its prize until that is taken back. */
  withdraw(reason: string, ranks: PrizeRank[], field: string): Refused {
    const held = ranks.find(({ code }) => this.prizes.includes(code));
    if (held) return refuse('PRIZE_EXISTS', field, { entry: this.words, rank: held.name });
    this.giveUp(reason);
    return null;
  }

  /**
   * What a correction changed of its prize is changed of the entry too: both name the same winners. `keyOf`: compared
   * form of a name. False: nothing of it was meant; else the version is to be raised.
   */
  follow(prize: Winners, before: Winners, keyOf: (name: string) => string): boolean {
    const held = JSON.stringify(this);
    if (prize.members.join() !== before.members.join() && prize.members.length === this.members.length) {
      this.members = prize.members;
      this.studentKeys = this.studentKeys.map((key, index) => ({
        ...key,
        name: keyOf(prize.members[index] ?? ''),
      }));
    }
    if (prize.unitId !== before.unitId) this.unitId = prize.unitId;
    if (this.title !== null && this.title === before.name) this.title = prize.name;
    if (this.title !== null && this.title === before.achievement) this.title = prize.achievement;
    return JSON.stringify(this) !== held;
  }

  giveUp(reason: string): void {
    Object.assign(this, { status: 'WITHDRAWN', prizes: [], reason });
    this.version++;
  }
}

export const prizeCount = (entries: readonly Entry[]): number =>
  entries.reduce((sum, { prizes }) => sum + prizes.length, 0);

/** NO_MEMBERS, TOO_MANY_MEMBERS or TITLE_REQUIRED: a collective needs no members, an individual is one, a project has a title. */
export function refuseShape(
  entry: { code: string; kind: EntryState['kind']; title?: string | null; members: unknown[] },
  maxMembers: number | null,
  field: string,
): Refused {
  const { code, kind, title, members } = entry;
  if (kind === 'PROJECT' && !title) return refuse('TITLE_REQUIRED', `${field}.title`, { entry: code });
  if (kind !== 'COLLECTIVE' && members.length === 0) return refuse('NO_MEMBERS', `${field}.members`);
  const most = kind === 'INDIVIDUAL' ? 1 : maxMembers;
  return most !== null && members.length > most
    ? refuse('TOO_MANY_MEMBERS', `${field}.members`, { most, count: members.length })
    : null;
}
