import { titles } from '@app/contracts';
import { republish, type Message, type Position, type Transport } from '@app/messaging';
import { createLog } from '@app/platform';
import type { Membership } from '../../libs/messaging/src/kafka/membership.js';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { startKafka, type RunningKafka } from '../../scripts/kafka.mjs';
import { freePort, Proxy } from '../faults/proxy.js';
import { kafkaMissing, kafkaOfTest } from '../support/kafka.js';
import { eventually } from '../support/eventually.js';
import { aggregatesSuite, aggregateTopics } from './aggregates.js';
import { Rig, type TransportKind } from './rig.js';
import { deliverySuite, faulty } from './suite.js';

/** Topics of its own for each test. */
const kafkaAt = (brokers: () => string, topics: readonly string[] = [titles.name]): TransportKind => ({
  name: 'over Kafka',
  make: () => kafkaOfTest(brokers(), topics),
});

if (kafkaMissing) {
  describe('delivery over Kafka', () => {
    it.skip(`skipped: ${kafkaMissing}`, () => undefined);
  });
  process.stdout.write(`SKIPPED delivery over Kafka: ${kafkaMissing}\n`);
} else {
  const brokers = () => process.env.TEST_KAFKA_BROKERS ?? '';
  deliverySuite(kafkaAt(brokers));
  aggregatesSuite(kafkaAt(brokers, aggregateTopics));
  describe('a request that was given up', () => lateRequests(brokers));
  describe('a member of a group', () => leftOver(brokers));
  if (process.env.KAFKA_BROKERS)
    process.stdout.write('SKIPPED restart of the broker: KAFKA_BROKERS is not ours to end\n');
  else describe('a broker that dies', restarts);
}

function lateRequests(brokers: () => string): void {
  it('and comes late, behind newer versions, is not the last that the log says', async () => {
    const rig = await Rig.start(kafkaAt(brokers));
    try {
      const inner = rig.transport();
      const late: Message[] = [];
      let givenUp = false;
      const transport = Object.assign(Object.create(inner) as Transport, {
        send: async (messages: Message[]) => {
          if (givenUp) return inner.send(messages);
          givenUp = true;
          late.push(...messages);
          throw new Error('no acknowledgement in time');
        },
      });
      await rig.change('T0', 'first');
      await rig.change('T1', 'first');
      rig.startRelay(transport, 5_000);
      await rig.startConsumer();
      await eventually(async () => expect(await rig.unsent()).toBe(0));
      await rig.change('T0', 'second');
      await eventually(async () => expect(await rig.copied()).toEqual(await rig.truth()));
      expect(late).toHaveLength(2);
      expect(await rig.inDoubt()).toBe(3);
      await inner.send(late);
      await eventually(async () => expect(await rig.inDoubt()).toBe(0));
      // Sent by nobody in doubt, it is sent once.
      await rig.change('T1', 'second');
      await eventually(async () => expect(await rig.unsent()).toBe(0));
      expect(await rig.inDoubt()).toBe(0);

      const said = new Map<string, number[]>();
      await inner.replay([titles.name], async (messages) => {
        for (const { key, value } of messages) {
          const { version } = JSON.parse(value ?? '') as { version: number };
          said.set(key, [...(said.get(key) ?? []), version]);
        }
      });
      expect(Object.fromEntries(said)).toEqual({ T0: [1, 2, 1, 2], T1: [1, 1, 1, 2] });
    } finally {
      await rig.stop();
    }
  });

  it('may have been that of a relay that died: the next one goes on with its doubt', async () => {
    const rig = await Rig.start(kafkaAt(brokers));
    try {
      await rig.startConsumer();
      await rig.change('T0', 'first');
      rig.startRelay(rig.transport(), 60_000);
      await eventually(async () => expect(await rig.inDoubt()).toBe(1));
      await rig.stopRelays();
      const said: string[] = [];
      const recorded = faulty(rig.transport(), async (messages) => {
        said.push(...messages.map(({ key }) => key));
      });
      rig.startRelay(recorded, 500);
      await eventually(async () => expect(await rig.inDoubt()).toBe(0));
      expect(await rig.unsent()).toBe(0);
      // Once to hear whether the broker answers, and once when it has done what it was asked before.
      expect(said).toEqual(['T0', 'T0']);
    } finally {
      await rig.stop();
    }
  });
}

