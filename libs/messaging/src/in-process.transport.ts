import type { Message, Subscriber, Subscription, Transport } from './transport.js';

/**
 * All services in one process: a message is delivered at once to every subscriber and is safe when they have committed.
 * Nothing is kept; a relay whose send was refused sends again, so the promises are those of Kafka.
 */
export class InProcessTransport implements Transport {
  readonly keepsLog = false;
  private readonly subscribers = new Set<Subscriber>();
  private readonly offers: { topics: string[]; pages: () => AsyncIterable<Message[]> }[] = [];
  /** Groups that have left: what they listen to is refused until they are back, since nothing is kept for them. */
  private readonly away = new Map<string, string[]>();
  private opened!: () => void;
  private readonly ready = new Promise<void>((resolve) => (this.opened = resolve));

  /** To be called once every service is up: a message sent before then waits, lest a late subscriber miss it. */
  open(): void {
    this.opened();
  }

  async send(messages: Message[]): Promise<void> {
    await this.ready;
    for (const [group, topics] of this.away)
      if (messages.some((message) => topics.includes(message.topic))) throw new Error(`${group} is away`);
    // By topic, as a broker keeps them; a subscriber makes one commit of what it is given at the same time.
    const byTopic = [...Map.groupBy(messages, (message) => message.topic)];
    await Promise.all(
      [...this.subscribers].flatMap((subscriber) =>
        byTopic
          .filter(([topic]) => subscriber.topics.includes(topic))
          .map(([topic, ofTopic]) =>
            subscriber.deliver({ topic, partition: 0, messages: ofTopic, position: null }),
          ),
      ),
    );
  }

  async subscribe(subscriber: Subscriber): Promise<Subscription> {
    this.subscribers.add(subscriber);
    this.away.delete(subscriber.group);
    return {
      caughtUp: () => [],
      complaint: () => null,
      stop: async () => {
        this.away.set(subscriber.group, subscriber.topics);
        this.subscribers.delete(subscriber);
      },
    };
  }

  async replay(topics: string[], deliver: (messages: Message[]) => Promise<void>): Promise<void> {
    await this.ready;
    for (const offer of this.offers)
      if (offer.topics.some((topic) => topics.includes(topic)))
        for await (const page of offer.pages()) {
          const wanted = page.filter((message) => topics.includes(message.topic));
          if (wanted.length > 0) await deliver(wanted);
        }
  }

  offer(topics: string[], pages: () => AsyncIterable<Message[]>): void {
    this.offers.push({ topics, pages });
  }

  async complaint(): Promise<string | null> {
    return null;
  }

  async close(): Promise<void> {
    // Nothing is held: what was accepted is committed.
  }
}
