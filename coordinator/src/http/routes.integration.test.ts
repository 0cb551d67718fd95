import { afterAll, beforeAll, expect, test } from 'vitest';
import { createFeatures } from '../features/features.ts';
import { startTestCoordinator, type TestCoordinator } from '../testing/test-coordinator.ts';
import type { Route } from './route.ts';

/** POSTs without an Idempotency-Key: each is made single-use by a challenge, or makes nothing that lasts. */
const WITHOUT_KEY = ['/v1/enrolment', '/v1/enrolment/options', '/v1/session', '/v1/session/options', '/v1/token'];
/** What anybody may call. */
const PUBLIC = WITHOUT_KEY;

let coordinator: TestCoordinator;
let routes: readonly Route[];

beforeAll(async () => {
  coordinator = await startTestCoordinator();
  routes = createFeatures(coordinator.services).routes;
}, 60_000);
afterAll(() => coordinator.close());

test('every route but the listed ones names who may call it', () => {
  const open = routes.filter(({ access }) => access === 'public').map(({ path }) => path);
  expect(open.sort()).toEqual(PUBLIC);
  for (const { access, path } of routes) {
    if (access === 'public') continue;
    expect([path, (access.roles?.length ?? 0) + (access.scopes?.length ?? 0) > 0]).toEqual([path, true]);
  }
});

test('every POST but the listed ones needs an Idempotency-Key', () => {
  const without = routes.filter(({ method, idempotent }) => method === 'post' && !idempotent).map(({ path }) => path);
  expect(without.filter((path) => !WITHOUT_KEY.includes(path))).toEqual([]);
});

test('no two routes have the same address and method', () => {
  const names = routes.map(({ method, path }) => `${method} ${path}`);
  expect(new Set(names).size).toBe(names.length);
});

test('every route but the public ones refuses nobody in particular, before it reads what they send', async () => {
  for (const { method, path, access } of routes) {
    if (access === 'public') continue;
    const address = path.replaceAll(/:[a-zA-Z]+/g, '00000000-0000-4000-8000-000000000000');
    // Read, it would be JSON_INVALID.
    const sent = method === 'get' ? {} : { body: '{"broken":' };
    const answer = await coordinator.anonymous.send(method.toUpperCase(), address, sent);
    expect([method, path, answer.status, answer.body.code]).toEqual([method, path, 401, 'AUTHENTICATION_REQUIRED']);
  }
});

test('the description can be read: every reference leads somewhere, every operation has its own id', async () => {
  const { body } = await coordinator.anonymous.get('/v1/openapi.json');
  const text = JSON.stringify(body);
  expect(new Set(text.match(/"\$ref":"[^"]+"/g))).toEqual(new Set(['"$ref":"#/components/schemas/Problem"']));
  const ids = text.match(/"operationId":"[^"]+"/g) ?? [];
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids).toHaveLength(routes.length);
});
