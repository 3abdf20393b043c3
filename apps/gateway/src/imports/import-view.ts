import type { Language } from '@app/contracts';
import { ALIVE_WITHIN_MS, type ImportJob, type ImportStatus } from './import-store.js';
import { messageOf, type Refused } from './import-words.js';

/** What people see of an import, over HTTP, as events and through GraphQL. */
export interface ImportProgress {
  id: string;
  kind: string;
  fileName: string;
  status: ImportStatus;
  /** Why it failed or paused. */
  fault: { code: string; message: string } | null;
  rows: number;
  ready: number;
  refused: number;
  unchanged: number;
  done: number;
  /** Rows a second of the present phase; null: none runs, or it has just begun. */
  rowsPerSecond: number | null;
  secondsLeft: number | null;
  createdAt: string;
  endedAt: string | null;
}

/** Nothing more happens to it by itself. */
export const isOver = ({ status }: Pick<ImportJob, 'status'>): boolean =>
  !['READING', 'CHECKING', 'RUNNING'].includes(status);

export function progressOf(job: ImportJob, language: Language, now = new Date()): ImportProgress {
  const { id, kind, fileName, rows, ready, refused, unchanged, done } = job;
  const { status, fault } = presentState(job, now);
  return {
    id,
    kind,
    fileName,
    status,
    fault: fault && { code: fault.code, message: messageOf(fault, language) },
    rows,
    ready,
    refused,
    unchanged,
    done,
    ...speedOf({ ...job, status }, now),
    createdAt: job.createdAt.toISOString(),
    endedAt: job.endedAt?.toISOString() ?? null,
  };
}

/** A process that died says nothing of it: what was not heard of for a while is told as it is. */
function presentState(job: ImportJob, now: Date): { status: ImportStatus; fault: Refused | null } {
  if (isOver(job) || now.getTime() - job.aliveAt.getTime() < ALIVE_WITHIN_MS)
    return { status: job.status, fault: job.fault };
  const code = job.status === 'READING' ? 'UPLOAD_AGAIN' : 'INTERRUPTED';
  return {
    status: job.status === 'READING' ? 'FAILED' : 'PAUSED',
    fault: { code, column: null, params: {} },
  };
}

function speedOf(
  { status, phaseAt, phaseFrom, rows, ready, refused, unchanged, done }: ImportJob,
  now: Date,
) {
  const none = { rowsPerSecond: null, secondsLeft: null };
  if (!phaseAt || !['CHECKING', 'RUNNING'].includes(status)) return none;
  const seconds = (now.getTime() - phaseAt.getTime()) / 1_000;
  const passed = status === 'RUNNING' ? done - phaseFrom : ready + refused + unchanged;
  const left = status === 'RUNNING' ? ready : rows - done - passed;
  if (passed <= 0 || seconds <= 0) return none;
  return {
    rowsPerSecond: Math.round((passed / seconds) * 10) / 10,
    secondsLeft: Math.ceil((Math.max(left, 0) * seconds) / passed),
  };
}
