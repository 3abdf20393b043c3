export interface KafkaOptions {
  /** Kept at the end and formatted only once. Without it: a temporary folder, removed by stop(). */
  dataDir?: string;
  /** 0 or nothing: a free port. */
  port?: number;
  controllerPort?: number;
  /** More lines for server.properties, or other values for those that are there. */
  overrides?: Record<string, string | number | boolean>;
  log?: (line: string) => void;
}

export interface RunningKafka {
  /** host:port */
  brokers: string;
  port: number;
  controllerPort: number;
  pid: number;
  dataDir: string;
  /** Ends the broker and removes a temporary folder; also after kill(), and more than once. */
  stop(): Promise<void>;
  /** Only sends the signal: the data stays, and startKafka can be given the same dataDir and ports. */
  kill(signal: NodeJS.Signals): void;
  /** The exit code; null after a signal. */
  exited: Promise<number | null>;
}

/** Why a real Kafka cannot run here; null when it can. */
export function kafkaMissing(): string | null;

export function startKafka(options?: KafkaOptions): Promise<RunningKafka>;

/** With Maven, where they are missing or older than what is asked for. */
export function fetchJars(log?: (line: string) => void): Promise<void>;
