import { permissions } from '@app/contracts';
import { CodedError, LOG, type Log } from '@app/platform';
import {
  Controller,
  Get,
  HttpCode,
  Inject,
  Param,
  PayloadTooLargeException,
  Post,
  Query,
  Req,
  Res,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { DataSource } from 'typeorm';
import { Access } from '../access.js';
import { Callers } from '../callers.js';
import { CONFIG } from '../commands.js';
import type { GatewayConfig } from '../config.js';
import { languageOf } from '../context.js';
import { contentTypes, tableFile } from '../exports/table-file.js';
import { headerKey } from './cell-values.js';
import { importKinds, ImportKindName } from './kinds/import-kinds.js';
import { resultTable, template } from './import-result.js';
import { ImportStore, isId, type Importer, type ImportJob } from './import-store.js';
import { isOver, progressOf } from './import-view.js';
import { Imports } from './imports.js';

const LARGEST_FILE = 50_000_000;
/** A large file over a slow line; every other request has the time that any server of ours gives. */
const UPLOAD_WITHIN_MS = 600_000;
const RECEIVED_WITHIN_MS = 30_000;
/** Browsers call a CSV file by the name of the program that opens it. */
const types = [
  contentTypes.xlsx,
  'application/vnd.ms-excel',
  'application/octet-stream',
  'text/csv',
  'application/csv',
];
const PATH = '/imports';
const TOLD_EVERY_MS = 300;
const MOST_LISTENERS = 200;
const LONGEST_LISTENING_MS = 600_000;

/** Uploads and what comes of them; docs/imports.md describes every address. Errors are JSON with a code. */
@Controller('imports')
export class ImportFiles implements OnApplicationShutdown {
  private folder: Promise<string> | null = null;
  private listeners = 0;

  constructor(
    { httpAdapter }: HttpAdapterHost,
    private readonly imports: Imports,
    private readonly store: ImportStore,
    private readonly callers: Callers,
    private readonly access: Access,
    private readonly database: DataSource,
    @Inject(CONFIG) private readonly config: GatewayConfig,
    @Inject(LOG) private readonly log: Log,
  ) {
    const server = httpAdapter.getInstance<FastifyInstance>();
    // The body is left where it is: what asks for it says where it goes.
    server.addContentTypeParser(types, (request, payload, done) => {
      if (request.routeOptions.url === PATH) return done(null, payload);
      return done(new CodedError('BAD_USER_INPUT', 'This address takes no files'));
    });
    server.server.requestTimeout = UPLOAD_WITHIN_MS;
    server.server.headersTimeout = RECEIVED_WITHIN_MS;
    server.addHook('onRequest', async (request) => {
      // What goes to the web is timed there.
      if (request.routeOptions.url === PATH || request.is404 || request.raw.complete) return;
      const late = setTimeout(() => request.raw.complete || request.raw.destroy(), RECEIVED_WITHIN_MS);
      request.raw.once('close', () => clearTimeout(late));
    });
  }

  async onApplicationShutdown(): Promise<void> {
    if (this.folder) await rm(await this.folder, { recursive: true, force: true });
  }

  /** 202: received, is being read. The body is the file; kind and what holds for all rows stand in the address. */
  @Post()
  @HttpCode(202)
  async upload(@Query() query: Record<string, string>, @Req() request: FastifyRequest) {
    const importer = await this.importer(request);
    const kind = ImportKindName.safeParse(query.kind);
    if (!kind.success)
      throw new CodedError(
        'BAD_USER_INPUT',
        `kind must be one of ${ImportKindName.options.join(', ')}`,
        'kind',
      );
    const given = importKinds[kind.data].parameters.safeParse(query);
    if (!given.success) {
      const issue = given.error.issues[0];
      throw new CodedError('BAD_USER_INPUT', issue?.message ?? 'malformed', issue?.path.join('.'));
    }
    const command = importKinds[kind.data].command(given.data);
    if (!permissions.get(command.name)?.roles.includes(importer.identity.role))
      throw new CodedError('FORBIDDEN', `The role ${importer.identity.role} may not do this`);
    if (!(request.body instanceof Readable))
      throw new CodedError('BAD_USER_INPUT', 'The body must be an xlsx or csv file');
    if (Number(request.headers['content-length'] ?? 0) > LARGEST_FILE) throw tooLarge();
    const release = await this.imports.admit(importer);
    try {
      const parameters =
        kind.data === 'PRIZES' ? await this.withRanks(given.data as { competition: string }) : given.data;
      const file = await this.receive(request.body);
      const upload = { ...file, kind: kind.data, parameters, fileName: nameOf(query.fileName) };
      const job = await this.imports.begin(upload, importer, release).catch(async (error: unknown) => {
        await rm(file.path, { force: true });
        throw error;
      });
      return progressOf(job, importer.language);
    } catch (error) {
      release();
      throw error;
    }
  }

  /** What people write for the ranks of the edition: their codes, and their names with or without the word "giải". */
  private async withRanks(given: { competition: string }) {
    const [row] = await this.database.query<{ ranks: { code: string; name: string }[] }[]>(
      'select ranks from read_model.competition where code = $1',
      [given.competition],
    );
    const spellings = (row?.ranks ?? []).flatMap(({ code, name }) =>
      [name, name.replace(/^giải\s+/iu, ''), code].map((spelling) => [headerKey(spelling), code] as const),
    );
    return { ...given, ranks: Object.fromEntries(spellings) };
  }

  /** To a temporary file, never whole in memory. */
  private async receive(body: Readable): Promise<{ path: string; digest: string }> {
    this.folder ??= mkdtemp(join(this.config.IMPORTS_FOLDER || tmpdir(), 'thidua-imports-'));
    const path = join(await this.folder, randomUUID());
    const digest = createHash('sha256');
    let bytes = 0;
    const counted = new Transform({
      transform(chunk: Buffer, _, done) {
        bytes += chunk.length;
        digest.update(chunk);
        if (bytes > LARGEST_FILE) done(tooLarge());
        else done(null, chunk);
      },
    });
    try {
      await pipeline(body, counted, createWriteStream(path, { mode: 0o600 }));
    } catch (error) {
      await rm(path, { force: true });
      if (error instanceof PayloadTooLargeException) throw error;
      this.log.debug({ err: error }, 'an upload was not received');
      throw new CodedError('BAD_USER_INPUT', 'The file was not received to its end');
    }
    if (bytes === 0) {
      await rm(path, { force: true });
      throw new CodedError('BAD_USER_INPUT', 'The file is empty');
    }
    return { path, digest: digest.digest('hex') };
  }

  @Post(':id/run')
  @HttpCode(202)
  async run(@Param('id') id: string, @Req() request: FastifyRequest) {
    return this.asked(id, request, (job, importer) => this.imports.run(job, importer));
  }

  @Post(':id/check')
  @HttpCode(202)
  async check(@Param('id') id: string, @Req() request: FastifyRequest) {
    return this.asked(id, request, (job, importer) => this.imports.checkAgain(job, importer));
  }

  @Post(':id/cancel')
  @HttpCode(200)
  async cancel(@Param('id') id: string, @Req() request: FastifyRequest) {
    return this.asked(id, request, (job) => this.imports.cancel(job));
  }

  @Get(':id/result.:format')
  async result(
    @Param('id') id: string,
    @Param('format') format: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ) {
    const importer = await this.importer(request);
    const job = await this.own(id, importer);
    if (format !== 'xlsx' && format !== 'csv') throw notFound();
    return reply
      .headers({
        'content-type': contentTypes[format],
        'content-disposition': `attachment; filename="import-${job.id}.${format}"`,
      })
      .send(tableFile(resultTable(job, this.store, importer.language), format));
  }

  /** Server-sent events: `progress` at once and with each change, until it is over. */
  @Get(':id/events')
  async events(@Param('id') id: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply) {
    const importer = await this.importer(request);
    await this.own(id, importer);
    if (this.listeners >= MOST_LISTENERS)
      throw new CodedError('SERVICE_UNAVAILABLE', 'Too many are listening; ask for the progress instead');
    return reply
      .headers({ 'content-type': 'text/event-stream; charset=utf-8', 'x-accel-buffering': 'no' })
      .send(Readable.from(this.told(id, importer)));
  }

  private async *told(id: string, importer: Importer): AsyncGenerator<string> {
    this.listeners++;
    try {
      let last = '';
      const until = Date.now() + LONGEST_LISTENING_MS;
      for (let quiet = 0; Date.now() < until && !this.imports.stopping; quiet++) {
        const job = await this.store.find(id);
        if (!job) return;
        const data = JSON.stringify(progressOf(job, importer.language));
        if (data !== last) yield `event: progress\ndata: ${data}\n\n`;
        // Proxies close what says nothing.
        else if (quiet % 50 === 49) yield ': still there\n\n';
        last = data;
        if (isOver(job)) return;
        await sleep(TOLD_EVERY_MS);
      }
    } finally {
      this.listeners--;
    }
  }

  /** A workbook to fill in, with the units of the asker's own unit and below. */
  @Get('templates/:kind.xlsx')
  async template(@Param('kind') name: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply) {
    const { identity, language } = await this.importer(request);
    const kind = ImportKindName.safeParse(name.toUpperCase());
    if (!kind.success) throw notFound();
    const wanted = kind.data === 'PROJECTS' || kind.data === 'RECIPIENTS' ? null : ['PROVINCE', 'COMMUNE'];
    const units = this.access
      .unitsBelow(identity)
      .filter(({ level }) => (wanted ? wanted.includes(level) : level !== 'COUNTRY'))
      .map(({ code, name: unitName }) => ({ code, name: unitName }));
    const file = await template(kind.data, units, language);
    return reply
      .headers({
        'content-type': contentTypes.xlsx,
        'content-disposition': `attachment; filename="${kind.data.toLowerCase()}.xlsx"`,
      })
      .send(Buffer.from(file.buffer, file.byteOffset, file.byteLength));
  }

  private async asked(
    id: string,
    request: FastifyRequest,
    what: (job: ImportJob, importer: Importer) => Promise<void>,
  ) {
    const importer = await this.importer(request);
    await what(await this.own(id, importer), importer);
    return progressOf(await this.own(id, importer), importer.language);
  }

  /** Of the person alone, in the role and unit in which it was sent: to others it is not there. */
  private async own(id: string, { identity }: Importer): Promise<ImportJob> {
    const job = isId(id) ? await this.store.find(id) : null;
    const { subject, role, unit } = identity;
    if (!job || job.actor !== subject || job.role !== role || job.unit !== unit) throw notFound();
    return job;
  }

  private async importer(request: FastifyRequest): Promise<Importer> {
    const identity = await this.callers.identify(request);
    const { authorization } = request.headers;
    if (!identity || !authorization) throw new CodedError('UNAUTHENTICATED', 'Sign in first');
    return { identity, authorization, language: languageOf(request.headers['accept-language']) };
  }
}

/** For people to know it by; nothing is opened under it. */
const nameOf = (given = ''): string =>
  given
    .normalize('NFC')
    .replace(/[^\p{L}\p{M}\p{N} ._()-]/gu, '_')
    .slice(0, 200) || 'file';
const tooLarge = () => new PayloadTooLargeException('A file has at most 50 MB');
const notFound = () => new CodedError('NOT_FOUND', 'There is no such import');
