import Busboy from '@fastify/busboy';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createContext } from 'react-router';

/** A form with a file, as it comes: its fields stand before the file, whose bytes are still on their way. */
export interface Upload {
  fields: FormData;
  /** Null: none was chosen. Whoever does not want it lets it flow away (`resume`). */
  file: { name: string; bytes: Readable } | null;
}
/** Of a form that came with a file: its body was read once and is gone. */
export const uploadContext = createContext<Upload>();

const LARGEST_FILE = 50_000_000;
/** What the bytes of a larger file end with. */
export class FileTooLarge extends Error {}

/** Reads a form up to its file, which is never whole in memory. Throws where the body is no such form. */
export function receiveUpload(request: Request): Promise<Upload> {
  const fields = new FormData();
  return new Promise<Upload>((resolve, reject) => {
    const parser = new Busboy({
      headers: { 'content-type': request.headers.get('content-type') ?? '' },
      limits: { files: 1, fields: 40, parts: 41, fieldSize: 10_000, fileSize: LARGEST_FILE },
    });
    let bytes: Readable | null = null;
    parser.on('field', (name, value) => fields.append(name, value));
    parser.on('file', (_, stream, fileName: string | undefined) => {
      bytes = stream;
      // Half a file must not pass for a whole one.
      stream.once('limit', () => stream.destroy(new FileTooLarge()));
      // Told to who reads them; while they only flow away, nobody wants to know.
      stream.on('error', () => undefined);
      // A browser sends a nameless file where none was chosen.
      if (fileName) return resolve({ fields, file: { name: fileName.normalize('NFC'), bytes } });
      stream.resume();
    });
    if (!request.body) return reject(new Error('the form is empty'));
    pipeline(Readable.fromWeb(request.body as Parameters<typeof Readable.fromWeb>[0]), parser).then(
      () => resolve({ fields, file: null }),
      (error: unknown) => {
        const cause = error instanceof Error ? error : new Error('the form was not received');
        bytes?.destroy(cause);
        reject(cause);
      },
    );
  });
}
