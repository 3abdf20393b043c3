import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { readSheet } from '../../apps/gateway/src/imports/sheets/sheet-reader.js';
import type { SheetLimits, SheetRow } from '../../apps/gateway/src/imports/sheets/sheet.js';

export type { SheetRow };

/** The rows that the reader of imports finds in a file. */
export async function readWorkbook(file: Buffer | string, limits?: SheetLimits): Promise<SheetRow[]>;
/** The parts of a workbook as text, by their names. */
export async function readWorkbook(file: Buffer, what: 'parts'): Promise<Map<string, string>>;
export async function readWorkbook(file: Buffer | string, how?: SheetLimits | 'parts') {
  if (how === 'parts') return partsOf(file as Buffer);
  const folder = await mkdtemp(join(tmpdir(), 'thidua-sheet-'));
  try {
    const path = join(folder, 'file');
    await writeFile(path, file);
    const rows: SheetRow[] = [];
    await readSheet(path, async (more) => void rows.push(...more), how);
    return rows;
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** By the directory at the end of the archive. */
function partsOf(file: Buffer): Map<string, string> {
  const end = file.lastIndexOf('PK\x05\x06', undefined, 'latin1');
  const parts = new Map<string, string>();
  let at = file.readUInt32LE(end + 16);
  for (let count = file.readUInt16LE(end + 10); count > 0; count--) {
    const [method, size] = [file.readUInt16LE(at + 10), file.readUInt32LE(at + 20)];
    const lengths = [28, 30, 32].map((offset) => file.readUInt16LE(at + offset));
    const [name = 0, extra = 0, comment = 0] = lengths;
    const start = file.readUInt32LE(at + 42);
    const begins = start + 30 + file.readUInt16LE(start + 26) + file.readUInt16LE(start + 28);
    const packed = file.subarray(begins, begins + size);
    parts.set(
      file.toString('utf8', at + 46, at + 46 + name),
      (method === 0 ? packed : inflateRawSync(packed)).toString('utf8'),
    );
    at += 46 + name + extra + comment;
  }
  return parts;
}
