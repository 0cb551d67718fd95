import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { z } from 'zod';
import { withFileLock } from '../../file-lock.ts';
import { type KeyStore, openKeyStore } from './key-store.ts';
import { KmsFault } from './kms-fault.ts';
import { OPERATIONS } from './operations.ts';

export type DevKms = {
  readonly endpoint: string;
  readonly credentials: Credentials;
  /** Refuses this many requests from now on with a ThrottlingException. */
  throttle(requests: number): void;
  /** The newest requests to sign, oldest first. */
  signRequests(): readonly SignRequest[];
  close(): Promise<void>;
};

/** When a request to sign came (milliseconds of performance.now), and whether it was refused with a ThrottlingException. */
type SignRequest = { readonly at: number; readonly throttled: boolean };

/** How this server is worse than the machine that it runs on, to try what AWS does to its callers. */
export type DevKmsTroubles = {
  /** Every answer takes between so many milliseconds. */
  readonly latency?: readonly [least: number, most: number];
  /** Requests to sign beyond so many in a second are refused with a ThrottlingException, as AWS does with its quota. */
  readonly signaturesPerSecond?: number;
};

const Credentials = z.object({ accessKeyId: z.string(), secretAccessKey: z.string() });
type Credentials = z.infer<typeof Credentials>;

const MAX_BODY = 65_536;
const SIGV4 =
  /^AWS4-HMAC-SHA256 Credential=([A-Z0-9]{16,128})\/[0-9]{8}\/[a-z0-9-]+\/kms\/aws4_request, ?SignedHeaders=[a-z0-9;-]+, ?Signature=[0-9a-f]{64}$/;

/**
 * A small server that speaks the protocol of AWS KMS (JSON 1.1), for development and tests. Its keys are in files of this
 * machine, so it refuses to run as production.
 */
export async function startDevKms(options: {
  readonly folder: string;
  readonly mode: string;
  readonly port?: number;
  readonly troubles?: DevKmsTroubles;
}): Promise<DevKms> {
  if (options.mode === 'production')
    throw new Error('The development KMS server does not run in production: use AWS KMS.');
  await mkdir(options.folder, { recursive: true, mode: 0o700 });
  const { store, credentials } = await withFileLock(join(options.folder, 'lock'), async () => ({
    store: await openKeyStore(options.folder),
    credentials: await readOrMakeCredentials(join(options.folder, 'credentials.json')),
  }));
  const state: State = { throttled: 0, signRequests: [], troubles: options.troubles ?? {} };
  const server = createServer((request, response) => {
    void answer(request, response, store, credentials, state);
  });
  const port = await listen(server, options.port ?? 0);
  return {
    endpoint: `http://127.0.0.1:${port}`,
    credentials,
    throttle: (requests) => {
      state.throttled = requests;
    },
    signRequests: () => state.signRequests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

type State = { throttled: number; readonly signRequests: SignRequest[]; readonly troubles: DevKmsTroubles };

const REMEMBERED = 10_000;
const SECOND = 1000;

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  store: KeyStore,
  credentials: Credentials,
  state: State,
): Promise<void> {
  const [least, most] = state.troubles.latency ?? [0, 0];
  const delay = most > 0 ? setTimeout(least + Math.random() * (most - least)) : undefined;
  try {
    checkSignature(request, credentials);
    const target = /^TrentService\.([A-Za-z]+)$/.exec(String(request.headers['x-amz-target']))?.[1] ?? '';
    checkQuota(state, target);
    const operation = Object.hasOwn(OPERATIONS, target) ? OPERATIONS[target] : undefined;
    if (!operation) throw new KmsFault('UnknownOperationException', `${target} is not an operation of this server`);
    const result = await operation(store, await readJson(request));
    await delay;
    send(response, 200, result);
  } catch (error) {
    const fault = faultOf(error);
    await delay;
    send(response, fault.status, { __type: fault.type, message: fault.message });
  }
}

function checkQuota(state: State, target: string): void {
  const at = performance.now();
  const { signRequests, troubles } = state;
  const accepted = signRequests.filter((earlier) => earlier.at > at - SECOND && !earlier.throttled).length;
  const isOver = target === 'Sign' && accepted >= (troubles.signaturesPerSecond ?? Number.POSITIVE_INFINITY);
  const throttled = state.throttled > 0 || isOver;
  if (target === 'Sign') signRequests.push({ at, throttled });
  if (signRequests.length > REMEMBERED) signRequests.shift();
  if (state.throttled > 0) state.throttled -= 1;
  if (throttled) throw new KmsFault('ThrottlingException', 'Rate exceeded');
}

/** That the request is signed at all, for our access key: this server proves the SDK's set-up, not the caller. */
function checkSignature(request: IncomingMessage, credentials: Credentials): void {
  const match = SIGV4.exec(request.headers.authorization ?? '');
  if (!match || request.headers['x-amz-date'] === undefined) {
    throw new KmsFault('MissingAuthenticationTokenException', 'The request is not signed (Signature Version 4)');
  }
  if (match[1] !== credentials.accessKeyId) {
    throw new KmsFault('UnrecognizedClientException', 'The access key is not known here');
  }
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  if (request.method !== 'POST' || request.headers['content-type'] !== 'application/x-amz-json-1.1') {
    throw new KmsFault('ValidationException', 'Send a POST of application/x-amz-json-1.1');
  }
  const chunks: Buffer[] = [];
  for await (const chunk of request) {
    chunks.push(Buffer.from(chunk));
    if (chunks.reduce((length, part) => length + part.length, 0) > MAX_BODY) {
      throw new KmsFault('ValidationException', 'The request is too large');
    }
  }
  return JSON.parse(Buffer.concat(chunks).toString());
}

function faultOf(error: unknown): KmsFault {
  if (error instanceof KmsFault) return error;
  if (error instanceof z.ZodError) return new KmsFault('ValidationException', z.prettifyError(error));
  if (error instanceof SyntaxError) return new KmsFault('SerializationException', 'The body is not JSON');
  return new KmsFault('KMSInternalException', error instanceof Error ? error.message : 'unknown', 500);
}

function send(response: ServerResponse, status: number, body: Record<string, unknown>): void {
  response.writeHead(status, {
    'content-type': 'application/x-amz-json-1.1',
    'x-amzn-requestid': randomBytes(8).toString('hex'),
  });
  response.end(JSON.stringify(body));
}

async function readOrMakeCredentials(file: string): Promise<Credentials> {
  const made = {
    accessKeyId: `AKIAVIER${randomBytes(6).toString('hex').toUpperCase()}`,
    secretAccessKey: randomBytes(30).toString('base64'),
  };
  await writeFile(file, JSON.stringify(made), { mode: 0o600, flag: 'wx' }).catch(() => undefined);
  return Credentials.parse(JSON.parse(await readFile(file, 'utf8')));
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      if (typeof address === 'object' && address) resolve(address.port);
      else reject(new Error('The development KMS server has no port'));
    });
  });
}
