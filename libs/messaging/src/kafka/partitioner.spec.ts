import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Partitioners, type Message, type PartitionMetadata } from 'kafkajs';
import { byKey } from './partitioner.js';

const choose = (partitioner: typeof byKey, message: Partial<Message>, partitions: number): number => {
  const partitionMetadata = Array.from({ length: partitions }, (_, partitionId) => {
    return { partitionId, leader: 1 } as PartitionMetadata;
  });
  return partitioner()({ topic: 't', partitionMetadata, message: { value: null, ...message } });
};

it('always chooses the partition that kafkajs chooses', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.uuid(), fc.string({ unit: 'binary' })),
      fc.integer({ min: 1, max: 128 }),
      (key, partitions) => {
        const theirs = choose(Partitioners.DefaultPartitioner, { key }, partitions);
        expect(choose(byKey, { key }, partitions)).toBe(theirs);
      },
    ),
  );
});

it('leaves a partition that is said as it is', () => {
  expect(choose(byKey, { key: 'a', partition: 3 }, 12)).toBe(3);
});
