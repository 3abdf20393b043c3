import { isRefusal, type Answer, type Refusal as RuleRefusal } from '@app/contracts';
import { CodedError, newTrace, type Skipping } from '@app/platform';
import { Injectable } from '@nestjs/common';
import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Commands } from '../commands.js';
import { ImportStore, Stopped, type Importer, type ImportJob, type ReadRow } from './import-store.js';
import { groupRefused, type Refused } from './import-words.js';
import { importKinds } from './kinds/import-kinds.js';
import { columnOf, indexOf } from './read-rows.js';

/** What a service takes in one body, with room. */
const MOST_BYTES = 3_000_000;
/** Waits between attempts while a service is away. */
const ATTEMPTS_AFTER_MS = [500, 1_000, 2_000, 4_000, 8_000];

/** Rows of one group that are sent together. */
export interface Chunk {
  rows: ReadRow[];
  /** What stands beside the list of items. */
  shared: object;
}

/** What the service says of a chunk. */
export interface Told {
  /** Why rows are refused, by their numbers. */
  refused: Map<number, Refused>;
  /** Places in the chunk of rows that stand already. */
  unchanged: Set<number>;
}

/** Sends chunks of rows as the command of their kind. */
@Injectable()
export class ImportChunks {
  constructor(
    private readonly store: ImportStore,
    private readonly commands: Commands,
  ) {}

  /** Throws where the service stays away, or the import is no longer to go on. */
  async send(
    job: ImportJob,
    { rows, shared }: Chunk,
    importer: Importer,
    { rehearsal }: { rehearsal: boolean },
  ): Promise<Told> {
    const kind = importKinds[job.kind];
    const command = kind.command(job.parameters);
    const sending = {
      authorization: importer.authorization,
      identity: importer.identity,
      idempotencyKey: chunkKey(job, rows),
      trace: newTrace(),
      rehearsal,
      skipRefused: rehearsal || !kind.together,
    };
    const input = { ...shared, [kind.list]: rows.map(({ item }) => item) };
    for (const pause of [...ATTEMPTS_AFTER_MS, null])
      try {
        const answer: Answer<Skipping<object>> = await this.commands.deliver(command, input, sending);
        const unchanged = isRefusal(answer) ? [] : (answer.value as { unchanged?: number[] }).unchanged;
        return { refused: refusedRows(job, rows, answer), unchanged: new Set(unchanged) };
      } catch (error) {
        const code = error instanceof CodedError ? error.code : null;
        if (code === 'FORBIDDEN')
          return {
            refused: new Map(rows.map(({ number }) => [number, { code, column: null, params: {} }])),
            unchanged: new Set(),
          };
        if (code !== 'SERVICE_UNAVAILABLE' || pause === null) throw error;
        await this.store.stillMine(job.id);
        await sleep(pause);
      }
    throw new Stopped();
  }
}

/** The first of the rows that go into one body; all of them where they belong together. */
export function fitting({ kind }: Pick<ImportJob, 'kind'>, rows: ReadRow[]): ReadRow[] {
  if (importKinds[kind].together) return rows;
  let bytes = 0;
  const beyond = rows.findIndex(({ item }, index) => {
    bytes += Buffer.byteLength(JSON.stringify(item));
    return bytes > MOST_BYTES && index > 0;
  });
  return beyond < 0 ? rows : rows.slice(0, beyond);
}

function refusedRows(
  { kind: name }: ImportJob,
  rows: ReadRow[],
  answer: Answer<Skipping<object>>,
): Map<number, Refused> {
  const kind = importKinds[name];
  const found = new Map<number, Refused>();
  const of = ({ reason, field, params }: RuleRefusal): Refused => ({
    code: reason,
    column: columnOf(kind, field?.split('.') ?? [])?.id ?? null,
    params,
  });
  for (const refusal of isRefusal(answer) ? [answer.refusal] : (answer.value.skipped ?? [])) {
    const index = indexOf(kind, refusal.field);
    const meant = index === null ? rows : rows.slice(index, index + 1);
    for (const { number } of meant) if (!found.has(number)) found.set(number, of(refusal));
  }
  // Of what is recorded together, one refusal refuses all.
  const [first] = found.keys();
  if (isRefusal(answer) && first !== undefined)
    for (const { number } of rows) if (!found.has(number)) found.set(number, groupRefused(first));
  return found;
}

/**
 * The same for the same rows of the same import, whoever sends them when: file, first and last row, and how many. The
 * import is part of it, since a file that comes again after its rows were withdrawn is another request.
 */
const chunkKey = ({ id, digest }: Pick<ImportJob, 'id' | 'digest'>, rows: { number: number }[]): string =>
  `import-${createHash('sha256')
    .update(JSON.stringify([id, digest, rows[0]?.number, rows.at(-1)?.number, rows.length]))
    .digest('base64url')}`;
