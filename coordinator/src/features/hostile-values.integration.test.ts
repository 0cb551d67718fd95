import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import type { Route } from '../http/route.ts';
import { type CustodyWorld, DESTINATION, openCustodyWorld, worldPolicy } from '../testing/custody-world.ts';
import { enrolPerson, type Person } from '../testing/test-coordinator.ts';
import type { Role } from './accounts/roles.ts';
import { createFeatures } from './features.ts';

/** What a field may be given by somebody who looks for a mistake: whatever it is, it is never ours. */
const HOSTILE_TEXTS: readonly string[] = [
  ...['', ' ', '\u0000', 'a\u0000b', '\ud800', 'a\u202eb', '\u3164', '😀'.repeat(30)],
  ...["'; DROP TABLE accounts; --", '../../etc/passwd', '__proto__', 'constructor', '%00', '{{7*7}}'],
  ...['-1', 'NaN', 'Infinity', '1e309', '0x10', '9'.repeat(78), '9'.repeat(400), 'x'.repeat(5_000)],
];
const HOSTILE: readonly unknown[] = [
  ...HOSTILE_TEXTS,
  ...[null, -1, 1.5, 2 ** 53, true, [], {}, [[]], { toString: 'x' }],
];

let world: CustodyWorld;
let routes: readonly Route[];
let people: Readonly<Record<Role, Person>>;

beforeAll(async () => {
  world = await openCustodyWorld();
  routes = createFeatures(world.coordinator.services).routes;
  const { administrator, operator, approvers, auditor } = world.people;
  const compliance = await enrolPerson(world.coordinator, 'Cora Compliance', ['compliance']);
  people = { administrator, operator, approver: approvers[0], auditor, compliance };
}, 120_000);
afterAll(() => world.close());

const Schema = z.object({
  properties: z.record(z.string(), z.unknown()).default({}),
  anyOf: z.array(z.object({ properties: z.record(z.string(), z.unknown()) })).default([]),
});

/** The names of a schema's fields, those of its alternatives included. */
function fieldsOf(schema: z.ZodType | undefined): readonly string[] {
  if (schema === undefined) return [];
  const { properties, anyOf } = Schema.parse(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }));
  return [properties, ...anyOf.map((one) => one.properties)].flatMap((one) => Object.keys(one));
}

/** Something good for each field, so that what is wrong with a request is the one hostile value in it. */
function goodValues(): Record<string, unknown> {
  const id = randomUUID();
  const policy = worldPolicy(world.chain, { revision: 7 });
  const bytes = 'AAAA';
  return {
    ...policy,
    ...{ id, walletId: id, vaultId: id, withdrawalIds: [id], digest: 'ab'.repeat(32), policyDigest: 'ab'.repeat(32) },
    ...{ name: 'A name', roles: ['auditor'], scopes: ['wallets:read'], kind: 'hot', reason: 'A reason' },
    ...{ chain: 'eip155:31337', destination: DESTINATION, amount: '1', maxFee: '1', token: world.chain.token },
    ...{ reference: 'order 1', credentialId: bytes, authenticatorData: bytes, clientDataJson: bytes, signature: bytes },
    ...{ message: bytes, acceptanceDigest: 'ab'.repeat(32), wordsMatch: true, apiKey: 'vier_x' },
  };
}

function bodyWith(route: Route, field: string, value: unknown): Record<string, unknown> {
  const good = goodValues();
  const names = fieldsOf(route.body).filter((name) => name in good);
  return { ...Object.fromEntries(names.map((name) => [name, good[name]])), [field]: value };
}

function addressOf(route: Route, change: Readonly<Record<string, string>> = {}): string {
  const values: Record<string, unknown> = { ...goodValues(), ...change };
  return route.path.replaceAll(/:([a-zA-Z]+)/g, (_all, name: string) => encoded(String(values[name])));
}

/** A part of an address is well-formed and not empty, else it would be another address. */
function encoded(text: string): string {
  return encodeURIComponent(text.replaceAll('\ud800', '') || 'x');
}

function callerOf({ access }: Route) {
  const role = access === 'public' ? undefined : access.roles?.[0];
  return role === undefined ? world.coordinator.anonymous : people[role].api;
}

/** Requests with one hostile value in each, and what is hostile in them. */
function* requestsTo(route: Route): Generator<{ what: string; address: string; body?: unknown }> {
  for (const field of fieldsOf(route.body)) {
    for (const value of HOSTILE) {
      yield {
        what: `${field} ${JSON.stringify(value)}`,
        address: addressOf(route),
        body: bodyWith(route, field, value),
      };
    }
  }
  for (const text of HOSTILE_TEXTS) {
    for (const field of fieldsOf(route.params)) {
      yield { what: `${field} ${text}`, address: addressOf(route, { [field]: text }), body: bodyWith(route, 'x', 1) };
    }
    for (const field of fieldsOf(route.query)) {
      yield { what: `${field} ${text}`, address: `${addressOf(route)}?${field}=${encoded(text)}` };
    }
  }
}

test('whatever a field is given, no route fails inside', async () => {
  const failed: string[] = [];
  for (const route of routes) {
    const method = route.method.toUpperCase();
    // Whoever signs out has no session for the routes that follow.
    if (method === 'DELETE' && route.path === '/v1/session') continue;
    for (const { what, address, body } of requestsTo(route)) {
      const request = route.body === undefined || body === undefined ? {} : { body };
      const answer = await callerOf(route).send(method, address, request);
      if (answer.status >= 500) failed.push(`${method} ${route.path}, ${what.slice(0, 60)}: ${answer.body.code}`);
    }
  }
  expect(failed).toEqual([]);
}, 180_000);
