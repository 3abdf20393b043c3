import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ask } from '../../apps/standalone/src/load-sample.js';
import { untilReady } from '../../apps/standalone/src/until-ready.js';

export interface Launched {
  url: string;
  output: () => string;
  /** Milliseconds from the start to 200 of /health/ready. */
  readyAfter: number;
  /** SIGTERM; answers how long it took and with what status it ended. */
  stop: () => Promise<{ code: number | null; milliseconds: number }>;
  /** SIGKILL: it has no time for anything. */
  kill: () => Promise<void>;
}

/** `npm start` or `npm run start:cluster` as a person runs it, without npm in between. */
export async function launch(
  dataDir: string,
  args: string[] = [],
  environment: Record<string, string> = {},
): Promise<Launched> {
  const port = Number(environment.PORT) || (await freePort());
  const startedAt = Date.now();
  const child: ChildProcess = spawn(process.execPath, ['scripts/start.mjs', '--data', dataDir, ...args], {
    env: {
      ...process.env,
      NODE_ENV: 'development',
      LOG_LEVEL: 'warn',
      ...environment,
      PORT: String(port),
      CI: '',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const url = `http://127.0.0.1:${port}`;
  const ended = once(child, 'exit').then(() => {
    throw new Error(`ended before it was ready:\n${output}`);
  });
  try {
    await Promise.race([untilReady(url, 90_000), ended]);
  } catch (error) {
    child.kill('SIGTERM');
    throw new Error(`not ready:\n${output}`, { cause: error });
  }
  ended.catch(() => undefined);
  return {
    url,
    output: () => output,
    readyAfter: Date.now() - startedAt,
    stop: async () => {
      const stoppedAt = Date.now();
      const exit = once(child, 'exit') as Promise<[number | null]>;
      child.kill('SIGTERM');
      const [code] = await exit;
      return { code, milliseconds: Date.now() - stoppedAt };
    },
    kill: async () => {
      const exit = once(child, 'exit');
      child.kill('SIGKILL');
      await exit;
    },
  };
}

/** The same of a folder of its own, as a first start left it: with the sample and all units that ever were. */
export function launchSample(dataDir: string): Promise<Launched> {
  const sample = process.env.TEST_SAMPLE_FOLDER;
  if (!sample) throw new Error('TEST_SAMPLE_FOLDER is not set: run through `npm test -- web`');
  const copy = (from: string, to: string) => execFileSync('cp', ['-a', `${from}/.`, to]);
  copy(sample, dataDir);
  const location = join(dataDir, 'postgres.location');
  if (existsSync(location)) {
    const elsewhere = mkdtempSync('/var/tmp/embedded-postgres-data-');
    copy(readFileSync(location, 'utf8').trim(), elsewhere);
    writeFileSync(location, `${elsewhere}\n`);
  }
  return launch(dataDir);
}

export const newDataDir = () => mkdtempSync(join(tmpdir(), 'thidua-data-'));

/** Also what PostgreSQL had to keep elsewhere. */
export function removeDataDir(dataDir: string): void {
  const elsewhere = join(dataDir, 'postgres.location');
  if (existsSync(elsewhere)) rmSync(readFileSync(elsewhere, 'utf8').trim(), { recursive: true, force: true });
  rmSync(dataDir, { recursive: true, force: true });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  await new Promise((closed) => server.close(closed));
  return port;
}

/** What the sample must answer, whoever serves it: unit 11, percentages by period and title. */
export const expectedPercentages = {
  '2025': { LEARNING_CLAN: 67.87, LEARNING_COMMUNITY: 87.47, LEARNING_FAMILY: null, LEARNING_UNIT: 98.62 },
  '2024': { LEARNING_CLAN: 63.73, LEARNING_COMMUNITY: 86.5, LEARNING_FAMILY: 61.92 },
};

/** The same of competitions and honours of the school year 2024-2025. */
export const expectedHonours = {
  competitions: [
    {
      ...{ entryCount: 95, prizeCount: 56, withoutPrize: 39, percentWithPrize: 58.95, basis: 'TALLY' },
      prizesByRank: [
        [5, 5.26],
        [12, 12.63],
        [22, 23.16],
        [17, 17.89],
      ],
    },
  ],
  honours: [
    'BANG_KHEN MINISTER COLLECTIVE 7',
    'BANG_KHEN MINISTER INDIVIDUAL 29',
    'BANG_KHEN PROVINCIAL_CHAIR COLLECTIVE 1',
    'BANG_KHEN PROVINCIAL_CHAIR INDIVIDUAL 5',
    'GIAY_KHEN DEPARTMENT_DIRECTOR COLLECTIVE 15',
    'GIAY_KHEN DEPARTMENT_DIRECTOR INDIVIDUAL 50',
    'PRIZE 56',
    'EXEMPLAR COLLECTIVE 2',
    'EXEMPLAR INDIVIDUAL 12',
    // Good person, good deed.
    'EXEMPLAR INDIVIDUAL 1',
    'CONFERENCE COLLECTIVE 15',
    'CONFERENCE INDIVIDUAL 50',
  ],
};

/** What a gateway answers of them. */
export async function honoursOf(url: string): Promise<typeof expectedHonours> {
  const { competitions, honoursSummary } = await ask<{
    competitions: {
      nodes: { prizesByRank: { count: number; percentOfEntries: number }[] }[];
    };
    honoursSummary: Record<'kind' | 'form' | 'authority' | 'subjectKind' | 'count', string | number | null>[];
  }>(
    url,
    `{ competitions(unit: "11", period: "2024-2025") { nodes { entryCount prizeCount withoutPrize percentWithPrize basis
         prizesByRank { count percentOfEntries } } }
       honoursSummary(unit: "11", period: "2024-2025") { kind form authority subjectKind count } }`,
  );
  return {
    competitions: competitions.nodes.map((node) => ({
      ...(node as unknown as (typeof expectedHonours.competitions)[number]),
      prizesByRank: node.prizesByRank.map(({ count, percentOfEntries }) => [count, percentOfEntries]),
    })),
    honours: honoursSummary.map(({ kind, form, authority, subjectKind, count }) =>
      [form ?? kind, authority, subjectKind, count].filter((part) => part !== null).join(' '),
    ),
  };
}
