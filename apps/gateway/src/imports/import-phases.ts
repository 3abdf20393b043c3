import { MOST_REHEARSED, MOST_SUBJECTS } from '@app/contracts';
import { Injectable } from '@nestjs/common';
import { fitting, ImportChunks } from './import-chunks.js';
import { MOST_ROWS, NoTable } from './import-reading.js';
import { ImportStore, type Importer, type ImportJob, type ReadRow, type RowOutcome } from './import-store.js';
import { fault, groupRefused } from './import-words.js';
import { importKinds } from './kinds/import-kinds.js';

/** Groups of which chunks are under way at a time, where they are apart. */
const LANES = 3;

/** The second and the third phase of an import: its rows are rehearsed with the service, those that pass are recorded. */
@Injectable()
export class ImportPhases {
  constructor(
    private readonly store: ImportStore,
    private readonly chunks: ImportChunks,
  ) {}

  /** Nothing is recorded: each row is then READY, REFUSED or UNCHANGED. */
  async check(job: ImportJob, importer: Importer): Promise<void> {
    const { together } = importKinds[job.kind];
    const unread = together ? (await this.store.rowsBeyond(job.id, 0, 'REFUSED', 1))[0] : undefined;
    await this.chunkByChunk(job, 'UNCHECKED', MOST_REHEARSED, async (rows, shared) => {
      const told = await this.chunks.send(job, { rows, shared }, importer, { rehearsal: true });
      await this.store.settle(
        job.id,
        'UNCHECKED',
        rows.map(({ number }, index) => {
          const no = told.refused.get(number) ?? null;
          if (no) return { number, outcome: 'REFUSED' as const, refused: no };
          return { number, outcome: told.unchanged.has(index) ? 'UNCHANGED' : 'READY', refused: null };
        }),
      );
      await this.store.stillMine(job.id);
    });
    for (const group of together ? await this.store.groupsWith(job.id, 'READY') : []) {
      const first = unread?.number ?? (await this.store.firstRefused(job.id, group));
      if (first !== null) await this.refuseGroup(job, group, first);
    }
    await this.store.update(job.id, { status: 'CHECKED' });
  }

  /** A decision is recorded whole or not at all. A row that could not be read may belong to any decision of the file. */
  private async refuseGroup(job: ImportJob, group: number, row: number): Promise<void> {
    const rows = await this.store.rowsOfGroup(job.id, group, 'READY', MOST_ROWS);
    await this.store.settle(
      job.id,
      'READY',
      rows.map(({ number }) => ({ number, outcome: 'REFUSED', refused: groupRefused(row) })),
    );
  }

  /** After a crash the same rows are the next chunk: what was recorded without being noted is answered by its key. */
  async record(job: ImportJob, importer: Importer): Promise<void> {
    await this.chunkByChunk(job, 'READY', MOST_SUBJECTS, async (rows, shared) => {
      await this.store.stillMine(job.id);
      const { refused } = await this.chunks.send(job, { rows, shared }, importer, { rehearsal: false });
      await this.store.settle(
        job.id,
        'READY',
        rows.map(({ number }) => {
          const no = refused.get(number) ?? null;
          return { number, outcome: no ? ('REFUSED' as const) : ('DONE' as const), refused: no };
        }),
      );
    });
    await this.store.update(job.id, { status: 'DONE', endedAt: new Date() });
  }

  /** Does `work` for the rows of the outcome, chunk by chunk and group by group, until none has it any more. */
  private async chunkByChunk(
    job: ImportJob,
    outcome: RowOutcome,
    most: number,
    work: (rows: ReadRow[], shared: object) => Promise<void>,
  ): Promise<void> {
    const groups = await this.store.groupsOf(job.id);
    const waiting = await this.store.groupsWith(job.id, outcome);
    let failed = false;
    const lane = async () => {
      for (let group = waiting.shift(); group !== undefined; group = waiting.shift())
        while (!failed) {
          const rows = fitting(job, await this.store.rowsOfGroup(job.id, group, outcome, most));
          if (rows.length === 0) break;
          // Read by the version before this one.
          if (rows.some(({ item }) => !item)) throw new NoTable(fault('UPLOAD_AGAIN'));
          await work(rows, JSON.parse(groups[group] ?? '{}') as object);
        }
    };
    const lanes = Array.from({ length: importKinds[job.kind].apart ? LANES : 1 }, () =>
      lane().catch((error: unknown) => {
        failed = true;
        throw error;
      }),
    );
    // None goes on behind the back of who is told of the failure.
    const [failure] = (await Promise.allSettled(lanes)).filter(({ status }) => status === 'rejected');
    if (failure?.status === 'rejected') throw failure.reason;
  }
}
