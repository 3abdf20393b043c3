import type { Log } from '@app/platform';
import { KafkaTransport } from './kafka.transport.js';

/** What KafkaTransport needs of the variables that every process reads. */
export interface KafkaVariables {
  KAFKA_BROKERS: string;
  KAFKA_SSL: boolean;
  KAFKA_USERNAME: string;
  KAFKA_PASSWORD: string;
  KAFKA_PREFIX: string;
  KAFKA_SESSION_TIMEOUT_MS: number;
}

/** The Kafka of a process of its own; a stuck consumer ends the process with status 70. */
export function kafkaFromConfig(clientId: string, config: KafkaVariables, log: Log): KafkaTransport {
  const brokers = config.KAFKA_BROKERS.split(',').filter(Boolean);
  if (brokers.length === 0)
    throw new Error('KAFKA_BROKERS is empty: host:port of at least one broker is needed.');
  const { KAFKA_USERNAME: username, KAFKA_PASSWORD: password } = config;
  return new KafkaTransport({
    clientId,
    brokers,
    prefix: config.KAFKA_PREFIX,
    sessionTimeoutMs: config.KAFKA_SESSION_TIMEOUT_MS,
    ssl: config.KAFKA_SSL,
    sasl: username ? { mechanism: 'scram-sha-512', username, password } : undefined,
    log,
    onStuck: (reason) => {
      log.fatal(reason);
      process.exit(70);
    },
  });
}
