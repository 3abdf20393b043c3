import { allTopics, exemplars } from '@app/contracts';
import type { Message } from '@app/messaging';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startKafka, type RunningKafka } from '../../scripts/kafka.mjs';
import { ask } from '../../apps/standalone/src/load-sample.js';
import { Desk } from '../support/desk.js';
import { kafkaMissing, kafkaOfTest } from '../support/kafka.js';
import { eventually } from '../support/eventually.js';
import { startWorld, type World } from '../support/world.js';

/** What operations.md says of topics, in seconds instead of hours. */
const soon = { 'segment.ms': '1000', 'max.compaction.lag.ms': '1000', 'min.cleanable.dirty.ratio': '0.01' };

if (kafkaMissing)
  describe('erasure over Kafka', () => {
    it.skip(`skipped: ${kafkaMissing}`, () => undefined);
  });
else if (process.env.KAFKA_BROKERS)
  describe('erasure over Kafka', () => {
    it.skip('skipped: the cleaner of KAFKA_BROKERS is not ours to hurry', () => undefined);
  });
else describe('erasure over Kafka', erasure);

function erasure(): void {
  let kafka: RunningKafka;
  let topics: Awaited<ReturnType<typeof kafkaOfTest>>;
  let world: World;
  beforeAll(async () => {
    kafka = await startKafka({ overrides: { 'log.cleaner.backoff.ms': 200 } });
    const names = allTopics.map(({ name }) => name);
    topics = await kafkaOfTest(kafka.brokers, names, 1, {}, soon);
    world = await startWorld(() => topics.transport());
  }, 120_000);
  afterAll(async () => {
    await world.stop();
    await topics.close();
    await kafka.stop();
  });

  it('leaves no clear text of the person in the topic once it is compacted, and the fact that there was one', async () => {
    const desk = new Desk({
      ask: async (query, variables, account) =>
        ask(
          world.url,
          query,
          variables,
          account ? { authorization: await world.authorizationOf(account) } : {},
        ),
    });
    const reader = topics.transport();
    const log = async () => {
      const messages: Message[] = [];
      await reader.replay([exemplars.name], async (some) => void messages.push(...some));
      return messages;
    };
    try {
      const story = 'Câu chuyện của bà Rútlại';
      const { id, slug } = await desk.published({ name: 'Mùa Thị Rútlại', story });
      const named = (messages: Message[]) =>
        messages.filter(({ value }) => /rútlại|rutlai/i.test(value ?? ''));
      expect(named(await log()).length).toBeGreaterThanOrEqual(3);
      await desk.done(
        'withdrawExemplar',
        { id, reason: 'rút lại sự đồng ý', consentWithdrawn: true },
        'editor',
      );
      await desk.until(slug, false);
      await eventually(async () => {
        // Whatever is said next begins a new segment; only what is behind it is compacted.
        await desk.nominate();
        expect(named(await log())).toEqual([]);
      }, 60_000);
      const left = (await log()).filter(({ key }) => key === id);
      expect(left.map(({ value }) => JSON.parse(value ?? '') as object)).toEqual([
        expect.objectContaining({ id, erased: true, name: null, story: null, status: 'WITHDRAWN' }),
      ]);
    } finally {
      await reader.close();
    }
  }, 120_000);
}
