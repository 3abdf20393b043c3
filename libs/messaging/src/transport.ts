/** A message as it leaves an outbox: the value is the JSON of the aggregate's whole state. */
export interface Message {
  topic: string;
  key: string;
  value: string | null;
  headers: Record<string, string>;
}

/** Where a consumer stands in one partition. `topicId` tells a topic from another of the same name made later. */
export interface Position {
  topicId: string | null;
  next: string;
}

/** Consecutive messages of one topic. `position` is to be kept in the commit that applies them; null: no log. */
export interface Batch {
  topic: string;
  partition: number;
  messages: Message[];
  position: Position | null;
}

export interface Subscriber {
  group: string;
  /** Names as in the contracts, without the installation's prefix. */
  topics: string[];
  position(topic: string, partition: number): Promise<Position | null>;
  /**
   * Resolves after the commit. Rejects only for what may pass; the batch then comes again. `progressed` is called where a
   * batch that takes long gets on.
   */
  deliver(batch: Batch, progressed?: () => void): Promise<void>;
}

export interface Subscription {
  /** The partitions of this member that hold nothing which was not delivered. */
  caughtUp(): { topic: string; partition: number }[];
  /** null once it has caught up for the first time, while the other side answers. */
  complaint(): string | null;
  /** Finishes the batch in hand, then leaves. */
  stop(): Promise<void>;
}

/**
 * The small port behind which the two transports stand. At least once, in order per key.
 * Both pass tests/delivery.
 */
export interface Transport {
  /** Whether a consumer without a position can begin at the start of a log; otherwise the owners say everything again. */
  readonly keepsLog: boolean;
  /** Resolves when every message is safe: acknowledged by all replicas, or committed by every subscriber. */
  send(messages: Message[]): Promise<void>;
  subscribe(subscriber: Subscriber): Promise<Subscription>;
  /** Hands over, once, everything the topics held when it was called. */
  replay(topics: string[], deliver: (messages: Message[]) => Promise<void>): Promise<void>;
  /** The owner of topics offers their present state, page by page, for transports without a log. */
  offer(topics: string[], pages: () => AsyncIterable<Message[]>): void;
  /** null when the other side answers, else what is wrong. */
  complaint(): Promise<string | null>;
  close(): Promise<void>;
}