function leftOver(brokers: () => string): void {
  it('that leaves while it joins holds nothing afterwards', async () => {
    const ofTest = await kafkaOfTest(brokers(), [titles.name]);
    const heard = new Set<string>();
    const join = async () => {
      const transport = ofTest.transport();
      const subscription = await transport.subscribe({
        group: 'leavers',
        topics: [titles.name],
        position: async () => null,
        deliver: async ({ messages }) => messages.forEach(({ key }) => heard.add(key)),
      });
      return async () => {
        await subscription.stop();
        await transport.close();
      };
    };
    for (let n = 0; n < 10; n++) {
      const leave = await join();
      await sleep(5 * n);
      await leave();
    }
    const transport = ofTest.transport();
    const leave = await join();
    try {
      const keys = Array.from({ length: 30 }, (_, n) => `T${n}`);
      await transport.send(keys.map((key) => ({ topic: titles.name, key, value: '{}', headers: {} })));
      // Whoever went without a word is missed after a session of 6 s; one that goes on saying that it is there, never.
      await eventually(async () => expect(heard.size).toBe(keys.length), 25_000);
    } finally {
      await leave();
      await transport.close();
      await ofTest.close();
    }
  });

  it('does not take for another topic what it gets first after a join, and goes on at its place', async () => {
    const complaints: unknown[] = [];
    const log = createLog('member', 'silent');
    log.error = (...said: unknown[]) => void complaints.push(said);
    const ofTest = await kafkaOfTest(brokers(), [titles.name], 1, { log });
    const transport = ofTest.transport();
    let kept: Position | null = null;
    const heard: string[] = [];
    const subscription = await transport.subscribe({
      group: 'members',
      topics: [titles.name],
      position: async () => kept,
      deliver: async ({ messages, position }) => {
        heard.push(...messages.map(({ key }) => key));
        kept = position;
      },
    });
    const say = (key: string) => transport.send([{ topic: titles.name, key, value: '{}', headers: {} }]);
    const { membership } = subscription as unknown as { membership: Membership };
    try {
      await say('before');
      await eventually(async () => expect(heard).toEqual(['before']));
      // As a join does, with a jump from before it still to come: the next batch is one of the middle.
      membership.partitions.clear();
      await say('after');
      await eventually(async () => expect(heard).toEqual(['before', 'after']));
      expect(kept).toMatchObject({ topicId: expect.stringMatching(/-/) });
      expect(complaints).toEqual([]);
    } finally {
      await subscription.stop();
      await transport.close();
      await ofTest.close();
    }
  });
}

