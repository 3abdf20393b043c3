import { CodedError, LOG, type Log } from '@app/platform';
import {
  Inject,
  Injectable,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { rm } from 'node:fs/promises';
import { v7 as uuid } from 'uuid';
import { CONFIG } from '../commands.js';
import type { GatewayConfig } from '../config.js';
import { ImportPhases } from './import-phases.js';
import { ImportReading, NoTable } from './import-reading.js';
import { ImportStore, Stopped, type Importer, type ImportJob, type ImportStatus } from './import-store.js';
import { fault, type Refused } from './import-words.js';
import type { ImportKindName } from './kinds/import-kinds.js';
import { UnreadableSheet } from './sheets/sheet.js';

/** Imports of one person at a time; files that one process takes, waiting ones too, and of these reads at a time. */
const MOST_UNDER_WAY = 3;
const MOST_TAKEN = 20;
const MOST_READ = 2;
/** Well within the time after which a silent import counts as interrupted. */
const SIGN_OF_LIFE_MS = 5_000;
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

export interface Upload {
  path: string;
  kind: ImportKindName;
  parameters: Record<string, unknown>;
  fileName: string;
  digest: string;
}

/** Imports from their file to their end: which phase comes when, how many at once, and what is told when one fails. */
@Injectable()
export class Imports implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly underWay = new Set<Promise<void>>();
  private taken = 0;
  private read = 0;
  private readonly waiting: (() => void)[] = [];
  private cleaner: NodeJS.Timeout | undefined;

  constructor(
    private readonly store: ImportStore,
    private readonly reading: ImportReading,
    private readonly phases: ImportPhases,
    @Inject(CONFIG) private readonly config: GatewayConfig,
    @Inject(LOG) private readonly log: Log,
  ) {}

  onApplicationBootstrap(): void {
    const clean = () =>
      void this.store
        .forgetOlderThan(new Date(Date.now() - this.config.IMPORTS_KEPT_DAYS * DAY_MS))
        .catch((error: unknown) => this.log.warn({ err: error }, 'old imports could not be removed'));
    clean();
    this.cleaner = setInterval(clean, HOUR_MS);
  }

  /** While the database is still there, so that each says where it stopped. */
  async beforeApplicationShutdown(): Promise<void> {
    this.store.stopped = true;
    clearInterval(this.cleaner);
    await Promise.all(this.underWay);
  }

  /** Nothing more will happen here. */
  get stopping(): boolean {
    return this.store.stopped;
  }

  /** Takes a place for one more file, which `release` gives back. Throws RATE_LIMITED or SERVICE_UNAVAILABLE where there is none. */
  async admit({ identity }: Importer): Promise<() => void> {
    if (this.store.stopped || this.taken >= MOST_TAKEN)
      throw new CodedError('SERVICE_UNAVAILABLE', 'Too many files are being sent; try again in a moment');
    this.taken++;
    let held = true;
    const release = () => {
      if (held) this.taken--;
      held = false;
    };
    try {
      if ((await this.store.underWay(identity.subject)) >= MOST_UNDER_WAY)
        throw new CodedError('RATE_LIMITED', `At most ${MOST_UNDER_WAY} imports of one person at a time`);
      return release;
    } catch (error) {
      release();
      throw error;
    }
  }

  /** Takes a received file over: it is read and rehearsed after this returns, and then removed. */
  async begin({ path, ...upload }: Upload, importer: Importer, release: () => void): Promise<ImportJob> {
    const id = uuid();
    const { subject: actor, role, unit } = importer.identity;
    await this.store.create({ ...upload, id, actor, role, unit });
    this.inBackground(id, async () => {
      try {
        await this.inTurn(async () => this.reading.read(await this.mine(id), path, importer));
      } finally {
        release();
        await rm(path, { force: true });
      }
      if (await this.store.claim(id, ['READING'], 'CHECKING'))
        await this.phases.check(await this.mine(id), importer);
    });
    return this.mine(id);
  }

  /** When fewer than so many others are being read. */
  private async inTurn(read: () => Promise<void>): Promise<void> {
    if (this.read >= MOST_READ) await new Promise<void>((turn) => this.waiting.push(turn));
    this.read++;
    try {
      await read();
    } finally {
      this.read--;
      this.waiting.shift()?.();
    }
  }

  /** Rehearses every row that is not recorded once more. CONFLICT where its status does not allow it. */
  async checkAgain(job: ImportJob, importer: Importer): Promise<void> {
    if (!job.layout || !(await this.store.claim(job.id, ['CHECKED', 'PAUSED'], 'CHECKING')))
      throw notNow(job);
    await this.store.forgetCheck(job.id);
    this.inBackground(job.id, async () => this.phases.check(await this.mine(job.id), importer));
  }

  /** Records the rows that passed, from where it stopped before. CONFLICT where its status does not allow it. */
  async run(job: ImportJob, importer: Importer): Promise<void> {
    const unchecked = await this.store.groupsWith(job.id, 'UNCHECKED');
    if (unchecked.length > 0) throw new CodedError('CONFLICT', 'Its rows are not all checked yet');
    if (!(await this.store.claim(job.id, ['CHECKED', 'PAUSED'], 'RUNNING'))) throw notNow(job);
    this.inBackground(job.id, async () => this.phases.record(await this.mine(job.id), importer));
  }

  async cancel(job: ImportJob): Promise<void> {
    if (!(await this.store.cancel(job.id))) throw notNow(job);
  }

  private async mine(id: string): Promise<ImportJob> {
    const job = await this.store.find(id);
    if (!job) throw new Stopped();
    return job;
  }

  /** What goes wrong in a phase is told in the import itself: nobody waits for its answer. */
  private inBackground(id: string, phase: () => Promise<void>): void {
    const alive = setInterval(() => void this.store.update(id, {}).catch(() => undefined), SIGN_OF_LIFE_MS);
    const work = phase()
      .catch(async (error: unknown) => {
        if (error instanceof Stopped && !this.store.stopped) return;
        const status = (await this.store.find(id))?.status === 'READING' ? 'FAILED' : 'PAUSED';
        const told = error instanceof Stopped ? interrupted(status) : this.faultOf(error);
        await this.store.update(id, { status, fault: told, endedAt: new Date() });
        if (status === 'FAILED') await this.store.dropRows(id);
      })
      .catch((error: unknown) => this.log.error({ err: error }, 'an import could not say how it ended'))
      .finally(() => {
        clearInterval(alive);
        this.underWay.delete(work);
      });
    this.underWay.add(work);
  }

  private faultOf(error: unknown): Refused {
    if (error instanceof NoTable) return error.refused;
    if (error instanceof UnreadableSheet) return fault(error.fault);
    if (error instanceof CodedError && error.code === 'UNAUTHENTICATED') return fault('SIGN_IN_AGAIN');
    if (error instanceof CodedError && error.code === 'SERVICE_UNAVAILABLE')
      return fault('SERVICE_UNAVAILABLE');
    this.log.error({ err: error }, 'an import stopped for an unforeseen reason');
    return fault('INTERNAL');
  }
}

/** What is told of an import whose process ended: an unread file is gone with it. */
export const interrupted = (status: ImportStatus): Refused =>
  fault(status === 'READING' || status === 'FAILED' ? 'UPLOAD_AGAIN' : 'INTERRUPTED');
const notNow = ({ status }: ImportJob) =>
  new CodedError('CONFLICT', `It cannot be done while the import is ${status}`);
