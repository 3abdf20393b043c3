import { createRequire } from 'node:module';
import { decodeRecord, encodeRecord } from './records.js';

// A bundle keeps import.meta.filename; import.meta.url would become the path of this file where it was built.
const require = createRequire(import.meta.filename);

/** Before anything of kafkajs has read it. Its version is exact, and records.spec.ts compares with what stood here. */
function replace(path: string, exports: unknown): void {
  const file = require.resolve(`kafkajs/src/protocol/recordBatch/record/v0/${path}`);
  require(file);
  const module = require.cache[file];
  if (!module) throw new Error(`${file} cannot be replaced`);
  module.exports = exports;
}

replace('index.js', encodeRecord);
replace('decoder.js', decodeRecord);

/** kafkajs with our way of writing and reading a record. Whatever runs of it comes from here. */
export const { Kafka, logLevel } = require('kafkajs') as typeof import('kafkajs');
