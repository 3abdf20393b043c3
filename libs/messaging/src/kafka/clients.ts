import type { Log } from '@app/platform';
import type {
  Admin,
  Consumer,
  ConsumerConfig,
  KafkaConfig,
  Producer,
  RequestTimeoutEvent,
  SASLOptions,
} from 'kafkajs';
import { KafkaConnections } from './connections.js';
import { Kafka, logLevel } from './kafkajs.js';
import { byKey } from './partitioner.js';

export interface KafkaOptions {
  clientId: string;
  brokers: string[];
  /** Before every topic and group. */
  prefix: string;
  sessionTimeoutMs: number;
  ssl: boolean;
  sasl?: SASLOptions;
  log: Log;
  /** What to do when a consumer has work and makes no progress: end the process, so that its supervisor starts another. */
  onStuck: (reason: string) => void;
}

/** Longest that an answer of a broker is waited for; its connection is then dropped. */
export const REQUEST_DEADLINE_MS = 10_000;
/** For what only asks how Kafka is, or takes leave. */
export const ANSWER_DEADLINE_MS = 5_000;
const CONNECT_DEADLINE_MS = 3_000;

/** A producer, which is given up as a whole when a request of it was not answered. */
export interface Sending {
  producer: Producer;
  connected: Promise<void>;
  giveUp(): void;
}

/** Each client has connections of its own, so that one that hears nothing drops its own alone. */
export class Clients {
  private readonly config: KafkaConfig;

  constructor({ clientId, brokers, ssl, sasl, log }: KafkaOptions) {
    this.config = {
      ...{ clientId, brokers, ssl, sasl },
      connectionTimeout: CONNECT_DEADLINE_MS,
      requestTimeout: REQUEST_DEADLINE_MS,
      retry: { retries: 3, initialRetryTime: 100, maxRetryTime: 1_000 },
      logLevel: logLevel.WARN,
      // kafkajs calls errors what it then retries: our own lines say what matters.
      logCreator:
        () =>
        ({ level, log: { message, ...rest } }) =>
          log[level === logLevel.ERROR ? 'warn' : 'debug']({ kafka: rest }, message),
    };
  }

  admin(): Admin {
    const { kafka, dropSilent } = this.connect();
    const admin = kafka.admin();
    admin.on(admin.events.REQUEST_TIMEOUT, dropSilent);
    return admin;
  }

  producer(): Sending {
    const { kafka, dropSilent, giveUp } = this.connect();
    const producer = kafka.producer({
      allowAutoTopicCreation: false,
      maxInFlightRequests: 1,
      createPartitioner: byKey,
      // Of a request that may have arrived the relay has to know: what was sent behind it could come before it.
      retry: { retries: 0 },
    });
    producer.on(producer.events.REQUEST_TIMEOUT, dropSilent);
    return {
      producer,
      connected: producer.connect(),
      giveUp: () => {
        giveUp();
        producer.disconnect().catch(() => undefined);
      },
    };
  }

  /** `leave`: kafkajs goes on joining after it was told to leave, and would hold partitions of which nobody hears. */
  consumer(config: ConsumerConfig): { consumer: Consumer; leave: () => Promise<void> } {
    const { kafka, dropSilent, giveUp } = this.connect();
    const consumer = kafka.consumer(config);
    consumer.on(consumer.events.REQUEST_TIMEOUT, dropSilent);
    const leave = () =>
      within(ANSWER_DEADLINE_MS, consumer.disconnect(), 'Kafka did not take leave in time').finally(giveUp);
    return { consumer, leave };
  }

  private connect() {
    const connections = new KafkaConnections();
    return {
      kafka: new Kafka({ ...this.config, socketFactory: connections.open }),
      dropSilent: ({ payload }: RequestTimeoutEvent) => connections.drop(payload.broker),
      giveUp: () => connections.giveUp(),
    };
  }
}

/** What comes in time; who is late goes on unheard. */
export async function within<Value>(
  milliseconds: number,
  work: Promise<Value>,
  otherwise: string,
): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(otherwise)), milliseconds);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
