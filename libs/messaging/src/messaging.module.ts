import {
  Inject,
  Module,
  type DynamicModule,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
  type Type,
} from '@nestjs/common';
import type { ServiceName } from '@app/contracts';
import { Health, LOG, openDatabase, type DatabaseOptions, type Log } from '@app/platform';
import { DataSource } from 'typeorm';
import { auditAnnouncement, Sealer } from './audit.js';
import type { Projection } from './applier.js';
import { Consumer } from './consumer.js';
import { tellReplayed } from './dead-letters.js';
import { Maintenance } from './maintenance.js';
import { Outbox } from './outbox.js';
import { Relay } from './relay.js';
import { presentState, republish, type Announcement } from './republish.js';
import {
  ConsumerTables1764000000001,
  ConsumerTries1764000000003,
  MaintenanceTable1764000000002,
  OutboxInDoubt1764000000004,
  OutboxTables1764000000000,
} from './tables.js';
import type { Transport } from './transport.js';

export interface MessagingOptions {
  database: DatabaseOptions;
  transport: Transport;
  /** What the service says: one announcement a topic, its audit comes by itself. Absent: it owns nothing (the gateway). */
  says?: Announcement[];
  /** What it hears: injectable projections. */
  hears: Type<Projection>[];
  /** Keys the digests of personal states in the audit. */
  secret?: string;
}

const OPTIONS = Symbol('messaging options');
const PROJECTIONS = Symbol('projections');
/** The transport of the process. */
export const TRANSPORT = Symbol('transport');

/** Starts listening before speaking, and stops speaking before closing what it needs. */
class MessagingLifecycle implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly consumers: Consumer[];
  private readonly relay: Relay | null;
  private readonly sealer: Sealer | null;

  constructor(
    @Inject(OPTIONS) private readonly options: MessagingOptions,
    @Inject(PROJECTIONS) projections: Projection[],
    @Inject(LOG) private readonly log: Log,
    private readonly database: DataSource,
    private readonly outbox: Outbox,
    private readonly maintenance: Maintenance,
    private readonly health: Health,
  ) {
    const { transport } = options;
    this.consumers = projections.map((projection) => new Consumer(database, projection, transport, log));
    this.relay = options.says ? new Relay(options.database.url, outbox, transport, log) : null;
    this.sealer = options.says
      ? new Sealer(options.database.url, options.database.name as ServiceName, outbox, log)
      : null;
  }

  async onApplicationBootstrap(): Promise<void> {
    const { transport, database } = this.options;
    const says = this.options.says && [...this.options.says, auditAnnouncement(database.name as ServiceName)];
    this.health.add('database', async () => {
      await this.database.query('select 1');
      return null;
    });
    this.health.add('transport', () => transport.complaint());
    for (const consumer of this.consumers) {
      await consumer.start();
      this.health.add(`consumer ${consumer.group}`, consumer.complaint);
      this.health.show(`consumer ${consumer.group}`, () => consumer.figures());
    }
    this.maintenance.add('replay-dead-letters', () => this.replayDeadLetters());
    if (says) {
      transport.offer(
        says.map(({ topic }) => topic.name),
        () => presentState(this.outbox, says),
      );
      this.maintenance.add(
        'republish',
        async () => `${await republish(this.outbox, says)} aggregates announced`,
      );
    }
    if (this.relay) {
      const { relay } = this;
      this.health.add('relay', relay.complaint);
      this.health.show('relay', () => relay.lag());
      this.relay.start();
    }
    if (this.sealer) {
      this.health.add('audit', this.sealer.complaint);
      this.sealer.start();
    }
    this.maintenance.start();
  }

  private async replayDeadLetters(): Promise<string> {
    const outcomes = [];
    for (const consumer of this.consumers) {
      outcomes.push(tellReplayed(consumer.group, await consumer.replayDeadLetters()));
    }
    return outcomes.join('; ');
  }

  async onApplicationShutdown(): Promise<void> {
    await this.maintenance.stop();
    await Promise.all(this.consumers.map((consumer) => consumer.stop()));
    await this.sealer?.stop();
    await this.relay?.stop();
    await this.options.transport.close();
    await this.database.destroy();
    this.log.debug('messaging stopped');
  }
}

/** Database, outbox and relay, consumers and maintenance of one service. */
@Module({})
export class MessagingModule {
  static for(options: MessagingOptions): DynamicModule {
    const { database, hears, says } = options;
    const migrations = [
      ...(says ? [OutboxTables1764000000000, OutboxInDoubt1764000000004] : []),
      ConsumerTables1764000000001,
      MaintenanceTable1764000000002,
      ConsumerTries1764000000003,
      ...database.migrations,
    ];
    return {
      module: MessagingModule,
      global: true,
      providers: [
        { provide: OPTIONS, useValue: options },
        { provide: TRANSPORT, useValue: options.transport },
        { provide: DataSource, useFactory: () => openDatabase({ ...database, migrations }) },
        {
          provide: Outbox,
          useFactory: (source: DataSource) => new Outbox(source, options.secret),
          inject: [DataSource],
        },
        {
          provide: Maintenance,
          useFactory: (source: DataSource, log: Log) => new Maintenance(source, log),
          inject: [DataSource, LOG],
        },
        ...hears,
        { provide: PROJECTIONS, useFactory: (...projections: Projection[]) => projections, inject: hears },
        MessagingLifecycle,
      ],
      exports: [DataSource, Outbox, Maintenance, TRANSPORT, ...hears],
    };
  }
}
