import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { KafkaConnections } from './connections.js';

/** Takes every connection and never says a word. */
const silent = createServer();
const host = '127.0.0.1';
let port: number;
beforeAll(async () => {
  await once(silent.listen(0, host), 'listening');
  ({ port } = silent.address() as AddressInfo);
});
afterAll(async () => {
  await new Promise((closed) => silent.close(closed));
});

it('drops the connections to the broker that did not answer, and no others', async () => {
  const connections = new KafkaConnections();
  const connected = Promise.withResolvers<void>();
  const socket = connections.open({ host, port, ssl: undefined, onConnect: connected.resolve });
  await connected.promise;
  connections.drop('127.0.0.1:1');
  expect(socket.destroyed).toBe(false);
  const failed = once(socket, 'error');
  connections.drop(`${host}:${port}`);
  expect(String(await failed)).toContain('was silent');
});

it('does not say that a connection stands which was given up before it did', async () => {
  const onConnect = jest.fn();
  const socket = new KafkaConnections().open({ host, port, ssl: undefined, onConnect });
  socket.end();
  await once(socket, 'close');
  expect(onConnect).not.toHaveBeenCalled();
});

it('lets a client that was given up neither go on nor connect again', async () => {
  const connections = new KafkaConnections();
  const connected = Promise.withResolvers<void>();
  const opening = { host, port, ssl: undefined, onConnect: connected.resolve };
  const socket = connections.open(opening);
  await connected.promise;
  // kafkajs hears of an error, and of no close without one.
  const failed = once(socket, 'error');
  connections.giveUp();
  expect(String((await failed)[0])).toContain('given up');
  expect(() => connections.open(opening)).toThrow('given up');
});
