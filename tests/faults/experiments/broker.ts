// Kafka away, killed, stopped or late: F4, F5, F6, F11, F26.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '../client.js';
import { Expectations, type Experiment } from '../experiment.js';
import { programs, services } from '../ground.js';

/** Whether in each part of the outage changes of each service were acknowledged. */
function wentOn(client: Client, from: number, to: number, partMs: number, expect: Expectations): void {
  for (const service of services) {
    const times = client.acknowledged
      .filter((entry) => entry.service === service)
      .map(({ answeredAt }) => answeredAt);
    for (let part = from; part + partMs <= to; part += partMs)
      expect.that(
        times.some((at) => at >= part && at < part + partMs),
        `${service} acknowledged nothing for ${partMs} ms of the outage`,
      );
  }
}

const down: Experiment = {
  name: 'F4',
  title: 'broker down under load',
  async run({ ground, house, load, size, say }) {
    const expect = new Expectations();
    const working = await load({ people: 6 });
    await sleep(size(5_000, 20_000));
    const before = await Promise.all(programs.map((name) => house.programs[name].held()));
    const from = Date.now();
    await ground.kafka.stop();
    const outageMs = size(12_000, 60_000);
    await sleep(outageMs);
    const after = await Promise.all(programs.map((name) => house.programs[name].held()));
    const to = Date.now();
    const [waiting] = await house.query<{ n: number }>('movements', 'select count(*)::int as n from outbox');
    wentOn(working.client, from, to, size(6_000, 10_000), expect);
    // What waits is in the table.
    const growth = after.map((held, n) => held / (before[n] ?? held) - 1);
    expect.that(
      growth.every((grown) => grown <= 0.2),
      `memory held grew by ${growth.map((grown) => `${Math.round(grown * 100)} %`).join(', ')}`,
    );
    await working.stop();
    await ground.startKafka();
    const most = `${Math.round(Math.max(...growth) * 100)} %`;
    say(`${waiting?.n} events of movements waited; at most ${most} more held in memory`);
    return {
      clients: [working.client],
      faults: expect.faults,
      recoverWithinMs: 2 * outageMs,
      note: `memory + ${most}`,
    };
  },
};

const killed: Experiment = {
  name: 'F5',
  title: 'broker kill -9 and restart, again and again',
  short: true,
  async run({ ground, load, size, random, say }) {
    const working = await load({ people: 6 });
    const times = size(2, 20);
    for (let n = 0; n < times; n++) {
      await sleep(500 + random() * 2_000);
      await ground.killKafka();
      await sleep(random() * 1_500);
      await ground.startKafka();
    }
    say(`broker killed ${times} times`);
    await working.stop();
    return { clients: [working.client], note: `${times} times` };
  },
};

const stopped: Experiment = {
  name: 'F6',
  title: 'broker stopped (SIGSTOP)',
  async run({ ground, load, size }) {
    const expect = new Expectations();
    const working = await load({ people: 6 });
    await sleep(2_000);
    const from = Date.now();
    ground.kafka.kill('SIGSTOP');
    const outageMs = size(15_000, 45_000);
    await sleep(outageMs);
    const to = Date.now();
    ground.kafka.kill('SIGCONT');
    await sleep(2_000);
    await working.stop();
    wentOn(working.client, from, to, size(7_000, 10_000), expect);
    return { clients: [working.client], faults: expect.faults, recoverWithinMs: 2 * outageMs };
  },
};

const delayed: Experiment = {
  name: 'F11',
  title: 'events of one service delayed, those of the others not',
  async run({ ground, load, size, random }) {
    const slow = services[Math.floor(random() * services.length)] as (typeof services)[number];
    const working = await load({ people: 6 });
    await sleep(1_000);
    // One broker has one connection for all partitions: what is delayed is all that one service says.
    ground.toKafka[slow].delay(size(3_000, 8_000));
    await sleep(size(10_000, 30_000));
    await ground.toKafka[slow].pass();
    await working.stop();
    return { clients: [working.client], note: slow };
  },
};

const late: Experiment = {
  name: 'F26',
  title: 'what was sent and given up arrives behind newer versions',
  async run({ ground, load }) {
    const working = await load({ people: 6 });
    await sleep(2_000);
    ground.toKafka.movements.holdBack();
    // The relay waits 10 s, sends anew, and is in doubt for 10 s from then on.
    await sleep(15_000);
    await ground.toKafka.movements.pass();
    await sleep(1_000);
    await working.stop();
    return { clients: [working.client], duplicates: { atLeast: 1 } };
  },
};

export const broker: Experiment[] = [down, killed, stopped, delayed, late];
