/** A partition that a member of a group holds. `behind`: something in it was not delivered yet. */
export interface Held {
  topic: string;
  partition: number;
  topicId: string | null;
  behind: boolean;
}

const FRESH_MS = 3_000;
/** Longest without a word of Kafka before it is told; a member fetches twice a second. */
const SILENCE_MS = 10_000;

/** What a member of a consumer group holds, what it hears of Kafka, and whether it makes progress. */
export class Membership {
  readonly partitions = new Map<string, Held>();
  private heardAt = 0;
  private startedAt = Date.now();
  private progressAt = Date.now();
  private handledAt = 0;
  private inHand = 0;
  private rounds = 0;
  private hasCaughtUp = false;

  /** `sessionMs`: after which the group gives up a member that it does not hear. */
  constructor(private readonly sessionMs: number) {}

  started(): void {
    this.startedAt = Date.now();
  }

  /** A whole round of fetches. Two that left nothing behind: it has caught up. */
  fetched(): void {
    this.heardAt = Date.now();
    this.rounds = this.hasWork ? 0 : this.rounds + 1;
    if (this.rounds >= 2) this.hasCaughtUp = true;
  }

  progressed(): void {
    this.progressAt = Date.now();
  }

  async handling(work: () => Promise<void>): Promise<void> {
    this.inHand++;
    try {
      await work();
    } finally {
      this.inHand--;
      this.handledAt = Date.now();
    }
  }

  caughtUp(): Held[] {
    if (Date.now() - this.heardAt > FRESH_MS) return [];
    return [...this.partitions.values()].filter(({ behind }) => !behind);
  }

  complaint(): string | null {
    if (this.heardAt === 0) return 'Kafka has not been heard yet';
    if (Date.now() - this.heardAt > SILENCE_MS) return 'Kafka does not answer';
    return this.hasCaughtUp ? null : 'is catching up';
  }

  /** Kafka says nothing for longer than any join takes: whoever waits for it may wait without end. Else null. */
  silence(): string | null {
    const silentMs = Date.now() - Math.max(this.startedAt, this.heardAt, this.handledAt);
    return this.inHand === 0 && silentMs > SILENCE_MS + 2 * this.sessionMs
      ? `Kafka was silent for ${silentMs} ms`
      : null;
  }

  /** A handler that neither answers nor fails, or a member that fetches nothing although it is behind. Else null. */
  stuck(): string | null {
    if (!this.hasWork) this.progressAt = Date.now();
    const silentMs = Date.now() - Math.max(this.progressAt, this.inHand > 0 ? 0 : this.heardAt);
    return silentMs > 2 * this.sessionMs ? `has work and made no progress for ${silentMs} ms` : null;
  }

  private get hasWork(): boolean {
    return this.inHand > 0 || [...this.partitions.values()].some(({ behind }) => behind);
  }
}
