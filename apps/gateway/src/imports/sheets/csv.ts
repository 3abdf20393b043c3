import { parse } from 'csv-parse';
import { createReadStream } from 'node:fs';
import { UnreadableSheet, type RowSink, type SheetLimits } from './sheet.js';

/**
 * What separates the cells: what Excel's line `sep=` says, else what stands equally often in most lines of the beginning,
 * since commas of sentences do not.
 */
function separatorOf(sample: string): string {
  const told = /^sep=(.)\r?\n/i.exec(sample)?.[1];
  if (told) return told;
  const lines = sample.replace(/"(?:[^"]|"")*"/g, '').split(/\r?\n/);
  const counted = [';', ',', '\t'].map((sign) => {
    const linesOf = Map.groupBy(lines, (line) => line.split(sign).length - 1);
    linesOf.delete(0);
    const [count = 0, most = []] = [...linesOf].sort(([, a], [, b]) => b.length - a.length)[0] ?? [];
    return { sign, lines: most.length, count };
  });
  return counted.sort((a, b) => b.lines - a.lines || b.count - a.count)[0]?.sign ?? ',';
}

async function* decoded(path: string, encoding: string): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  try {
    for await (const chunk of createReadStream(path))
      yield decoder.decode(chunk as Uint8Array, { stream: true });
    yield decoder.decode();
  } catch (error) {
    throw error instanceof TypeError ? new UnreadableSheet('NOT_UTF8') : error;
  }
}

/** Reads comma-separated text, whatever separates it. `start`: how the file begins. */
export async function readCsv(
  path: string,
  start: Uint8Array,
  limits: SheetLimits,
  sink: RowSink,
): Promise<void> {
  const wide = start[0] === 0xff && start[1] === 0xfe;
  if (!wide && start.includes(0)) throw new UnreadableSheet('NOT_A_SPREADSHEET');
  const encoding = wide ? 'utf-16le' : 'utf-8';
  const separator = separatorOf(new TextDecoder(encoding).decode(start));
  const records = parse({
    delimiter: separator,
    bom: true,
    relax_column_count: true,
    relax_quotes: true,
    max_record_size: limits.recordChars,
  });
  const fed = (async () => {
    for await (const text of decoded(path, encoding))
      if (!records.write(text)) await new Promise((resolve) => records.once('drain', resolve));
    records.end();
  })().catch((error: Error) => records.destroy(error));
  let number = 0;
  for await (const record of records as AsyncIterable<string[]>) {
    number++;
    if (number === 1 && /^sep=/i.test(record[0] ?? '')) continue;
    const cells = record.map((cell) => cell.trim());
    if (cells.slice(limits.columns).some(Boolean)) throw new UnreadableSheet('TOO_MANY_COLUMNS');
    sink.add({ number, cells: cells.slice(0, limits.columns) });
    await sink.room();
  }
  await fed;
}
