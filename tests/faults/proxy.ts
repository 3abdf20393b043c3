// A TCP proxy that stands between two processes and does to their connection what networks do.
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** What the one who connects sends, and what it is answered. */
export type Direction = 'requests' | 'answers';

interface Trap {
  direction: Direction;
  test: (chunk: Buffer) => boolean;
  sprung: () => void;
}

export class Proxy {
  readonly port: number;
  private readonly target: number;
  private server: Server | null = null;
  private readonly sockets = new Set<Socket>();
  private readonly forgotten = new WeakSet<Socket>();
  private late = new WeakSet<Socket>();
  private delayMs = 0;
  private stalled: readonly Direction[] = [];
  private released = Promise.withResolvers<void>();
  private trap: Trap | null = null;

  constructor(port: number, target: number) {
    this.port = port;
    this.target = target;
  }

  /** Lets everything through, also what was held. */
  async pass(): Promise<void> {
    this.delayMs = 0;
    this.stalled = [];
    this.trap = null;
    this.late = new WeakSet();
    this.released.resolve();
    this.released = Promise.withResolvers<void>();
    if (this.server) return;
    this.server = createServer((socket) => void this.join(socket)).listen(this.port, '127.0.0.1');
    await once(this.server, 'listening');
  }

  /** Every piece arrives that much later. */
  delay(milliseconds: number): void {
    this.delayMs = milliseconds;
  }

  /** Connections stand and can be made; nothing arrives before pass(). Both directions: as when packets are lost. */
  stall(...directions: Direction[]): void {
    this.stalled = directions.length > 0 ? directions : ['requests', 'answers'];
  }

  /** Connections end at once and are refused. */
  async cut(): Promise<void> {
    const server = this.server;
    this.server = null;
    const closed = server && new Promise((done) => server.close(done));
    this.end();
    await closed;
  }

  /** Connections end at once and can be made anew. */
  end(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  /**
   * Half-open: what is connected now hears nothing any more, and is not told; new connections work. As after a failover,
   * or when a firewall forgot the connection.
   */
  forget(): void {
    for (const socket of this.sockets) this.forgotten.add(socket);
  }

  /** What is sent over the present connections arrives with pass(), though its sender may have gone; new ones work. */
  holdBack(): void {
    for (const socket of this.sockets) this.late.add(socket);
  }

  /** Holds the first piece that is meant, and all that follows in its direction; resolves when it has come. */
  hold(direction: Direction, test: (chunk: Buffer) => boolean): Promise<void> {
    return new Promise((sprung) => (this.trap = { direction, test, sprung }));
  }

  private async join(socket: Socket): Promise<void> {
    this.sockets.add(socket);
    socket.once('close', () => this.sockets.delete(socket)).on('error', () => undefined);
    // Whoever connects while everything is stalled is not passed on, as if its first packet were lost.
    while (this.stalled.includes('requests')) await this.released.promise;
    if (socket.destroyed) return;
    const upstream = connect(this.target, '127.0.0.1');
    this.sockets.add(upstream);
    upstream.once('close', () => this.sockets.delete(upstream)).on('error', () => undefined);
    void this.pump(socket, upstream, 'requests');
    void this.pump(upstream, socket, 'answers');
  }

  private async pump(from: Socket, to: Socket, direction: Direction): Promise<void> {
    try {
      for await (const chunk of from.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
        if (this.delayMs > 0) await sleep(this.delayMs);
        if (this.trap?.direction === direction && this.trap.test(chunk)) {
          this.stalled = [...this.stalled, direction];
          this.trap.sprung();
          this.trap = null;
        }
        while (this.stalled.includes(direction) || this.late.has(from)) await this.released.promise;
        if (this.forgotten.has(from)) continue;
        if (!to.write(chunk)) await Promise.race([once(to, 'drain'), once(to, 'close')]);
      }
    } catch {
      // One of the two is gone; the other hears of it below.
    }
    if (this.forgotten.has(from)) return;
    // Whose connection broke while everything is lost is not told either.
    while (this.stalled.includes(direction)) await this.released.promise;
    to.destroy();
  }
}

const taken = new Set<number>();
/** Below the range from which Linux gives ports to clients: a port that is free for a moment stays ours. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(20_000, 32_000);
    if (taken.has(port)) continue;
    const server = createServer();
    const free = await new Promise((done) =>
      server.once('error', () => done(false)).listen(port, '127.0.0.1', () => server.close(() => done(true))),
    );
    if (!free) continue;
    taken.add(port);
    return port;
  }
}
