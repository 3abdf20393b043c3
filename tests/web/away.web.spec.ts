import { afterEach, describe, expect, it } from '@jest/globals';
import { createLog, readConfig } from '@app/platform';
import { once } from 'node:events';
import { Agent, createServer, request, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { webVariables } from '../../apps/web/src/config.js';
import { createWeb } from '../../apps/web/src/web.js';

const servers: Server[] = [];
async function listen(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  }
});

/** The web as it was built, in front of another gateway. */
const webBefore = async (gateway: string) =>
  listen(
    await createWeb(
      readConfig(webVariables, {
        GATEWAY_URL: gateway,
        GATEWAY_DEADLINE_MS: '200',
        SESSION_SECRET: 'x'.repeat(32),
        PUBLIC_URL: 'http://127.0.0.1:1',
      }),
      createLog('web', 'silent'),
    ),
  );

describe('a gateway that does not answer', () => {
  const silent: RequestListener = () => undefined;
  const broken: RequestListener = (_, response) => void response.writeHead(502).end('<html>');
  const closed = 'http://127.0.0.1:1';

  it.each([
    ['in time', () => listen(silent)],
    ['in JSON', () => listen(broken)],
    ['at all', async () => closed],
  ])('%s is told as 503 in words, kept by nobody', async (_, gateway) => {
    const web = await webBefore(await gateway());
    for (const [path, words] of [
      ['/rates/11', 'Hệ thống tạm thời chưa trả lời'],
      ['/en/honours', 'The system does not answer at the moment'],
    ] as const) {
      const answer = await fetch(web + path);
      expect([answer.status, answer.headers.get('cache-control')]).toEqual([503, 'no-store']);
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(await answer.text()).toContain(words);
    }
  });

  it('lets nobody sign in without an issuer, and says so', async () => {
    const answer = await fetch(`${await webBefore(closed)}/auth/sign-in`);
    expect(await answer.text()).toContain('chưa nối với nơi đăng nhập');
  });
});

it('reads on after a form that nobody wanted, so that its connection serves the next request', async () => {
  const { port } = new URL(await webBefore('http://127.0.0.1:1'));
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const status = (method: string, body: string, headers = {}) =>
    new Promise((resolve, reject) => {
      const sent = request({ port, agent, method, path: '/desk', headers }, (answer) =>
        answer.resume().once('end', () => resolve([answer.statusCode, sent.reusedSocket])),
      );
      sent.once('error', reject).end(body);
    });
  expect(await status('POST', 'x'.repeat(300_000))).toEqual([302, false]);
  expect(await status('POST', 'x'.repeat(2_000_001))).toEqual([413, true]);
  expect(await status('POST', 'x', { 'transfer-encoding': 'chunked' })).toEqual([411, true]);
  expect(await status('GET', '')).toEqual([302, true]);
  agent.destroy();
});
