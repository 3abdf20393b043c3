import { CodedError, LOG, type Log } from '@app/platform';
import { Inject, Injectable } from '@nestjs/common';
import { Worker } from 'node:worker_threads';

/** A list ready to print as an annex: one line a recipient, its cells in the order of the columns. */
export interface PrintedList {
  /** 'Phụ lục'. */
  annex: string;
  title: string;
  subtitle: string;
  /** The decision that it goes with, or that it is an extract. */
  basis: string;
  columns: string[];
  lines: string[][];
  total: string;
  note: string;
}
export type PrintedFile = { pdf: Uint8Array<ArrayBuffer> } | { error: string };

const MOST_AT_ONCE = 2;
const DEADLINE_MS = 60_000;
const MEGABYTES = 256;

/** Prints lists, each in a thread of its own. */
@Injectable()
export class HonoursPrinter {
  private printing = 0;

  constructor(@Inject(LOG) private readonly log: Log) {}

  /** Throws SERVICE_UNAVAILABLE where others are being printed, or it takes too long. */
  async print(list: PrintedList): Promise<Uint8Array<ArrayBuffer>> {
    if (this.printing >= MOST_AT_ONCE)
      throw new CodedError('SERVICE_UNAVAILABLE', 'Other lists are being printed; try again in a moment');
    this.printing++;
    const worker = new Worker(new URL('./honours-worker.ts', import.meta.url), {
      name: 'honours',
      workerData: list,
      resourceLimits: { maxOldGenerationSizeMb: MEGABYTES },
    });
    let deadline: NodeJS.Timeout | undefined;
    try {
      return await new Promise((resolve, reject) => {
        deadline = setTimeout(() => reject(new Error('took too long')), DEADLINE_MS);
        worker.on('message', (file: PrintedFile) =>
          'pdf' in file ? resolve(file.pdf) : reject(new Error(file.error)),
        );
        worker.on('error', reject);
        worker.on('exit', () => reject(new Error('ended early')));
      });
    } catch (error) {
      this.log.error({ err: error }, 'a list cannot be printed');
      throw new CodedError(
        'SERVICE_UNAVAILABLE',
        'The list cannot be printed at the moment; it has been recorded',
      );
    } finally {
      clearTimeout(deadline);
      await worker.terminate();
      this.printing--;
    }
  }
}
