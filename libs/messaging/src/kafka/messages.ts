import type { KafkaMessage } from 'kafkajs';
import type { Message } from '../transport.js';

/** Key of the first record of every partition; its value tells a topic from a later one of the same name. */
export const MARKER = '__topic';
export const MOST_FETCHED_BYTES = 4_194_304;
/** Messages of one commit of a consumer. */
const CHUNK = 1_000;

export function* chunksOf(messages: KafkaMessage[]): Generator<KafkaMessage[]> {
  for (let from = 0; from < messages.length; from += CHUNK) yield messages.slice(from, from + CHUNK);
}

/** As records.ts reads them, whatever the types of kafkajs say; a stranger's may lack a key. */
type Read = Omit<Message, 'topic' | 'key'> & { key: string | null };

/** Without the marker. */
export const messagesOf = (chunk: KafkaMessage[], topic: string): Message[] =>
  (chunk as unknown as Read[])
    .filter(({ key }) => key !== MARKER)
    .map(({ key, value, headers }) => ({ topic, key: key ?? '', value, headers }));
