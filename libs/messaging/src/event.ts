import { allTopics, type DomainEvent, type Topic, type Versioned } from '@app/contracts';
import { traceOf, traceparentOf } from '@app/platform';
import { randomUUID } from 'node:crypto';
import type { Message } from './transport.js';

/** Version of the shape of every event; a change that old consumers could not read would raise it. */
const SHAPE = 'v1';

export interface OutboxRow {
  id: string;
  event_id: string;
  topic: string;
  key: string;
  version: number;
  type: string;
  payload: string;
  actor: string;
  correlation_id: string;
  occurred_at: Date;
}

/** CloudEvents 1.0 attributes as headers (binary mode), W3C trace context, and who did it. */
export const messageOf = (row: OutboxRow): Message => ({
  topic: row.topic,
  key: row.key,
  value: row.payload,
  headers: {
    ce_specversion: '1.0',
    ce_id: row.event_id,
    ce_type: `${row.topic}.${row.type}.${SHAPE}`,
    ce_source: `/${row.topic.split('.')[0]}`,
    ce_subject: row.key,
    ce_time: row.occurred_at.toISOString(),
    ce_actor: row.actor,
    'content-type': 'application/json',
    traceparent: traceparentOf({ correlationId: row.correlation_id }),
  },
});

/** The present state as a message, for a subscriber of a transport without a log. */
export const announcementOf = ({ topic, type, state }: DomainEvent): Message =>
  messageOf({
    id: '0',
    event_id: randomUUID(),
    topic: topic.name,
    key: topic.key(state),
    version: state.version,
    type,
    payload: JSON.stringify(state),
    actor: 'system',
    correlation_id: traceOf(undefined).correlationId,
    occurred_at: new Date(),
  });

export interface ReceivedEvent<State extends Versioned = Versioned> {
  topic: string;
  key: string;
  type: string;
  state: State;
  occurredAt: Date;
  correlationId: string;
}

const topicsByName = new Map<string, Topic>(allTopics.map((topic) => [topic.name, topic]));

/** Reads a message by its contract. Throws, saying why, what no retry can mend: a dead letter. */
export function eventOf(message: Message): ReceivedEvent {
  const topic = topicsByName.get(message.topic);
  if (!topic) throw new Error(`unknown topic ${message.topic}`);
  const match = /\.(\w+)\.(v\d+)$/.exec(message.headers.ce_type ?? '');
  if (!match?.[1]) throw new Error(`no ce_type that names an event: ${message.headers.ce_type}`);
  if (match[2] !== SHAPE) throw new Error(`unknown version ${match[2]} of ${message.headers.ce_type}`);
  if (!topic.types.includes(match[1])) throw new Error(`unknown type ${match[1]}`);
  const parsed = topic.state.safeParse(JSON.parse(message.value ?? ''));
  if (!parsed.success)
    throw new Error(
      parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; '),
    );
  if (topic.key(parsed.data) !== message.key) throw new Error(`key ${message.key} is not the aggregate's id`);
  return {
    topic: message.topic,
    key: message.key,
    type: match[1],
    state: parsed.data,
    occurredAt: new Date(message.headers.ce_time ?? 0),
    correlationId: traceOf(message.headers.traceparent).correlationId,
  };
}
