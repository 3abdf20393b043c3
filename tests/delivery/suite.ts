import { titles } from '@app/contracts';
import { republish, type Message, type Transport } from '@app/messaging';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { Rig, type TransportKind } from './rig.js';

/** A transport with a fault in front of it: what it was given is recorded. */
export function faulty(inner: Transport, fault: (messages: Message[]) => Promise<void>): Transport {
  return new Proxy(inner, {
    get: (target, name) =>
      name === 'send'
        ? async (messages: Message[]) => {
            await target.send(messages);
            await fault(messages);
          }
        : Reflect.get(target, name, target) instanceof Function
          ? (Reflect.get(target, name, target) as (...args: unknown[]) => unknown).bind(target)
          : Reflect.get(target, name, target),
  });
}

/** What both transports promise: at least once, in order per key, one effect. */
export function deliverySuite(kind: TransportKind): void {
  describe(`delivery ${kind.name}`, () => {
    let rig: Rig;
    beforeEach(async () => {
      rig = await Rig.start(kind);
    });
    afterEach(() => rig.stop());

    const copyEqualsTruth = () =>
      eventually(async () => {
        expect(await rig.copied()).toEqual(await rig.truth());
        expect(await rig.unsent()).toBe(0);
      }, 30_000);
    const changeMany = async (count: number, keys = 5, round = '') => {
      await Promise.all(
        Array.from({ length: keys }, async (_, key) => {
          for (let n = 0; n < count / keys; n++) await rig.change(`T${key}`, `name ${round}${n}`);
        }),
      );
    };

    it('brings every change in the order of its key', async () => {
      await rig.startConsumer();
      rig.startRelay();
      await changeMany(200);
      await copyEqualsTruth();
      expect(await rig.truth()).toHaveLength(5);
      for (const versions of rig.copy.arrived.values())
        expect(versions).toEqual([...versions].sort((a, b) => a - b));
    });

    it('changes nothing by duplicates or by an older version after a newer one', async () => {
      await rig.startConsumer();
      const transport = rig.transport();
      const newest = rig.message('T0', 'third', 3);
      await transport.send([rig.message('T0', 'first', 1), newest]);
      await eventually(async () => expect(await rig.copied()).toEqual(['T0 third 3']));
      const { ignored } = rig.consumer?.counts ?? { ignored: 0 };
      await transport.send([newest, newest]);
      await transport.send([rig.message('T0', 'second', 2)]);
      await transport.send([rig.message('T9', 'end', 1)]);
      await eventually(async () => expect(await rig.copied()).toEqual(['T0 third 3', 'T9 end 1']));
      expect((rig.consumer?.counts.ignored ?? 0) - ignored).toBeGreaterThanOrEqual(1);
    });

    it('buries what cannot be applied, goes on, and heals it when it is replayed', async () => {
      const consumer = await rig.startConsumer();
      const transport = rig.transport();
      const good = rig.message('TA', 'good', 1);
      const spoilt: Message[] = [
        { ...good, key: 'TB', value: '{ not json' },
        { ...good, key: 'TC', headers: { ...good.headers, ce_type: `${titles.name}.NeverHeardOf.v1` } },
        { ...good, key: 'TD', headers: { ...good.headers, ce_type: `${titles.name}.TitleDefined.v9` } },
        { ...good, key: 'TE', value: JSON.stringify({ code: 'TE' }) },
        rig.message('TF', 'nul \u0000 inside', 1),
        rig.message('TG', 'poison', 1),
      ];
      await transport.send([good, ...spoilt, rig.message('TH', 'good', 1)]);
      await eventually(async () => expect(await rig.copied()).toEqual(['TA good 1', 'TH good 1']));
      // The good ones may be on other partitions, and so be there before the last of the others is buried.
      await eventually(async () => expect(await rig.deadLetters()).toHaveLength(spoilt.length));
      const buried = await rig.deadLetters();
      expect(buried.map(({ value }) => value).sort()).toEqual(spoilt.map(({ value }) => value).sort());
      expect(buried.every(({ reason }) => reason.length > 0)).toBe(true);
      await rig.heal();
      expect(await consumer.replayDeadLetters()).toEqual({ healed: 1, left: spoilt.length - 1 });
      expect(await rig.copied()).toContain('TG poison 1');
    });

    it('sends again what was acknowledged but not removed, with one effect', async () => {
      await rig.startConsumer();
      let faults = 3;
      const sent: string[] = [];
      const crashing = faulty(rig.transport(), async (messages) => {
        sent.push(...messages.map(({ headers }) => headers.ce_id ?? ''));
        if (faults-- > 0) throw new Error('the process dies here');
      });
      rig.startRelay(crashing);
      await changeMany(20);
      await copyEqualsTruth();
      expect(sent.length).toBeGreaterThan(new Set(sent).size);
    });

    it('delivers again what a projection wrote but did not commit', async () => {
      await rig.startConsumer();
      let faults = 2;
      rig.copy.beforeCommit = async () => {
        if (faults-- > 0) throw Object.assign(new Error('connection lost'), { code: '57P01' });
      };
      rig.startRelay();
      await changeMany(20);
      await copyEqualsTruth();
      expect(await rig.deadLetters()).toEqual([]);
    });

    it('loses nothing when the service is restarted with unsent events', async () => {
      await rig.startConsumer();
      await changeMany(50);
      expect(await rig.unsent()).toBe(50);
      rig.startRelay();
      await rig.stopRelays();
      rig.startRelay();
      await copyEqualsTruth();
    });

    it('loses nothing when the consumer is restarted', async () => {
      await rig.startConsumer();
      rig.startRelay();
      await changeMany(20);
      await rig.stopConsumer();
      await changeMany(20, 5, 'while away ');
      await rig.startConsumer();
      await changeMany(20, 5, 'back again ');
      await copyEqualsTruth();
    });

    it('lets one of two relays send, in order, and the other take over', async () => {
      await rig.startConsumer();
      const sent: string[][] = [[], []];
      const relays = sent.map((ids) =>
        rig.startRelay(
          faulty(rig.transport(), async (messages) => {
            ids.push(...messages.map(({ headers }) => headers.ce_id ?? ''));
          }),
        ),
      );
      await changeMany(50);
      await copyEqualsTruth();
      expect(sent.filter((ids) => ids.length > 0)).toHaveLength(1);
      const active = sent[0]?.length ? 0 : 1;
      await relays[active]?.stop();
      await changeMany(50, 5, 'after ');
      await copyEqualsTruth();
      const all = sent.flat();
      expect(new Set(all).size).toBe(all.length);
      expect(sent[1 - active]?.length).toBe(50);
    });

    it('heals a damaged copy by republishing', async () => {
      await rig.startConsumer();
      rig.startRelay();
      await changeMany(30);
      await copyEqualsTruth();
      await rig.listener.query(`delete from title_copy where code < 'T2'`);
      await rig.listener.query(`update title_copy set name = 'damaged' where code = 'T3'`);
      expect(await republish(rig.outbox, [rig.announcement])).toBe(5);
      await copyEqualsTruth();
    });

    it('sends large events in portions that a broker takes', async () => {
      // As many at once as there are connections: more would wait for one, and that has a deadline.
      for (let n = 0; n < 90; n += 10)
        await Promise.all(
          Array.from({ length: 10 }, (_, more) => rig.change(`L${n + more}`, 'x'.repeat(40_000))),
        );
      await rig.startConsumer();
      rig.startRelay();
      await copyEqualsTruth();
    });

    it('says nothing of a change that was not committed, and nothing twice for one key', async () => {
      await rig.startConsumer();
      rig.startRelay();
      const key = 'one-and-the-same';
      const answers = await Promise.all(Array.from({ length: 10 }, () => rig.change('T0', 'once', key)));
      expect(new Set(answers.map((answer) => JSON.stringify(answer)))).toEqual(
        new Set(['{"value":{"version":1}}']),
      );
      await expect(rig.change('T0', 'another body', key)).rejects.toMatchObject({ code: 'CONFLICT' });
      await expect(
        rig.outbox.transaction(
          {
            command: 'Rename',
            identity: null,
            actor: 'tester',
            idempotencyKey: 'fails',
            bodyHash: '',
            trace: { correlationId: '0'.repeat(32) },
            deadline: new Date(Date.now() + 10_000),
          },
          async (tx) => {
            await rig.write(tx, 'T0', 'never');
            throw new Error('the work fails after writing');
          },
        ),
      ).rejects.toThrow('the work fails');
      await copyEqualsTruth();
      expect(await rig.truth()).toEqual(['T0 once 1']);
    });
  });
}
