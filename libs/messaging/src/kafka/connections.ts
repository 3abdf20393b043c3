import { connect, isIP, type Socket } from 'node:net';
import { connect as connectSecurely, type ConnectionOptions } from 'node:tls';

interface Opening {
  host: string;
  port: number;
  /** Falsy: not encrypted. */
  ssl: ConnectionOptions | boolean | undefined;
  onConnect: () => void;
}

const KEEP_ALIVE_MS = 30_000;

/**
 * The connections of one Kafka client. kafkajs gives up a request that is not answered, but keeps the connection that it
 * went over and asks there again: where a connection is gone and nobody ended it, as after a failover or where a firewall
 * forgot it, it would ask so without end. So whoever gives up a request drops the connections to that broker.
 */
export class KafkaConnections {
  private readonly brokers = new Map<Socket, string>();
  private givenUp = false;

  open = ({ host, port, ssl, onConnect }: Opening): Socket => {
    if (this.givenUp) throw new Error('This client was given up');
    // One that kafkajs gave up while it connected must not pass for the one that it made instead.
    const connected = () => (socket.writableEnded ? socket.destroy() : onConnect());
    const socket = ssl
      ? // An address is no name that a certificate is looked up by.
        connectSecurely(
          { host, port, ...(!isIP(host) && { servername: host }), ...(ssl !== true && ssl) },
          connected,
        )
      : connect({ host, port }, connected);
    this.brokers.set(socket, `${host}:${port}`);
    // Of one that is given up kafkajs may have stopped listening.
    socket.on('error', () => undefined);
    socket.once('close', () => this.brokers.delete(socket));
    return socket.setKeepAlive(true, KEEP_ALIVE_MS);
  };

  /** `broker`: host:port, as kafkajs names it. Its requests fail at once; the next one connects anew. */
  drop(broker: string): void {
    for (const [socket, of] of this.brokers)
      if (of === broker) socket.destroy(new Error(`${broker} was silent`));
  }

  /** For a client that was given up: whatever it still tries fails. */
  giveUp(): void {
    this.givenUp = true;
    // Without an error kafkajs would not learn of it, and look for room for its next request without end.
    for (const socket of this.brokers.keys()) socket.destroy(new Error('given up'));
  }
}
