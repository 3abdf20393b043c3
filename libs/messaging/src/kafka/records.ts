/** A message as kafkajs hands it on: all that we send is text. `timestampDelta` in milliseconds since the first of its batch. */
export interface RecordOut {
  offsetDelta: number;
  timestampDelta: number;
  key: string;
  value: string | null;
  headers?: Record<string, string>;
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

const LOG_APPEND_TIME = 1;

/**
 * A record as Kafka's protocol has it (record batch, magic 2): attributes, times, key, value, headers, each number and
 * length of as many bytes as it needs. kafkajs makes a block of zeros for each header and copies them together, which for
 * the nine headers of an event is four times the work, and was most of what a relay does.
 */
export function encodeRecord(record: RecordOut): { buf: Buffer; buffer: Buffer } {
  const { offsetDelta, timestampDelta, key, value, headers = {} } = record;
  const fields: (string | null)[] = [key, value];
  for (const name in headers) fields.push(name, headers[name] ?? null);
  const count = fields.length / 2 - 1;
  const lengths: number[] = [];
  let size = 1 + sizeOf(timestampDelta) + sizeOf(offsetDelta) + sizeOf(count);
  for (const field of fields) {
    const length = field === null ? -1 : Buffer.byteLength(field);
    lengths.push(length);
    size += sizeOf(length) + Math.max(length, 0);
  }

  const bytes = Buffer.allocUnsafe(sizeOf(size) + size);
  let at = writeNumber(bytes, 0, size);
  // No attribute of a record has a meaning yet.
  bytes[at++] = 0;
  at = writeNumber(bytes, at, timestampDelta);
  at = writeNumber(bytes, at, offsetDelta);
  for (let n = 0; n < fields.length; n++) {
    if (n === 2) at = writeNumber(bytes, at, count);
    at = writeNumber(bytes, at, lengths[n] as number);
    const field = fields[n];
    if (field) at += bytes.write(field, at);
  }
  if (count === 0) writeNumber(bytes, at, 0);
  return { buf: bytes, buffer: bytes };
}

/** A record for kafkajs, with texts where it has bytes; of a header that comes twice the last counts. */
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
  const text = (): string | null => {
    const length = number();
    if (length < 0) return null;
    const from = at;
    at += length;
    if (at > buffer.length) throw new RangeError('a record ends before its field does');
    return buffer.toString('utf8', from, at);
  };

  const attributes = buffer.readInt8(at++);
  const timestampDelta = number();
  const offsetDelta = number();
  const key = text();
  const value = text();
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

/** Small numbers of either sign become small ones without a sign. Exact up to 2^52, to which no delta comes near. */
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
