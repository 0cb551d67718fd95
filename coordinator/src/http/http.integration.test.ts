import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Agent, request as httpsRequest } from 'node:https';
import { connect } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ApiAnswer, ApiClient } from '../testing/api-client.ts';
import { startTestCoordinator, type TestCoordinator } from '../testing/test-coordinator.ts';

let coordinator: TestCoordinator;
let admin: ApiClient;

beforeAll(async () => {
  coordinator = await startTestCoordinator();
  admin = coordinator.administrator.api;
}, 60_000);
afterAll(() => coordinator.close());

const invitation = (name: string) => ({ name, roles: ['approver'] });

async function countInvitations(): Promise<number> {
  return (await coordinator.services.db.selectFrom('invitations').select('id').execute()).length;
}

describe('bad requests are refused with their own code, and nothing is written', () => {
  test.each<
    [string, number, string, { body?: unknown; headers?: Record<string, string>; method?: string; path?: string }]
  >([
    ['broken JSON', 400, 'JSON_INVALID', { body: '{"name":' }],
    ['JSON that is not an object', 400, 'JSON_INVALID', { body: '"text"' }],
    ['an unknown field', 400, 'REQUEST_INVALID', { body: { ...invitation('X'), extra: 1 } }],
    ['a missing field', 400, 'REQUEST_INVALID', { body: { name: 'X' } }],
    ['no body', 400, 'REQUEST_INVALID', {}],
    ['a wrong type', 400, 'REQUEST_INVALID', { body: { name: 1, roles: ['approver'] } }],
    ['an unknown role', 400, 'REQUEST_INVALID', { body: { name: 'X', roles: ['god'] } }],
    ['a name with a line break', 400, 'REQUEST_INVALID', { body: invitation('a\nb') }],
    ['a huge body', 413, 'BODY_TOO_LARGE', { body: invitation('x'.repeat(70_000)) }],
    [
      'another content type',
      415,
      'CONTENT_TYPE_UNSUPPORTED',
      { body: 'name=X', headers: { 'content-type': 'text/plain' } },
    ],
    [
      'a form',
      415,
      'CONTENT_TYPE_UNSUPPORTED',
      { body: 'a=b', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
    ],
    ['a compressed body', 415, 'CONTENT_TYPE_UNSUPPORTED', { body: '{}', headers: { 'content-encoding': 'gzip' } }],
    [
      'another charset',
      415,
      'CONTENT_TYPE_UNSUPPORTED',
      { body: '{}', headers: { 'content-type': 'application/json; charset=latin1' } },
    ],
    ['an unknown address', 404, 'NOT_FOUND', { path: '/v1/nothing', body: {} }],
    ['another method', 405, 'METHOD_NOT_ALLOWED', { method: 'PUT', body: {} }],
    ['a method that asks for methods', 405, 'METHOD_NOT_ALLOWED', { method: 'OPTIONS' }],
    ['an address with a slash too many', 404, 'NOT_FOUND', { path: '/v1//invitations', body: {} }],
    ['an address in other letters', 404, 'NOT_FOUND', { path: '/V1/invitations', body: {} }],
    ['a broken percent-encoding', 400, 'REQUEST_INVALID', { path: '/v1/accounts/%zz/disable', body: {} }],
    ['an id that is none', 400, 'REQUEST_INVALID', { path: '/v1/accounts/1/disable' }],
  ])('%s', async (_name, status, code, { method = 'POST', path = '/v1/invitations', ...request }) => {
    const before = await countInvitations();
    const answer = await admin.send(method, path, request);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    expect(answer.headers.get('content-type')).toMatch('application/problem+json');
    expect(answer.body).toMatchObject({ status, type: expect.stringMatching(/^urn:/), title: expect.any(String) });
    expect(String(answer.body.detail).length).toBeGreaterThan(10);
    expect(await countInvitations()).toBe(before);
  });

  test('unknown query fields and values', async () => {
    for (const query of ['?x=1', '?limit=0', '?limit=x', '?limit=1&limit=2']) {
      expect((await admin.get(`/v1/audit${query}`)).body.code).toBe('REQUEST_INVALID');
    }
    expect((await admin.get('/v1/audit?cursor=x')).body.code).toBe('CURSOR_INVALID');
  });

  test('prototype pollution', async () => {
    const body = '{"name":"X","roles":["approver"],"__proto__":{"admin":true}}';
    expect((await admin.send('POST', '/v1/invitations', { body })).body.code).toBe('REQUEST_INVALID');
  });

  test('nobody in particular, a foreign cookie and a broken token', async () => {
    const cases: [Record<string, string>, string][] = [
      [{}, 'AUTHENTICATION_REQUIRED'],
      [{ cookie: 'vieraugen-loopback-session=x', origin: coordinator.url }, 'SESSION_INVALID'],
      [{ authorization: 'Basic eDp4' }, 'TOKEN_INVALID'],
    ];
    for (const [headers, code] of cases) {
      const answer = await new ApiClient(coordinator.url, headers).get('/v1/audit');
      expect([answer.status, answer.body.code]).toEqual([401, code]);
    }
  });
});

describe('Idempotency-Key', () => {
  test('is required', async () => {
    const answer = await admin.post('/v1/invitations', invitation('None'), { idempotencyKey: null });
    expect([answer.status, answer.body.code]).toEqual([400, 'IDEMPOTENCY_KEY_MISSING']);
  });

  test('must be visible ASCII of sane length', async () => {
    const answer = await admin.post('/v1/invitations', invitation('Long'), { idempotencyKey: 'x'.repeat(200) });
    expect([answer.status, answer.body.code]).toEqual([400, 'IDEMPOTENCY_KEY_INVALID']);
  });

  test('repeated with the same request gets the recorded answer, and the effect happens once', async () => {
    const request = { idempotencyKey: randomUUID() };
    const before = await countInvitations();
    const first = await admin.post('/v1/invitations', invitation('Once'), request);
    const second = await admin.post('/v1/invitations', invitation('Once'), request);
    expect([second.status, second.body.id]).toEqual([first.status, first.body.id]);
    expect(second.headers.get('idempotency-replayed')).toBe('true');
    expect(await countInvitations()).toBe(before + 1);
  });

  test('is the same in quotes, as the draft has it', async () => {
    const key = randomUUID();
    const first = await admin.post('/v1/invitations', invitation('Quoted'), { idempotencyKey: key });
    const second = await admin.post('/v1/invitations', invitation('Quoted'), { idempotencyKey: `"${key}"` });
    expect(second.body.id).toBe(first.body.id);
  });

  test('with another body or address is refused', async () => {
    const request = { idempotencyKey: randomUUID() };
    await admin.post('/v1/invitations', invitation('First'), request);
    const other = await admin.post('/v1/invitations', invitation('Second'), request);
    expect([other.status, other.body.code]).toEqual([422, 'IDEMPOTENCY_KEY_REUSED']);
    const elsewhere = await admin.post('/v1/api-keys', { name: 'x', scopes: ['wallets:read'] }, request);
    expect([elsewhere.status, elsewhere.body.code]).toEqual([422, 'IDEMPOTENCY_KEY_REUSED']);
  });

  test('of a refused request may be used again', async () => {
    const request = { idempotencyKey: randomUUID() };
    const refused = await admin.post('/v1/invitations', { name: 'X', roles: ['operator', 'approver'] }, request);
    expect(refused.status).toBe(422);
    expect((await admin.post('/v1/invitations', invitation('Corrected'), request)).status).toBe(201);
  });

  test('sent many times at once has one effect', async () => {
    const request = { idempotencyKey: randomUUID() };
    const before = await countInvitations();
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => admin.post('/v1/invitations', invitation('Storm'), request)),
    );
    expect(answers.every(({ status }) => status === 201 || status === 409)).toBe(true);
    expect(
      answers.filter(({ status }) => status === 409).every(({ body }) => body.code === 'IDEMPOTENCY_IN_PROGRESS'),
    ).toBe(true);
    expect(await countInvitations()).toBe(before + 1);
  });
});

