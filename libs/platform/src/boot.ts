import {
  Catch,
  Module,
  type ArgumentsHost,
  type DynamicModule,
  type ExceptionFilter,
  type Type,
} from '@nestjs/common';
import { HttpException } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply } from 'fastify';
import { CodedError, statusOfCode } from './command-context.js';
import { isTransient } from './database.js';
import { Health, HealthController } from './health.js';
import { createLog, LOG, NestLog, type Log } from './logging.js';

/** Log and health for every module of an application. */
@Module({})
export class PlatformModule {
  static for(log: Log): DynamicModule {
    return {
      module: PlatformModule,
      global: true,
      controllers: [HealthController],
      providers: [Health, { provide: LOG, useValue: log }],
      exports: [Health, LOG],
    };
  }
}

/** Errors of plain HTTP (commands, health) as JSON with a code; what nobody foresaw is logged whole and told as 500 without detail. */
@Catch()
class ErrorsAsJson implements ExceptionFilter {
  constructor(private readonly log: Log) {}

  catch(error: unknown, host: ArgumentsHost): unknown {
    // GraphQL formats its own errors.
    if (host.getType<string>() !== 'http') throw error;
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    // What goes wrong before GraphQL, such as a body that is not JSON, is told as GraphQL tells it.
    const graphql = reply.request.url.split('?')[0] === '/graphql';
    const answer = (status: number, code: string, message: string, field?: string) =>
      reply
        .code(status)
        .send(graphql ? { errors: [{ message, extensions: { code, field } }] } : { code, message, field });
    if (error instanceof CodedError)
      return answer(statusOfCode[error.code], error.code, error.message, error.field);
    const status = error instanceof HttpException ? error.getStatus() : statusOfServer(error);
    if (status && status < 500) return answer(status, codeOfStatus(status), (error as Error).message);
    // Here and not where each statement is: whatever a request was at when the database went, the person may try again.
    if (isTransient(error)) {
      this.log.warn({ err: error }, 'the database does not answer');
      return answer(503, 'SERVICE_UNAVAILABLE', 'The database does not answer at the moment');
    }
    this.log.error({ err: error }, 'unforeseen error');
    return answer(500, 'INTERNAL', 'Something went wrong; it has been recorded');
  }
}
const codeOfStatus = (status: number) =>
  Object.entries(statusOfCode).find(([, known]) => known === status)?.[0] ?? 'BAD_USER_INPUT';
/** Fastify's own errors, such as a body that is too large. */
const statusOfServer = (error: unknown): number | undefined => {
  const { code, statusCode } = (error ?? {}) as { code?: unknown; statusCode?: unknown };
  return typeof code === 'string' && code.startsWith('FST_') && typeof statusCode === 'number'
    ? statusCode
    : undefined;
};

export interface BootOptions {
  name: string;
  host: string;
  port: number;
  logLevel: string;
  bodyLimit?: number;
  /** Addresses or networks of proxies whose word on the caller's address is believed; none by default. */
  trustProxy?: string[];
  /** Called before the application listens: routes outside Nest. */
  prepare?: (app: NestFastifyApplication) => Promise<void> | void;
}

const RECEIVED_WITHIN_MS = 30_000;
/** Wide enough that a token that is far too long is still told UNAUTHENTICATED, not cut off without a code. */
const LONGEST_HEADERS = 262_144;

/** Creates the application with logging, health and JSON errors; `listen` starts it. */
export async function createApp(
  module: Type | DynamicModule,
  options: BootOptions,
): Promise<NestFastifyApplication> {
  const app = await assemble(module, options);
  await options.prepare?.(app);
  await app.init();
  return app;
}

/** Everything is made, the database with its tables up to date; nothing runs yet. */
async function assemble(module: Type | DynamicModule, options: BootOptions): Promise<NestFastifyApplication> {
  const log = createLog(options.name, options.logLevel);
  const adapter = new FastifyAdapter({
    bodyLimit: options.bodyLimit ?? 5_000_000,
    forceCloseConnections: true,
    trustProxy: options.trustProxy?.length ? options.trustProxy : false,
    // Who sends a request byte by byte does not hold a connection for ever.
    requestTimeout: RECEIVED_WITHIN_MS,
    http: { maxHeaderSize: LONGEST_HEADERS },
  });
  const root: DynamicModule = { module: class Root {}, imports: [PlatformModule.for(log), module as Type] };
  const app = await NestFactory.create<NestFastifyApplication>(root, adapter, {
    logger: new NestLog(log),
    abortOnError: false,
  });
  app.useGlobalFilters(new ErrorsAsJson(log));
  return app;
}

const STOP_WITHIN_MS = 10_000;

/**
 * A process of one application: listens, and stops gracefully on SIGTERM or SIGINT, within 10 s. With the argument
 * --migrate it only brings the tables up to date (MIGRATION_DATABASE_URL) and ends.
 */
export async function runApp(module: Type | DynamicModule, options: BootOptions): Promise<void> {
  if (process.argv.includes('--migrate')) {
    await assemble(module, options);
    createLog(options.name, options.logLevel).info('the tables are up to date');
    process.exit(0);
  }
  const app = await createApp(module, options);
  await app.listen(options.port, options.host);
  const log = app.get<Log>(LOG);
  log.info({ url: await app.getUrl() }, 'listening');
  stopOnSignal(() => app.close(), log);
}

/** Runs `stop` at the first SIGTERM or SIGINT and ends the process; after 10 s it ends regardless, with status 1. */
export function stopOnSignal(stop: () => Promise<void>, log: Log): void {
  let stopping = false;
  const handle = (signal: string) => {
    if (stopping) return;
    stopping = true;
    log.info({ signal }, 'stopping');
    setTimeout(() => process.exit(1), STOP_WITHIN_MS).unref();
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, 'could not stop cleanly');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', handle);
  process.on('SIGINT', handle);
}
