import { allTopics } from '@app/contracts';
import { KafkaTransport, type KafkaOptions } from '@app/messaging';
import { createLog } from '@app/platform';
import { randomBytes } from 'node:crypto';

/** Why the real Kafka is not there; undefined when it is. */
export const kafkaMissing = process.env.TEST_KAFKA_MISSING;
const log = createLog('kafka-test', process.env.TEST_LOG_LEVEL ?? 'silent');

/** Connections to Kafka with topics of the test's own. */
export async function kafkaOfTest(
  brokers = process.env.TEST_KAFKA_BROKERS ?? '',
  topics: readonly string[] = allTopics.map(({ name }) => name),
  partitions = 3,
  changed: Partial<KafkaOptions> = {},
  kept: Record<string, string> = {},
): Promise<{ transport: () => KafkaTransport; close: () => Promise<void> }> {
  const options: KafkaOptions = {
    clientId: 'test',
    brokers: brokers.split(','),
    prefix: `t${randomBytes(5).toString('hex')}.`,
    sessionTimeoutMs: 6_000,
    ssl: false,
    log,
    onStuck: (reason) => {
      throw new Error(reason);
    },
    ...changed,
  };
  const admin = new KafkaTransport(options);
  await admin.createTopics([...topics], { partitions, replicas: 1, kept });
  return { transport: () => new KafkaTransport(options), close: () => admin.close() };
}
