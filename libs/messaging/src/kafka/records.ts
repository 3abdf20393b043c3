import type { IHeaders } from 'kafkajs';

/** What kafkajs wants to send; `timestampDelta` in milliseconds since the first of its batch. */
export interface RecordOut {
  offsetDelta?: number;
  timestampDelta?: number;
  key?: string | Buffer | null;
  value?: string | Buffer | null;
  headers?: IHeaders;
}

/** What kafkajs knows of the batch in which a record came; numbers of 64 bits are texts. */
export interface BatchContext {
  firstOffset: string;
  firstTimestamp: string;
  maxTimestamp: string;
  timestampType: number;
  magicByte: number;
  isControlBatch?: boolean;
}

type Field = string | Buffer | null | undefined;

const LOG_APPEND_TIME = 1;

/**
 * A record as Kafka's protocol has it (record batch, magic 2): attributes, times, key, value, headers, each number and
 * length of as many bytes as it needs. kafkajs makes a block of zeros for each header and copies them together, which for
 * the nine headers of an event is four times the work, and was most of what a relay does.
 */
export function encodeRecord(record: RecordOut): { buf: Buffer; buffer: Buffer } {
  const { offsetDelta = 0, timestampDelta = 0, key, value, headers = {} } = record;
  const named: Field[] = [];
  for (const name in headers) for (const each of [headers[name]].flat()) named.push(name, each);
  const fields = [key, value, ...named];
  const lengths = fields.map(lengthOf);
  const count = named.length / 2;
  const size = lengths.reduce(
    (sum, length) => sum + sizeOf(length) + Math.max(length, 0),
    1 + sizeOf(timestampDelta) + sizeOf(offsetDelta) + sizeOf(count),
  );

  const bytes = Buffer.allocUnsafe(sizeOf(size) + size);
  let at = writeNumber(bytes, 0, size);
  // No attribute of a record has a meaning yet.
  bytes[at++] = 0;
  at = writeNumber(bytes, at, timestampDelta);
  at = writeNumber(bytes, at, offsetDelta);
  for (const [index, field] of fields.entries()) {
    if (index === 2) at = writeNumber(bytes, at, count);
    const length = lengths[index] as number;
    at = writeNumber(bytes, at, length);
    if (typeof field === 'string') bytes.write(field, at, length);
    else field?.copy(bytes, at);
    at += Math.max(length, 0);
  }
  if (count === 0) writeNumber(bytes, at, 0);
  return { buf: bytes, buffer: bytes };
}

/** Of a record as kafkajs wants it; values of headers are texts, and of a header that comes twice the last counts. */
export function decodeRecord({ buffer }: { buffer: Buffer }, batch: BatchContext) {
  let at = 0;
  const number = (): number => {
    let zigzag = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = buffer.readUInt8(at++);
      zigzag += (byte & 127) * scale;
      if (byte < 128) return zigzag % 2 === 0 ? zigzag / 2 : -(zigzag + 1) / 2;
    }
  };
  const range = (): [number, number] | null => {
    const length = number();
    if (length < 0) return null;
    at += length;
    if (at > buffer.length) throw new RangeError('a record ends before its field does');
    return [at - length, at];
  };
  const bytes = () => {
    const place = range();
    return place && buffer.subarray(...place);
  };
  const text = () => {
    const place = range();
    return place && buffer.toString('utf8', ...place);
  };

  const attributes = buffer.readInt8(at++);
  const timestampDelta = number();
  const offsetDelta = number();
  const key = bytes();
  const value = bytes();
  const headers: Record<string, string | null> = {};
  for (let left = number(); left > 0; left--) headers[text() ?? ''] = text();
  return {
    magicByte: batch.magicByte,
    attributes,
    timestamp:
      batch.timestampType === LOG_APPEND_TIME
        ? batch.maxTimestamp
        : String(Number(batch.firstTimestamp) + timestampDelta),
    offset: String(BigInt(batch.firstOffset) + BigInt(offsetDelta)),
    key,
    value,
    headers,
    isControlRecord: batch.isControlBatch ?? false,
    batchContext: batch,
  };
}

const lengthOf = (field: Field): number =>
  typeof field === 'string' ? Buffer.byteLength(field) : (field?.length ?? -1);

/** Small numbers of either sign become small ones without a sign. Exact up to 2^52, by which no delta comes near. */
const zigzagOf = (number: number): number => (number < 0 ? -2 * number - 1 : 2 * number);

function sizeOf(number: number): number {
  let size = 1;
  for (let rest = zigzagOf(number); rest > 127; rest = Math.floor(rest / 128)) size++;
  return size;
}

/** Seven bits a byte, the lowest first; returns where the next one goes. */
function writeNumber(bytes: Buffer, at: number, number: number): number {
  let rest = zigzagOf(number);
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes[at++] = (rest % 128) | 128;
  bytes[at++] = rest;
  return at;
}
