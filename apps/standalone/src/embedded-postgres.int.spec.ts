import { spawn } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import pg from 'pg';
import { type EmbeddedPostgres, type PostgresOptions, startPostgres } from './embedded-postgres.js';

const password = 'p@ss/wörd';
const isRoot = process.getuid?.() === 0;
jest.setTimeout(90_000);

describe('embedded PostgreSQL', () => {
  const folders: string[] = [];
  const servers: EmbeddedPostgres[] = [];

  /** Mode 0700 is what mkdtemp gives: another user cannot pass through it. */
  function newFolder(mode = 0o755): string {
    const folder = fs.mkdtempSync(join(tmpdir(), 'embedded-postgres-spec-'));
    fs.chmodSync(folder, mode);
    folders.push(folder);
    return join(folder, 'data');
  }

  async function start(dataDir: string, more: Partial<PostgresOptions> = {}): Promise<EmbeddedPostgres> {
    const server = await startPostgres({ dataDir, password, ...more });
    servers.push(server);
    return server;
  }

  async function sql(server: EmbeddedPostgres, text: string, database = 'postgres'): Promise<unknown[][]> {
    const client = new pg.Client(server.url(database));
    await client.connect();
    try {
      return (await client.query({ text, rowMode: 'array' })).rows;
    } finally {
      await client.end();
    }
  }

  afterEach(async () => {
    await Promise.all(servers.splice(0).map((server) => server.stop('immediate')));
    for (const folder of folders.splice(0)) {
      const location = join(folder, 'data', 'postgres.location');
      if (fs.existsSync(location)) fs.rmSync(fs.readFileSync(location, 'utf8').trim(), { recursive: true });
      fs.rmSync(folder, { recursive: true });
    }
  });

  it('serves what the applications need, Vietnamese included', async () => {
    const server = await start(newFolder(), { settings: { work_mem: '9MB' } });
    await Promise.all([server.createDatabase('gateway'), server.createDatabase('gateway')]);
    await server.createDatabase('gateway');

    const shown = "SELECT current_setting('work_mem'), current_setting('TimeZone'), current_setting('fsync')";
    expect(await sql(server, shown, 'gateway')).toEqual([['9MB', 'UTC', 'on']]);

    const words = "(VALUES ('Đông'), ('Em'), ('Ân'), ('Dung'), ('Ăn'), ('An')) AS words (word)";
    const sorted = await sql(server, `SELECT word FROM ${words} ORDER BY word COLLATE "vi-x-icu"`);
    expect(sorted.join(' ')).toBe('An Ăn Ân Dung Đông Em');
    await sql(server, 'CREATE EXTENSION ltree; CREATE EXTENSION pg_trgm; CREATE EXTENSION unaccent');
    const letters =
      "lower('ĐIỆN BIÊN'), unaccent('Điện Biên'), ('Xã.Phường'::ltree)::text, similarity('ễ', 'Ễ')";
    expect(await sql(server, `SELECT ${letters}`)).toEqual([['điện biên', 'Dien Bien', 'Xã.Phường', 1]]);

    const listener = new pg.Client(server.url('gateway'));
    await listener.connect();
    await listener.query('LISTEN outbox');
    const heard = once(listener, 'notification');
    await sql(server, "NOTIFY outbox, 'seven'", 'gateway');
    expect((await heard)[0]).toMatchObject({ channel: 'outbox', payload: 'seven' });
    await listener.end();

    const stranger = { ...server, url: () => server.url('postgres', 'postgres', 'wrong') };
    await expect(sql(stranger, 'SELECT 1')).rejects.toThrow('password');
  });

  it('keeps data over a restart, and runs nothing after stop', async () => {
    const dataDir = newFolder();
    const first = await start(dataDir);
    await sql(first, 'CREATE TABLE kept AS SELECT 42 AS answer');
    await first.stop();
    expect(await first.exited).toBe(0);
    expect(() => process.kill(first.pid, 0)).toThrow('ESRCH');

    const second = await start(dataDir, { port: first.port });
    expect(second.port).toBe(first.port);
    expect(await sql(second, 'TABLE kept')).toEqual([[42]]);
    await second.stop();
    await expect(start(dataDir, { password: 'another' })).rejects.toThrow('another password');
  });

  it('works below a folder of mode 0700, and finds its files again', async () => {
    const dataDir = newFolder(0o700);
    const heard: string[] = [];
    const first = await start(dataDir, { log: (message) => heard.push(message) });
    await sql(first, 'CREATE TABLE kept AS SELECT 42 AS answer');
    await first.stop();
    expect(await sql(await start(dataDir), 'TABLE kept')).toEqual([[42]]);

    expect(fs.statSync(join(dataDir, '..')).mode & 0o777).toBe(0o700);
    expect(fs.existsSync(join(dataDir, 'postgres', 'PG_VERSION'))).toBe(!isRoot);
    if (!isRoot) return;
    const place = fs.readFileSync(join(dataDir, 'postgres.location'), 'utf8').trim();
    expect(heard.join()).toContain(place);
    expect(fs.statSync(place)).toMatchObject({ mode: 0o40700, uid: expect.any(Number) });
    expect(fs.statSync(place).uid).not.toBe(0);
  });

  it('starts again after kill -9 of the server, and after an initdb that was cut off', async () => {
    const dataDir = newFolder();
    fs.mkdirSync(join(dataDir, 'postgres.new-cut', 'data'), { recursive: true });
    const first = await start(dataDir);
    await sql(first, 'CREATE TABLE kept AS SELECT 42 AS answer');
    process.kill(first.pid, 'SIGKILL');
    expect(await first.exited).toBeNull();

    expect(await sql(await start(dataDir), 'TABLE kept')).toEqual([[42]]);
    expect(fs.readdirSync(dataDir).filter((name) => name.startsWith('postgres.new-'))).toEqual([]);
  });

  it('is not misled by a postmaster.pid that is empty or names a process of somebody else', async () => {
    const dataDir = newFolder();
    await (await start(dataDir)).stop();
    for (const content of ['', `${process.pid}\n`]) {
      fs.writeFileSync(join(dataDir, 'postgres', 'postmaster.pid'), content);
      await (await start(dataDir)).stop();
    }
  });

  it('refuses a folder that is being served, and leaves its server alone', async () => {
    const dataDir = newFolder();
    const first = await start(dataDir);
    await expect(start(dataDir)).rejects.toThrow(fs.realpathSync(dataDir));
    await expect(start(newFolder(), { port: first.port })).rejects.toThrow('Address already in use');
    expect(await sql(first, 'SELECT 1')).toEqual([[1]]);
  });

  // Needs a Node that runs TypeScript as it is.
  const itWithTypes = process.features.typescript ? it : it.skip;
  itWithTypes('takes over the server of a process that was killed', async () => {
    const dataDir = newFolder();
    const source = new URL('./embedded-postgres.ts', import.meta.url).href;
    const options = JSON.stringify({ dataDir, password });
    const code = `import { startPostgres } from '${source}'; console.log(JSON.stringify(await startPostgres(${options})));`;
    const owner = spawn(
      process.execPath,
      ['--import', './tests/support/typescript.mjs', '--input-type=module', '-e', code],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    const orphan = JSON.parse(`${(await once(owner.stdout, 'data'))[0]}`) as Pick<
      EmbeddedPostgres,
      'pid' | 'port'
    >;
    await expect(start(dataDir)).rejects.toThrow(`for process ${owner.pid}`);
    owner.kill('SIGKILL');
    await once(owner, 'exit');

    const server = await start(dataDir);
    const urlOfOrphan = server.url('postgres').replace(`:${server.port}/`, `:${orphan.port}/`);
    expect(await sql(server, 'SELECT 1')).toEqual([[1]]);
    await expect(sql({ ...server, url: () => urlOfOrphan }, 'SELECT 1')).rejects.toThrow('ECONNREFUSED');
  });
});
