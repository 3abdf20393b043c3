import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { launch, newDataDir, removeDataDir, type Launched } from '../support/launcher.js';

const dataDir = newDataDir();
let instance: Launched;
let port: string;
beforeAll(async () => {
  instance = await launch(dataDir, ['--empty']);
  port = new URL(instance.url).port;
}, 120_000);
afterAll(async () => {
  await instance.stop();
  removeDataDir(dataDir);
});

const run = (file: string, args: string[], environment: Record<string, string>) =>
  new Promise<{ code: unknown; stdout: string; stderr: string }>((resolve) => {
    const env = { ...process.env, HOST: '', ...environment };
    execFile(process.execPath, [file, ...args], { env, timeout: 60_000 }, (error, stdout, stderr) =>
      resolve({ code: error?.code ?? 0, stdout, stderr }),
    );
  });
const token = (account: string, environment: Record<string, string> = { PORT: port }) =>
  run('scripts/token.mjs', [account], environment);
interface Answer {
  code?: string;
  errors?: { message: string; extensions: { code: string } }[];
}
const post = async (query: string, bearer: string, variables = {}) => {
  const response = await fetch(`${instance.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${bearer}` },
    body: JSON.stringify({ query, variables }),
  });
  return { status: response.status, answer: (await response.json()) as Answer };
};

const accounts: [account: string, unit: string][] = [
  ['department-staff', '11'],
  ['commune-staff', '03127'],
  ['committee', '11'],
  ['council-secretary', '11'],
  ['editor', '11'],
  ['reviewer', '11'],
  ['administrator', 'VN'],
  ['auditor', 'VN'],
  ['school-staff', '11-THPT-LQD'],
];
it.each(accounts)('npm run token -- %s prints a token of the unit %s', async (account, unit) => {
  const { code, stdout, stderr } = await token(account);
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/);
  const metadata = (await (await fetch(`${instance.url}/.well-known/openid-configuration`)).json()) as {
    jwks_uri: string;
  };
  const keys = createRemoteJWKSet(new URL(metadata.jwks_uri));
  const { payload } = await jwtVerify(stdout.trim(), keys, {
    issuer: instance.url,
    audience: 'thi-dua',
    typ: 'at+jwt',
  });
  expect(payload).toMatchObject({ sub: account, role: account, unit });
  expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(15 * 60);
  expect((await post('{ units { totalCount } }', stdout.trim())).status).toBe(200);
});

it('names the account in the audit', async () => {
  const { stdout } = await token('administrator');
  const { answer } = await post(
    'mutation ($input: DraftMovementInput!) { draftMovement(input: $input) { __typename } }',
    stdout.trim(),
    {
      input: {
        code: 'E2E',
        name: 'm',
        launchingAuthority: 'MINISTER',
        launchedBy: 'VN',
        titles: [{ code: 'LEARNING_CLAN' }],
      },
    },
  );
  expect(answer.errors).toBeUndefined();
  const { databases } = JSON.parse(readFileSync(join(dataDir, 'instance.json'), 'utf8'));
  const client = new pg.Client(databases.movements);
  await client.connect();
  const { rows } = await client.query(`select actor from audit where action = 'DraftMovement'`);
  await client.end();
  expect(rows).toEqual([{ actor: 'administrator' }]);
});

it('answers 401 UNAUTHENTICATED in JSON to a token that was changed', async () => {
  const { stdout } = await token('auditor');
  const { status, answer } = await post('{ __typename }', `${stdout.trim().slice(0, -8)}AAAAAAAA`);
  expect([status, answer.errors?.[0]?.extensions.code]).toEqual([401, 'UNAUTHENTICATED']);
});

it('lists the accounts for a name it does not know, and says when nothing runs', async () => {
  const unknown = await token('nobody');
  expect([unknown.code, unknown.stdout]).toEqual([2, '']);
  for (const [account] of accounts) expect(unknown.stderr).toContain(`  ${account}\n`);
  const nothing = await token('editor', { PORT: '9' });
  expect([nothing.code, nothing.stdout]).toEqual([1, '']);
  expect(nothing.stderr).toContain('does not answer');
  expect(nothing.stderr).toContain('npm start');
});

it('keeps its keys: a token outlives a restart', async () => {
  const { stdout } = await token('editor');
  await instance.stop();
  instance = await launch(dataDir, [], { PORT: port });
  expect((await post('{ __typename }', stdout.trim())).status).toBe(200);
}, 120_000);

it('does not start in production', async () => {
  const elsewhere = newDataDir();
  const { code, stdout } = await run('scripts/start.mjs', ['--data', elsewhere], {
    NODE_ENV: 'production',
    PORT: '0',
  });
  removeDataDir(elsewhere);
  expect(code).toBe(1);
  expect(stdout).toContain('does not run with NODE_ENV=production');
});
