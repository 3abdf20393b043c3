import { expect, it } from '@jest/globals';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { isTransient, watchedSocket } from './database.js';

it('ends a connection to a server that says nothing more, as what may pass by itself', async () => {
  const server = createServer((socket) => socket.on('error', () => undefined)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const socket = watchedSocket(50).connect((server.address() as AddressInfo).port, '127.0.0.1');
  const [error] = (await once(socket, 'error').catch((thrown: unknown) => [thrown])) as [Error];
  expect(error.message).toContain('PostgreSQL was silent');
  expect(isTransient(error)).toBe(true);
  await new Promise((closed) => server.close(closed));
});
