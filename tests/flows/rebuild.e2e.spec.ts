import { describe, it } from '@jest/globals';
import { kafkaMissing, kafkaOfTest } from '../support/kafka.js';
import { rebuildSuite } from './rebuild-suite.js';

if (kafkaMissing)
  describe('rebuild over Kafka', () => {
    it.skip(`skipped: ${kafkaMissing}`, () => undefined);
  });
else rebuildSuite('over Kafka', () => kafkaOfTest());
