import { connect as connectTcp, createServer, type Server, type Socket } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestCoordinator, type TestCoordinator } from './testing/test-coordinator.ts';
import { createEmptyDatabase } from './testing/test-database.ts';
import { startTestKms, type TestKms } from './testing/test-kms.ts';

/** A way to the server that can be cut and mended. */
class Line {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #open = true;
  port = 0;

  constructor(target: number) {
    this.#server = createServer((socket) => {
      if (!this.#open) return void socket.destroy();
      const onward = connectTcp(target, '127.0.0.1');
      for (const end of [socket, onward]) {
        this.#sockets.add(end);
        end.on('error', () => undefined).on('close', () => void [socket.destroy(), onward.destroy()]);
      }
      socket.pipe(onward).pipe(socket);
    });
  }

  async listen(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    const address = this.#server.address();
    this.port = typeof address === 'object' && address ? address.port : 0;
  }

  cut(): void {
    this.#open = false;
    for (const socket of this.#sockets) socket.destroy();
  }

  mend(): void {
    this.#open = true;
  }

  close(): void {
    this.cut();
    this.#server.close();
  }
}

let database: Awaited<ReturnType<typeof createEmptyDatabase>>;
let toDatabase: Line;
let toKms: Line;
let kms: TestKms;
let coordinator: TestCoordinator;

beforeAll(async () => {
  database = await createEmptyDatabase();
  kms = await startTestKms();
  const url = new URL(database.url);
  toDatabase = new Line(Number(url.port));
  toKms = new Line(Number(new URL(kms.server.endpoint).port));
  await toDatabase.listen();
  await toKms.listen();
  url.port = String(toDatabase.port);
  process.env.AWS_ACCESS_KEY_ID = kms.server.credentials.accessKeyId;
  process.env.AWS_SECRET_ACCESS_KEY = kms.server.credentials.secretAccessKey;
  coordinator = await startTestCoordinator({
    databaseUrl: url.href,
    aws: { region: 'eu-central-1', kmsEndpoint: `http://127.0.0.1:${toKms.port}`, dataKeyArn: undefined },
  });
}, 60_000);
afterAll(async () => {
  await coordinator.close();
  toDatabase.close();
  toKms.close();
  await kms.close();
  await database.close();
}, 60_000);

async function until(path: string, status: number): Promise<void> {
  for (let i = 0; i < 100; i++) {
    if ((await coordinator.administrator.api.get(path)).status === status) return;
    await setTimeout(100);
  }
  expect.fail(`${path} never answered ${status}`);
}

test('without the database requests get a clear 503, and work resumes by itself', async () => {
  const { api } = coordinator.administrator;
  expect((await api.get('/v1/accounts')).status).toBe(200);
  toDatabase.cut();
  const away = await api.post('/v1/invitations', { name: 'Later', roles: ['approver'] });
  expect([away.status, away.body.code]).toEqual([503, 'DATABASE_UNAVAILABLE']);
  expect(away.headers.get('retry-after')).toBe('5');
  expect((await coordinator.anonymous.get('/readyz')).body).toMatchObject({ status: 'not-ready', database: 'away' });
  expect((await coordinator.anonymous.get('/healthz')).status).toBe(200);
  toDatabase.mend();
  await until('/readyz', 200);
  expect((await api.post('/v1/invitations', { name: 'Later', roles: ['approver'] })).status).toBe(201);
}, 60_000);

test('without KMS what needs it gets a clear 503, the rest goes on, and work resumes by itself', async () => {
  const { api } = coordinator.administrator;
  const made = await api.post('/v1/api-keys', { name: 'program', scopes: ['wallets:read'] });
  const exchange = () => coordinator.anonymous.post('/v1/token', { apiKey: made.body.key });
  toKms.cut();
  const away = await exchange();
  expect([away.status, away.body.code]).toEqual([503, 'KMS_UNAVAILABLE']);
  expect((await api.get('/v1/accounts')).status).toBe(200);
  toKms.mend();
  await until('/readyz', 200);
  expect((await exchange()).status).toBe(200);
}, 60_000);
