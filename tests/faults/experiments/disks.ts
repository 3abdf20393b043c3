// Disks that are full: F20.
import { spawnSync } from 'node:child_process';
import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CannotRun, Expectations, type Experiment } from '../experiment.js';
import { Ground } from '../ground.js';
import { eventually } from '../house.js';
import { temporaryFolder } from '../temporary.js';

/** A file system of its own, of limited size, in memory; it goes with the ground that stands on it. */
function smallDisk(megabytes: number): {
  path: string;
  fill: () => void;
  free: () => void;
  remove: () => void;
} {
  const { path, remove } = temporaryFolder('disk');
  const { status, stderr } = spawnSync(
    'mount',
    ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=755`, 'tmpfs', path],
    {
      encoding: 'utf8',
    },
  );
  if (status !== 0) {
    remove();
    throw new CannotRun(`no file system of limited size here: ${stderr.trim()}`);
  }
  const ballast = join(path, 'ballast');
  return {
    path,
    fill: () => {
      const file = openSync(ballast, 'a');
      try {
        for (const size of [1_048_576, 4_096]) {
          const piece = Buffer.alloc(size);
          // Until nothing goes in any more, not even a page.
          for (let full = false; !full;)
            try {
              full = writeSync(file, piece) < size;
            } catch {
              full = true;
            }
        }
      } finally {
        closeSync(file);
      }
    },
    free: () => rmSync(ballast, { force: true }),
    remove: () => {
      spawnSync('umount', ['-l', path]);
      remove();
    },
  };
}

/** Two of these experiments may run beside each other. */
const smallDisks = new WeakMap<Ground, ReturnType<typeof smallDisk>>();
const groundOn = (megabytes: number, of: 'postgresDir' | 'kafkaDir') => async () => {
  const small = smallDisk(megabytes);
  const ground = await Ground.start({ [of]: join(small.path, 'data') });
  smallDisks.set(ground, small);
  ground.afterwards(small.remove);
  return ground;
};

const underPostgres: Experiment = {
  name: 'F20a',
  title: 'disk full under PostgreSQL',
  ground: groundOn(420, 'postgresDir'),
  async run({ ground, house, load, size, say }) {
    const expect = new Expectations();
    const disk = smallDisks.get(ground);
    const working = await load({ people: 6 });
    await sleep(3_000);
    const ended = ground.postgres.exited.then(() => true);
    const from = Date.now();
    const full = setInterval(() => disk?.fill(), 100);
    await eventually(async () => {
      if (working.client.interruptions.unavailable === 0)
        throw new Error('nobody was told 503: the disk is not full');
    }, 60_000).catch((error: Error) => expect.that(false, error.message));
    await sleep(size(5_000, 20_000));
    clearInterval(full);
    disk?.free();
    const died = await Promise.race([ended, sleep(200).then(() => false)]);
    if (died) await ground.startPostgres();
    say(`full for ${Date.now() - from} ms; PostgreSQL ${died ? 'ended, and was started again' : 'went on'}`);
    await eventually(async () => {
      if (!working.client.acknowledged.some(({ answeredAt }) => answeredAt > Date.now() - 2_000))
        throw new Error('nothing is acknowledged');
    }, 30_000).catch((error: Error) => expect.that(false, error.message));
    await working.stop();
    const { unavailable } = working.client.interruptions;
    await house.programs.gateway.untilReady();
    return { clients: [working.client], faults: expect.faults, note: `503 told ${unavailable} times` };
  },
};

const underKafka: Experiment = {
  name: 'F20b',
  title: 'disk full under Kafka',
  ground: groundOn(700, 'kafkaDir'),
  async run({ ground, house, load, size, say }) {
    const expect = new Expectations();
    const disk = smallDisks.get(ground);
    const working = await load({ people: 6 });
    await sleep(3_000);
    const ended = ground.kafka.exited.then(() => true);
    const from = Date.now();
    const full = setInterval(() => disk?.fill(), 100);
    const relayComplains = async () => {
      const { body } = await house.programs.movements.health();
      if (!body?.checks.relay && !body?.checks.transport)
        throw new Error('no complaint: the disk is not full');
    };
    await eventually(relayComplains, 90_000).catch((error: Error) => expect.that(false, error.message));
    await sleep(size(5_000, 20_000));
    const to = Date.now();
    expect.that(
      working.client.acknowledged.some(({ answeredAt }) => answeredAt > to - 4_000),
      'changes did not go on while the broker had no room',
    );
    clearInterval(full);
    disk?.free();
    const died = await Promise.race([ended, sleep(200).then(() => false)]);
    if (!died) await ground.killKafka();
    await ground.startKafka();
    say(`full for ${to - from} ms; the broker ${died ? 'had ended' : 'was ended'} and was started again`);
    await working.stop();
    return { clients: [working.client], faults: expect.faults, recoverWithinMs: 90_000 };
  },
};

export const disks: Experiment[] = [underPostgres, underKafka];
