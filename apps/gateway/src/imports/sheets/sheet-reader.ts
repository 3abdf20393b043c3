import { Worker } from 'node:worker_threads';
import { sheetLimits, UnreadableSheet, type SheetLimits, type SheetMessage, type SheetRow } from './sheet.js';

/**
 * Reads the rows of a workbook's first visible sheet, or of a CSV file, in a thread of its own, which a hostile file can
 * fill or hold up without harm to anyone else. The next rows are read when `take` is done. Throws UnreadableSheet.
 */
export function readSheet(
  path: string,
  take: (rows: SheetRow[]) => Promise<void>,
  limits: SheetLimits = sheetLimits,
): Promise<void> {
  const worker = new Worker(new URL('./sheet-worker.ts', import.meta.url), {
    name: 'imports',
    workerData: { path, limits },
    resourceLimits: { maxOldGenerationSizeMb: limits.memoryMb },
  });
  let deadline: NodeJS.Timeout | undefined;
  return new Promise<void>((resolve, reject) => {
    const wait = () => {
      deadline = setTimeout(
        () => reject(new UnreadableSheet('FILE_TOO_LARGE', 'took too long')),
        limits.deadlineMs,
      );
    };
    const more = () => {
      wait();
      worker.postMessage('more');
    };
    wait();
    worker.on('message', (message: SheetMessage) => {
      // Whoever takes the rows may need long: that is not the file's fault.
      clearTimeout(deadline);
      if ('rows' in message) take(message.rows).then(more, reject);
      else if ('fault' in message) reject(new UnreadableSheet(message.fault, message.reason));
      else resolve();
    });
    worker.on('error', (error: Error & { code?: string }) =>
      reject(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? new UnreadableSheet('FILE_TOO_LARGE') : error),
    );
    worker.on('exit', () => reject(new Error('the thread that reads sheets ended early')));
  }).finally(async () => {
    clearTimeout(deadline);
    await worker.terminate();
  });
}
