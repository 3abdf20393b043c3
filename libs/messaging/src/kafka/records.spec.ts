import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createRequire } from 'node:module';
import { decodeRecord, encodeRecord, type BatchContext, type RecordOut } from './records.js';

const require = createRequire(import.meta.filename);
const record = 'kafkajs/src/protocol/recordBatch/record/v0';
/** What is replaced in the product, and not here. */
const theirs = {
  encode: require(`${record}/index.js`) as (record: RecordOut) => { buffer: Buffer },
  decode: require(`${record}/decoder.js`) as (decoder: object, batch: BatchContext) => TheirRecord,
  Decoder: require('kafkajs/src/protocol/decoder.js') as new (buffer: Buffer) => {
    readVarIntBytes(): Buffer;
  },
};
interface TheirRecord {
  key: Buffer | null;
  value: Buffer | null;
  headers: Record<string, Buffer>;
}

const text = fc.string({ unit: 'grapheme', maxLength: 200 });
/** kafkajs reads a header that is named like a method of every object together with the method. */
const name = fc.string({ minLength: 1, maxLength: 20 }).filter((each) => !(each in {}));
const records: fc.Arbitrary<RecordOut> = fc.record({
  offsetDelta: fc.nat(),
  timestampDelta: fc.integer(),
  key: text,
  value: fc.option(text),
  headers: fc.dictionary(name, text, { maxKeys: 9 }),
});
const batches: fc.Arbitrary<BatchContext> = fc.record({
  firstOffset: fc.bigInt({ min: 0n, max: 2n ** 62n }).map(String),
  firstTimestamp: fc.integer({ min: 0, max: 4e12 }).map(String),
  maxTimestamp: fc.constant('4000000000000'),
  timestampType: fc.constantFrom(0, 1),
  magicByte: fc.constant(2),
});
const example: RecordOut = { offsetDelta: 0, timestampDelta: 0, key: 'key', value: null };

const bodyOf = (bytes: Buffer) => new theirs.Decoder(bytes).readVarIntBytes();
const texts = (fields: Record<string, Buffer>) =>
  Object.fromEntries(Object.entries(fields).map(([key, bytes]) => [key, String(bytes)]));

it('always writes the very bytes that kafkajs writes', () => {
  fc.assert(
    fc.property(records, (each) => {
      const { buf, buffer } = encodeRecord(each);
      expect(buffer).toEqual(theirs.encode(each).buffer);
      expect(buf).toBe(buffer);
    }),
  );
  expect(encodeRecord(example).buffer).toEqual(theirs.encode(example).buffer);
});

it('writes numbers of any length', () => {
  for (const timestampDelta of [0, 63, 64, -64, -65, 8_191, 8_192, 2 ** 31, 2 ** 40]) {
    const each = { ...example, timestampDelta };
    expect(encodeRecord(each).buffer).toEqual(theirs.encode(each).buffer);
  }
});

it('always reads what kafkajs reads, as texts', () => {
  fc.assert(
    fc.property(records, batches, (each, batch) => {
      const body = bodyOf(theirs.encode(each).buffer);
      const expected = theirs.decode(new theirs.Decoder(body), batch);
      expect(decodeRecord({ buffer: body }, batch)).toEqual({
        ...expected,
        key: String(expected.key),
        value: expected.value && String(expected.value),
        headers: texts(expected.headers),
      });
    }),
  );
});

it('refuses a record that ends before its fields do', () => {
  const body = bodyOf(encodeRecord({ ...example, value: 'value', headers: { a: 'b' } }).buffer);
  const batch = { firstOffset: '0', firstTimestamp: '0', maxTimestamp: '0', timestampType: 0, magicByte: 2 };
  for (let length = 0; length < body.length; length++)
    expect(() => decodeRecord({ buffer: body.subarray(0, length) }, batch)).toThrow(
      /out of range|outside|ends before/,
    );
});
