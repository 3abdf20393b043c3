// Packets that do not arrive, and connections that nobody said are gone: F22.
import { setTimeout as sleep } from 'node:timers/promises';
import { Expectations, type Experiment, type Outcome, type Setting } from '../experiment.js';
import type { Proxy } from '../proxy.js';
import { programs, services } from '../ground.js';
import { eventually } from '../house.js';
import { allArrive, dropPackets } from '../packets.js';

/** The longest that anybody waits for a connection that is gone, and then needs to work again. */
const BOUNDED_MS = 60_000;

async function everythingWorks({ house }: Setting, since: number, served: () => number): Promise<void> {
  for (const name of programs) {
    const { ready, body } = await house.programs[name].health();
    if (!ready) throw new Error(`${name} is not ready: ${JSON.stringify(body?.checks)}`);
  }
  for (const service of services) {
    const [row] = await house.query<{ seconds: number | null }>(
      service,
      'select extract(epoch from now() - min(occurred_at))::float as seconds from outbox',
    );
    if ((row?.seconds ?? 0) > 3) throw new Error(`${service}: an event waits for ${row?.seconds} s`);
  }
  if (served() <= since) throw new Error('nothing was acknowledged since');
}

interface Place {
  what: string;
  proxies: (setting: Setting) => Proxy[];
  /** The check that must complain meanwhile. */
  complains: { program: (typeof programs)[number]; check: string };
}
const lossy: Place[] = [
  {
    what: 'movements and PostgreSQL',
    proxies: ({ ground }) => [ground.toPostgres.movements],
    complains: { program: 'movements', check: 'database' },
  },
  {
    what: 'movements and Kafka',
    proxies: ({ ground }) => [ground.toKafka.movements],
    complains: { program: 'movements', check: 'transport' },
  },
  {
    what: 'gateway and Kafka',
    proxies: ({ ground }) => [ground.toKafka.gateway],
    complains: { program: 'gateway', check: 'transport' },
  },
  {
    what: 'gateway and services',
    proxies: ({ house }) => services.map((service) => house.toService[service]),
    complains: { program: 'gateway', check: '' },
  },
];

/** How what is between two processes breaks, and how it is in order again. */
interface Loss {
  begin: (proxies: Proxy[]) => void;
  end: (proxies: Proxy[]) => Promise<unknown>;
  note: string;
}

async function lose({ begin, end, note }: Loss, setting: Setting): Promise<Outcome> {
  const { house, load, size, say } = setting;
  const expect = new Expectations();
  const working = await load({ people: 6 });
  const lastServed = () => Math.max(0, ...working.client.acknowledged.map(({ answeredAt }) => answeredAt));
  let slowest = 0;
  for (const { what, proxies, complains } of lossy) {
    await sleep(2_000);
    begin(proxies(setting));
    try {
      await sleep(size(8_000, 30_000));
      const { body } = await house.programs[complains.program].health();
      const degraded = !complains.check || Boolean(body?.checks[complains.check]);
      expect.that(degraded, `${what}: health says nothing of it: ${JSON.stringify(body?.checks)}`);
    } finally {
      await end(proxies(setting));
    }
    const from = Date.now();
    await eventually(() => everythingWorks(setting, from, lastServed), BOUNDED_MS, 250).catch(
      (error: Error) => expect.that(false, `${what}: not in order ${BOUNDED_MS} ms after: ${error.message}`),
    );
    slowest = Math.max(slowest, Date.now() - from);
    say(`${what}: in order after ${Date.now() - from} ms`);
  }
  await working.stop();
  return {
    clients: [working.client],
    faults: expect.faults,
    note: `${note}; in order after ${(slowest / 1000).toFixed(1)} s`,
  };
}

const forgotten: Experiment = {
  name: 'F22',
  title: 'nothing arrives between two processes, then connections that nobody ended',
  run: (setting) =>
    lose(
      {
        begin: (proxies) => proxies.forEach((proxy) => proxy.stall()),
        // The connections of before are never heard of again; new ones work.
        end: (proxies) =>
          Promise.all(
            proxies.map((proxy) => {
              proxy.forget();
              return proxy.pass();
            }),
          ),
        note: 'by proxy',
      },
      setting,
    ),
};

const dropped: Experiment = {
  name: 'F22k',
  title: 'packets between two processes dropped by the kernel',
  run: (setting) =>
    lose(
      {
        begin: (proxies) => dropPackets(proxies.map(({ port }) => port)),
        end: async () => allArrive(),
        note: 'nftables',
      },
      setting,
    ),
};

export const network: Experiment[] = [forgotten, dropped];
