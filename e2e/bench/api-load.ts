/**
 * Asks for withdrawals over HTTPS as fast as answers come, on a number of connections that stay open, in a process of its
 * own: its work is not the coordinator's. One request at a time on a connection, each with a new Idempotency-Key. Sockets
 * and a few lines of HTTP instead of a client library, for what it costs is taken from what it measures.
 */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect, type TLSSocket } from 'node:tls';

/** What the parent process sends. */
export type LoadOrder = {
  readonly port: number;
  /** The authority that the coordinator's certificate is of. */
  readonly authorityFile: string;
  readonly token: string;
  /** JSON, the same for all requests. */
  readonly body: string;
  readonly connections: number;
  readonly milliseconds: number;
};

/** What it is told in the end. */
export type LoadReport = {
  readonly accepted: number;
  /** The first lines of answers other than 201. */
  readonly refused: readonly string[];
  /** Milliseconds of each accepted request. */
  readonly latencies: readonly number[];
  readonly seconds: number;
};

process.once('message', (order: LoadOrder) => {
  load(order).then((report) => process.send?.(report, () => process.exit(0)));
});

async function load(order: LoadOrder): Promise<LoadReport> {
  const ca = readFileSync(order.authorityFile);
  const sockets = await Promise.all(Array.from({ length: order.connections }, () => open(order.port, ca)));
  const latencies: number[] = [];
  const refused: string[] = [];
  const start = performance.now();
  const end = start + order.milliseconds;
  const lane = async (socket: TLSSocket): Promise<void> => {
    for (let begun = performance.now(); begun < end; begun = performance.now()) {
      const status = await ask(socket, order);
      if (status.startsWith('HTTP/1.1 201')) latencies.push(performance.now() - begun);
      else refused.push(status);
    }
    socket.destroy();
  };
  await Promise.all(sockets.map(lane));
  const seconds = (performance.now() - start) / 1000;
  return { accepted: latencies.length, refused: refused.slice(0, 5), latencies, seconds };
}

async function open(port: number, ca: Buffer): Promise<TLSSocket> {
  const socket = connect({ host: 'localhost', port, ca, servername: 'localhost' });
  await once(socket, 'secureConnect');
  socket.setNoDelay(true);
  return socket;
}

/** Sends a request; answers the status line and the start of the body once the whole answer is there. */
function ask(socket: TLSSocket, { token, body }: LoadOrder): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    const take = (chunk: Buffer): void => {
      text += chunk.toString('latin1');
      const head = text.indexOf('\r\n\r\n');
      if (head < 0 || text.length < head + 4 + lengthIn(text.slice(0, head))) return;
      socket.off('data', take).off('close', lost);
      resolve(
        text.startsWith('HTTP/1.1 201') ? 'HTTP/1.1 201' : `${text.slice(0, 12)} ${text.slice(head + 4, head + 300)}`,
      );
    };
    const lost = (): void => reject(new Error('the coordinator closed the connection'));
    socket.on('data', take).on('close', lost);
    socket.write(
      `POST /v1/withdrawals HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${token}\r\n` +
        `Idempotency-Key: ${randomUUID()}\r\nContent-Type: application/json\r\n` +
        `Content-Length: ${body.length}\r\n\r\n${body}`,
    );
  });
}

function lengthIn(head: string): number {
  return Number(/\r\ncontent-length: ([0-9]+)/i.exec(head)?.[1] ?? 0);
}
