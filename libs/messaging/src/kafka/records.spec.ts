import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createRequire } from 'node:module';
import { decodeRecord, encodeRecord, type BatchContext, type RecordOut } from './records.js';

const require = createRequire(import.meta.filename);
const record = 'kafkajs/src/protocol/recordBatch/record/v0';
/** What is replaced in the product, and not here. */
const theirs = {
  encode: require(`${record}/index.js`) as (record: RecordOut) => { buffer: Buffer },
  decode: require(`${record}/decoder.js`) as (decoder: object, batch: BatchContext) => unknown,
  Decoder: require('kafkajs/src/protocol/decoder.js') as new (buffer: Buffer) => {
    readVarIntBytes(): Buffer;
  },
};

const text = fc.string({ unit: 'binary', maxLength: 200 });
const field = fc.oneof(text, text.map(Buffer.from), fc.constant(null));
const name = fc.string({ minLength: 1, maxLength: 20 }).filter((each) => each !== '__proto__');
const records: fc.Arbitrary<RecordOut> = fc.record({
  offsetDelta: fc.nat(),
  timestampDelta: fc.integer(),
  key: field,
  value: field,
  headers: fc.dictionary(name, fc.oneof(text, text.map(Buffer.from), fc.array(text, { maxLength: 3 })), {
    maxKeys: 9,
  }),
});
const batches: fc.Arbitrary<BatchContext> = fc.record({
  firstOffset: fc.bigInt({ min: 0n, max: 2n ** 62n }).map(String),
  firstTimestamp: fc.integer({ min: 0, max: 4e12 }).map(String),
  maxTimestamp: fc.constant('4000000000000'),
  timestampType: fc.constantFrom(0, 1),
  magicByte: fc.constant(2),
});

const bodyOf = (bytes: Buffer) => new theirs.Decoder(bytes).readVarIntBytes();

it('always writes the very bytes that kafkajs writes', () => {
  fc.assert(
    fc.property(records, (each) => {
      const { buf, buffer } = encodeRecord(each);
      expect(buffer).toEqual(theirs.encode(each).buffer);
      expect(buf).toBe(buffer);
    }),
  );
});

it('writes and reads numbers of any length', () => {
  for (const delta of [0, 63, 64, -64, -65, 8_191, 8_192, 2 ** 31, 2 ** 40]) {
    const written = encodeRecord({ timestampDelta: delta, key: 'k' }).buffer;
    expect(written).toEqual(theirs.encode({ timestampDelta: delta, key: 'k', value: undefined }).buffer);
  }
});

it('always reads what kafkajs reads, headers as texts', () => {
  fc.assert(
    fc.property(records, batches, (each, batch) => {
      const body = bodyOf(theirs.encode(each).buffer);
      const expected = theirs.decode(new theirs.Decoder(body), batch) as { headers: Record<string, unknown> };
      const lastOf = (value: unknown) => (Array.isArray(value) ? value.at(-1) : value) as Buffer | null;
      const headers = Object.fromEntries(
        Object.entries(expected.headers).map(([key, value]) => [key, lastOf(value)?.toString()]),
      );
      expect(decodeRecord({ buffer: body }, batch)).toEqual({ ...expected, headers });
    }),
  );
});

it('refuses a record that ends before its fields do', () => {
  const body = bodyOf(encodeRecord({ key: 'key', value: 'value', headers: { a: 'b' } }).buffer);
  const batch = { firstOffset: '0', firstTimestamp: '0', maxTimestamp: '0', timestampType: 0, magicByte: 2 };
  for (let length = 0; length < body.length; length++)
    expect(() => decodeRecord({ buffer: body.subarray(0, length) }, batch)).toThrow(
      /out of range|outside|ends before/,
    );
});
