import { happened, type Topic, type Versioned } from '@app/contracts';
import {
  MoreThan,
  type EntityManager,
  type EntityTarget,
  type FindOptionsOrder,
  type FindOptionsWhere,
} from 'typeorm';
import { announcementOf } from './event.js';
import { announce, type Outbox } from './outbox.js';
import type { Message } from './transport.js';

/** How a service reads all aggregates of a topic, page by page, in the order of their keys. */
export interface Announcement {
  topic: Topic;
  /** Locks what it reads, so that no newer version can overtake the announcement. */
  page(tx: EntityManager, after: string | null): Promise<Versioned[]>;
}

const PAGE = 500;

/** Announcement of an aggregate that is an entity with its state. */
export function announcing<State extends Versioned, Entity extends { state(): State }>(
  topic: Topic<State>,
  entity: EntityTarget<Entity>,
  key: keyof Entity & string,
): Announcement {
  return {
    topic: topic as unknown as Topic,
    async page(tx, after) {
      const found = await tx.find(entity, {
        where: (after === null ? {} : { [key]: MoreThan(after) }) as FindOptionsWhere<Entity>,
        order: { [key]: 'ASC' } as FindOptionsOrder<Entity>,
        take: PAGE,
        lock: { mode: 'pessimistic_read' },
      });
      return found.map((one) => one.state());
    },
  };
}

async function* pagesOf(
  outbox: Outbox,
  { topic, page }: Announcement,
  say: (tx: EntityManager, states: Versioned[]) => Promise<void>,
) {
  for (let after: string | null = null; ;) {
    const states: Versioned[] = await outbox.database.transaction(async (tx) => {
      const read = await page(tx, after);
      await say(tx, read);
      return read;
    });
    if (states.length > 0) yield states;
    const last = states.at(-1);
    if (!last || states.length < PAGE) return;
    after = topic.key(last);
  }
}

/** Says the present state of every aggregate again, through the outbox. Answers how many. */
export async function republish(outbox: Outbox, announcements: Announcement[]): Promise<number> {
  let count = 0;
  for (const announcement of announcements) {
    const { topic } = announcement;
    const say = (tx: EntityManager, states: Versioned[]) =>
      announce(
        tx,
        states.map((state) => happened(topic, 'StateAnnounced', state)),
      );
    for await (const states of pagesOf(outbox, announcement, say)) {
      count += states.length;
      outbox.signals.emit('committed');
    }
  }
  return count;
}

/** The present state as messages, for a subscriber of a transport without a log. */
export async function* presentState(outbox: Outbox, announcements: Announcement[]): AsyncIterable<Message[]> {
  for (const announcement of announcements)
    for await (const states of pagesOf(outbox, announcement, async () => undefined))
      yield states.map((state) => announcementOf(happened(announcement.topic, 'StateAnnounced', state)));
}