function restarts(): void {
  let kafka: RunningKafka;
  beforeAll(async () => {
    kafka = await startKafka();
  });
  afterAll(() => kafka.stop());

  it('loses nothing when it is killed and comes back on its own data', async () => {
    const rig = await Rig.start(kafkaAt(() => kafka.brokers));
    try {
      await rig.startConsumer();
      rig.startRelay();
      const { dataDir, port, controllerPort } = kafka;
      const before = Array.from({ length: 100 }, (_, n) => rig.change(`T${n % 7}`, `before ${n}`));
      await Promise.all(before);
      kafka.kill('SIGKILL');
      await kafka.exited;
      await Promise.all(Array.from({ length: 50 }, (_, n) => rig.change(`T${n % 7}`, `while away ${n}`)));
      await sleep(500);
      expect(await rig.unsent()).toBeGreaterThanOrEqual(50);
      const again = await startKafka({ dataDir, port, controllerPort });
      const first = kafka;
      kafka = { ...again, stop: async () => (await again.stop(), await first.stop()) };
      await eventually(async () => expect(await rig.copied()).toEqual(await rig.truth()), 60_000);
      await eventually(async () => expect(await rig.unsent()).toBe(0));
    } finally {
      await rig.stop();
    }
  });

  it('reads a topic from its start when it is another one of the same name', async () => {
    const rig = await Rig.start({
      name: 'over Kafka',
      make: () => kafkaOfTest(kafka.brokers, [titles.name], 1),
    });
    try {
      await rig.startConsumer();
      rig.startRelay();
      for (let n = 0; n < 5; n++) await rig.change(`T${n}`, 'in the first topic');
      await eventually(async () => expect(await rig.copied()).toEqual(await rig.truth()));
      await rig.stopConsumer();
      await rig.stopRelays();
      await rig.listener.query(`update consumer_position set topic_id = 'an earlier topic'`);
      await rig.listener.query('delete from title_copy');
      // Longer than the kept position: only the topic's mark tells the difference.
      rig.startRelay();
      await republish(rig.outbox, [rig.announcement]);
      await rig.startConsumer();
      await eventually(async () => expect(await rig.copied()).toEqual(await rig.truth()));
      await rig.stopConsumer();
      await rig.listener.query('update consumer_position set next_offset = 1000000');
      await rig.listener.query('delete from title_copy');
      await rig.startConsumer();
      await eventually(async () => expect(await rig.copied()).toEqual(await rig.truth()));
    } finally {
      await rig.stop();
    }
  });

  it('hears and says again what it should when its connections are gone and nobody ended them', async () => {
    const [inner, outer] = [await freePort(), await freePort()];
    const proxy = new Proxy(outer, inner);
    await proxy.pass();
    const address = `127.0.0.1:${outer}`;
    const behind = await startKafka({
      port: inner,
      overrides: { 'advertised.listeners': `PLAINTEXT://${address}` },
    });
    // Of an installation: so long that nobody waits for the group to give the member up.
    const ofTest = await kafkaOfTest(address, [titles.name], 1, { sessionTimeoutMs: 30_000 });
    const transport = ofTest.transport();
    const heard: string[] = [];
    const subscription = await transport.subscribe({
      group: 'forgotten',
      topics: [titles.name],
      position: async () => null,
      deliver: async ({ messages }) => void heard.push(...messages.map(({ key }) => key)),
    });
    const say = (key: string) => transport.send([{ topic: titles.name, key, value: '{}', headers: {} }]);
    try {
      expect(await transport.complaint()).toBeNull();
      await say('before');
      await eventually(async () => expect(heard).toEqual(['before']), 20_000);
      await eventually(async () => expect(subscription.complaint()).toBeNull(), 20_000);
      proxy.forget();
      const from = Date.now();
      await Promise.all([
        eventually(async () => expect(await transport.complaint()).toBeNull(), 20_000),
        eventually(() => say('after'), 20_000),
      ]);
      await eventually(async () => expect(heard).toContain('after'), 20_000 - (Date.now() - from));
      await eventually(async () => expect(subscription.complaint()).toBeNull(), 5_000);
    } finally {
      proxy.end();
      await subscription.stop();
      await transport.close();
      await ofTest.close();
      await proxy.cut();
      await behind.stop();
    }
  });

  it('tells its supervisor when a handler neither answers nor fails, and not while it gets on', async () => {
    const [stuck, released] = [Promise.withResolvers<string>(), Promise.withResolvers<void>()];
    let getsOn = true;
    const onStuck = (what: string) => stuck.resolve(`${getsOn ? 'too early: ' : ''}${what}`);
    const changed = { sessionTimeoutMs: 1_500, onStuck };
    const ofTest = await kafkaOfTest(kafka.brokers, [titles.name], 1, changed);
    const transport = ofTest.transport();
    const subscription = await transport.subscribe({
      group: 'hangs',
      topics: [titles.name],
      position: async () => null,
      deliver: async (_batch, progressed) => {
        // Three sessions: it is told of after two in which nothing moves.
        for (let n = 0; n < 15; n++) {
          progressed?.();
          await sleep(300);
        }
        getsOn = false;
        await released.promise;
      },
    });
    await transport.send([{ topic: titles.name, key: 'T', value: '{}', headers: {} }]);
    expect(await stuck.promise).toMatch(/^consumer hangs has work and made no progress for \d+ ms/);
    released.resolve();
    await subscription.stop();
    await transport.close();
    await ofTest.close();
  });
}
