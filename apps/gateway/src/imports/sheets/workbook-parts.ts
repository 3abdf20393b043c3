import type { Readable } from 'node:stream';
import sax from 'sax';
import yauzl, { type Entry, type ZipFile } from 'yauzl';
import { UnreadableSheet, type SheetLimits } from './sheet.js';

/** A name without the prefix of its namespace. */
export const local = (name: string) => name.slice(name.indexOf(':') + 1);
export type Attributes = Record<string, string>;
interface Handlers {
  open?(name: string, attributes: Attributes): void;
  text?(text: string): void;
  close?(name: string): void;
}

export const openZip = (path: string) =>
  new Promise<ZipFile>((resolve, reject) =>
    yauzl.open(path, { lazyEntries: true, autoClose: false, strictFileNames: false }, (error, zip) =>
      error ? reject(error) : resolve(zip),
    ),
  );

/** The parts by their names. Names lead nowhere: nothing is written under them. */
export function entriesOf(zip: ZipFile, limits: SheetLimits): Promise<Map<string, Entry>> {
  if (zip.entryCount > limits.parts) throw new UnreadableSheet('FILE_TOO_LARGE');
  const entries = new Map<string, Entry>();
  return new Promise((resolve, reject) => {
    zip.on('entry', (entry: Entry) => {
      entries.set(entry.fileName, entry);
      zip.readEntry();
    });
    zip.on('end', () => resolve(entries));
    zip.on('error', reject);
    zip.readEntry();
  });
}

/** Reads a part piece by piece. Nothing is expanded beyond what the directory says of it, which is checked first. */
export async function readPart(
  zip: ZipFile,
  entry: Entry,
  most: number,
  { open, text, close }: Handlers,
  between?: () => Promise<void>,
): Promise<void> {
  if (entry.uncompressedSize > most) throw new UnreadableSheet('FILE_TOO_LARGE');
  const stream = await new Promise<Readable>((resolve, reject) =>
    zip.openReadStream(entry, (error, readable) => (error ? reject(error) : resolve(readable))),
  );
  const parser = sax.parser(true, { position: false });
  let depth = 0;
  parser.onerror = (error) => {
    throw error;
  };
  // No workbook has one; what it could define is not looked at either.
  parser.ondoctype = () => {
    throw new UnreadableSheet('FILE_DAMAGED');
  };
  parser.onopentag = ({ name, attributes }) => {
    if (++depth > 100) throw new UnreadableSheet('FILE_DAMAGED');
    open?.(local(name), attributes as Attributes);
  };
  parser.ontext = (value) => text?.(value);
  parser.oncdata = (value) => text?.(value);
  parser.onclosetag = (name) => {
    depth--;
    close?.(local(name));
  };
  stream.setEncoding('utf8');
  for await (const chunk of stream) {
    parser.write(chunk as string);
    await between?.();
  }
  parser.close();
}
