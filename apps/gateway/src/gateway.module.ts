import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import { MessagingModule, type Transport } from '@app/messaging';
import { Health, LOG, TokenVerifier, type Log } from '@app/platform';
import { Inject, Module, type DynamicModule } from '@nestjs/common';
import { GraphQLModule } from '@nestjs/graphql';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { GraphQLError } from 'graphql';
import { existsSync } from 'node:fs';
import { Access } from './access.js';
import { AuditResolver } from './audit.resolver.js';
import { Callers } from './callers.js';
import { CertificateFiles } from './certificate-files.js';
import { CertificatePrinter } from './certificate-printer.js';
import { CertificatesResolver } from './certificates.resolver.js';
import { Commands, CONFIG } from './commands.js';
import { CommendationsResolver } from './commendations.resolver.js';
import { CompetitionCommandsResolver } from './competition-commands.resolver.js';
import { CompetitionsResolver } from './competitions.resolver.js';
import { ConferencesResolver } from './conferences.resolver.js';
import type { GatewayConfig } from './config.js';
import { contextOf } from './context.js';
import { DecisionFiles } from './decision-files.js';
import { Door } from './door.js';
import { DuplicatesResolver } from './duplicates.resolver.js';
import { execution, stringifyResult } from './execution.js';
import { ExemplarsResolver } from './exemplars.resolver.js';
import { formatError, offlinePage, withPlainFields } from './graphql.js';
import { HonourIndex } from './honour-index.js';
import { HonoursResolver } from './honours.resolver.js';
import { ExportFiles } from './exports/export-files.js';
import { ExportedTables } from './exports/exported-tables.js';
import { HonoursPrinter } from './exports/honours-printer.js';
import { ImportFiles } from './imports/import-files.js';
import { ImportChunks } from './imports/import-chunks.js';
import { ImportPhases } from './imports/import-phases.js';
import { ImportReading } from './imports/import-reading.js';
import { ImportStore } from './imports/import-store.js';
import { ImportedItems1764000011000, ImportTables1764000007000 } from './imports/import-tables.js';
import { Imports } from './imports/imports.js';
import { ImportsResolver } from './imports/imports.resolver.js';
import { KeptAnswers } from './kept-answers.js';
import { Memory } from './memory.js';
import { MovementsResolver } from './movements.resolver.js';
import { NominationsResolver } from './nominations.resolver.js';
import { OperationsResolver } from './operations.resolver.js';
import { persistedQueries } from './persisted.js';
import { Plans } from './plans.js';
import { ProtectedResource } from './protected-resource.js';
import { RateRows } from './rate-rows.js';
import { Rates } from './rates.js';
import { ReadModel } from './read-model.js';
import { RegistrationRatesResolver } from './registration-rates.resolver.js';
import { RegistrationsResolver } from './registrations.resolver.js';
import { ReportsResolver } from './reports.resolver.js';
import { StatutoryTablesResolver } from './statutory-tables.resolver.js';
import { ReadModelTables1764000002000 } from './tables.js';
import { UnitsResolver } from './units.resolver.js';
import { WorkResolver } from './work.resolver.js';

/** Every resolver: the table of contents of the public API. */
export const resolvers = [
  UnitsResolver,
  MovementsResolver,
  RegistrationRatesResolver,
  RegistrationsResolver,
  ReportsResolver,
  CompetitionsResolver,
  CompetitionCommandsResolver,
  CommendationsResolver,
  DuplicatesResolver,
  HonoursResolver,
  StatutoryTablesResolver,
  CertificatesResolver,
  ExemplarsResolver,
  NominationsResolver,
  ConferencesResolver,
  OperationsResolver,
  AuditResolver,
  WorkResolver,
  ImportsResolver,
];

const printerOf = (config: GatewayConfig, log: Log) =>
  new CertificatePrinter({ waiting: 50, deadlineMs: config.REQUEST_DEADLINE_MS, keptBytes: 32_000_000 }, log);

/** Commands go out, events come in, questions are answered from what the events built. */
@Module({})
export class GatewayModule {
  constructor(@Inject(CONFIG) { READY_GATE_FILE: gate }: GatewayConfig, health: Health) {
    if (gate) health.add('start', () => (existsSync(gate) ? null : 'the start is not complete yet'));
  }

  static for(config: GatewayConfig, transport: Transport): DynamicModule {
    const callers = new Callers(new TokenVerifier(config));
    const plans = new Plans();
    const development = config.NODE_ENV !== 'production';
    return {
      module: GatewayModule,
      imports: [
        MessagingModule.for({
          database: {
            name: 'gateway',
            url: config.DATABASE_URL,
            migrationUrl: config.MIGRATION_DATABASE_URL,
            poolSize: config.DATABASE_POOL_SIZE,
            entities: [],
            migrations: [ReadModelTables1764000002000, ImportTables1764000007000, ImportedItems1764000011000],
          },
          transport,
          hears: [ReadModel],
        }),
        GraphQLModule.forRootAsync<ApolloDriverConfig>({
          driver: ApolloDriver,
          inject: [LOG],
          useFactory: (log: Log) => ({
            autoSchemaFile: true,
            sortSchema: true,
            transformSchema: withPlainFields,
            path: '/graphql',
            graphiql: false,
            playground: false,
            introspection: development,
            hideSchemaDetailsFromClientErrors: !development,
            includeStacktraceInErrorResponses: false,
            csrfPrevention: true,
            allowBatchedHttpRequests: false,
            persistedQueries,
            stringifyResult,
            plugins: [execution(plans, log, !development), ...(development ? [offlinePage] : [])],
            context: (request: FastifyRequest, reply: FastifyReply) =>
              contextOf(request, reply, callers, config),
            formatError: (formatted, error) =>
              formatError(
                log,
                error instanceof Error ? (error as GraphQLError) : (formatted as GraphQLError),
                !development,
              ),
          }),
        }),
      ],
      controllers: [ProtectedResource, CertificateFiles, DecisionFiles, ImportFiles, ExportFiles],
      providers: [
        { provide: CONFIG, useValue: config },
        { provide: CertificatePrinter, inject: [LOG], useFactory: (log: Log) => printerOf(config, log) },
        { provide: Callers, useValue: callers },
        { provide: Plans, useValue: plans },
        KeptAnswers,
        Door,
        Memory,
        Rates,
        RateRows,
        HonourIndex,
        Access,
        Commands,
        ImportStore,
        ImportReading,
        ImportChunks,
        ImportPhases,
        Imports,
        ExportedTables,
        HonoursPrinter,
        ...resolvers,
      ],
    };
  }
}