describe('TLS', () => {
  const options = () => ({
    port: Number(new URL(coordinator.origin).port),
    host: 'localhost',
    servername: 'localhost',
    ca: readFileSync(coordinator.authorityFile ?? ''),
  });

  test('1.3 under the generated authority, which is trusted without a warning', async () => {
    const status = await new Promise((resolve, reject) => {
      const call = httpsRequest({ ...options(), path: '/healthz' }, (response) => {
        resolve([response.statusCode, response.socket instanceof Object && 'getProtocol' in response.socket]);
        response.resume();
      });
      call.on('error', reject).end();
    });
    expect(status).toEqual([200, true]);
  });

  test('1.2 is refused', async () => {
    const outcome = await new Promise((resolve) => {
      const socket = connect({ ...options(), maxVersion: 'TLSv1.2' }, () => resolve('connected'));
      socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code));
    });
    expect(outcome).toMatch(/PROTOCOL_VERSION/);
  });
});

test('an idle connection is kept longer than load balancers keep theirs', async () => {
  const header = await new Promise<string>((resolve, reject) => {
    const { hostname, port } = new URL(coordinator.origin);
    const agent = new Agent({ keepAlive: true, ca: readFileSync(coordinator.authorityFile ?? '') });
    const call = httpsRequest({ agent, host: hostname, port, path: '/healthz' }, (response) => {
      response.resume().on('end', () => agent.destroy());
      resolve(String(response.headers['keep-alive']));
    });
    call.on('error', reject).end();
  });
  expect(Number(/timeout=(\d+)/.exec(header)?.[1])).toBeGreaterThan(60);
});

