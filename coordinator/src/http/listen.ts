import { createServer as createHttpServer, type RequestListener, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { TlsFiles } from './dev-certificate.ts';

export type Listener = {
  readonly port: number;
  /** From now on requests go there; until then each is told to come back. */
  serve(handler: RequestListener): void;
  /** Takes no new connections, lets running requests end. */
  close(): Promise<void>;
};

const DRAIN_MS = 10_000;

/**
 * How long an idle connection is kept: longer than the minute after which load balancers and clients give up theirs. Whoever
 * closes first may close into a request that is on its way, so it must not be us (Node's five seconds were).
 */
const KEEP_ALIVE_MS = 75_000;

const STARTING = JSON.stringify({
  type: 'urn:vieraugen:problem:starting',
  title: 'Service Unavailable',
  status: 503,
  detail: 'The coordinator is starting. Try again shortly.',
  code: 'STARTING',
});

/** HTTPS, TLS 1.3 alone. */
export function listenHttps(options: { tls: TlsFiles; host: string; port: number }): Promise<Listener> {
  const { key, certificate } = options.tls;
  return listen(
    createHttpsServer({ key, cert: certificate, minVersion: 'TLSv1.3', keepAliveTimeout: KEEP_ALIVE_MS }),
    options.host,
    options.port,
  );
}

/** Without TLS, on the loopback interface alone. */
export function listenLoopback(port: number): Promise<Listener> {
  return listen(createHttpServer({ keepAliveTimeout: KEEP_ALIVE_MS }), 'localhost', port);
}

function listen(server: Server, host: string, port: number): Promise<Listener> {
  let handle: RequestListener = (_request, response) => {
    response.writeHead(503, { 'content-type': 'application/problem+json', 'retry-after': '5' }).end(STARTING);
  };
  server.on('request', (request, response) => handle(request, response));
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      const address = server.address();
      if (typeof address !== 'object' || address === null) throw new Error('the server has no port');
      resolve({
        port: address.port,
        serve: (handler) => {
          handle = handler;
        },
        close: () => closeServer(server),
      });
    });
  });
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const force = setTimeout(() => server.closeAllConnections(), DRAIN_MS);
    server.close(() => {
      clearTimeout(force);
      resolve();
    });
    server.closeIdleConnections();
  });
}