describe('pages', () => {
  test('health, readiness, documentation', async () => {
    expect((await coordinator.anonymous.get('/healthz')).body).toEqual({ status: 'alive' });
    expect((await coordinator.anonymous.get('/readyz')).body).toEqual({
      status: 'ready',
      database: 'ready',
      kms: 'ready',
    });
    expect((await coordinator.anonymous.get('/docs')).body.text).toContain('swagger-ui-bundle.js');
    expect((await coordinator.anonymous.get('/docs/swagger-ui-bundle.js')).status).toBe(200);
    expect((await coordinator.anonymous.get('/docs/start.js')).status).toBe(200);
  });

  test('security headers are everywhere', async () => {
    for (const path of ['/', '/v1/audit', '/v1/openapi.json', '/nowhere', '/healthz']) {
      const { headers } = await coordinator.anonymous.get(path);
      expect(headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('x-frame-options')).toBe('DENY');
      expect(headers.get('x-powered-by')).toBeNull();
    }
  });

  test('the description names every route with its access', async () => {
    const { body } = await coordinator.anonymous.get('/v1/openapi.json');
    expect(body).toMatchObject({
      openapi: '3.1.0',
      info: { description: expect.stringContaining('POST /v1/token') },
      paths: { '/v1/accounts/{id}/disable': { post: { operationId: expect.any(String) } } },
    });
  });
});

test('too many requests are told when to come back, sooner where secrets could be guessed', async () => {
  const limited = await startTestCoordinator({ rateLimit: 70 });
  // Of seven where secrets could be guessed, the founders took four.
  const guess = () => limited.anonymous.post('/v1/token', { apiKey: 'x' });
  expect([(await guess()).status, (await guess()).status, (await guess()).status, (await guess()).status]).toEqual([
    401, 401, 401, 429,
  ]);
  const answers: ApiAnswer[] = [];
  for (let i = 0; i < 70; i++) answers.push(await limited.anonymous.get('/v1/session'));
  const last = answers.at(-1);
  expect([answers[0]?.status, last?.status, last?.body.code]).toEqual([401, 429, 'RATE_LIMITED']);
  expect(last?.headers.get('retry-after')).toMatch(/^[0-9]+$/);
  expect(last?.headers.get('ratelimit')).toContain('r=0');
  await limited.close();
});
