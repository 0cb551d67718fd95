import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  activatePolicy,
  type CustodyWorld,
  expectStatus,
  openCustodyWorld,
  worldPolicy,
} from '../../testing/custody-world.ts';

let world: CustodyWorld;
beforeAll(async () => {
  world = await openCustodyWorld();
}, 120_000);
afterAll(() => world.close());

async function propose(revision: number): Promise<string> {
  const made = await world.people.administrator.api.post('/v1/policies', worldPolicy(world.chain, { revision }));
  expectStatus(made, 201);
  return String(made.body.digest);
}

async function activate(digest: string | null): Promise<readonly [number, unknown]> {
  const { secondAdministrator } = world.people;
  const off = () => secondAdministrator.api.post('/v1/policies/foreign', { digest });
  const answer = digest === null ? await off() : await activatePolicy(secondAdministrator, digest, 'foreign');
  return [answer.status, answer.body.code ?? answer.body.policy];
}

test('foreign wallets are off until a policy is put in force for them, which touches no other wallet', async () => {
  expect(await activate(null)).toEqual([409, 'FOREIGN_WALLETS_OFF']);
  const digest = await propose(7);
  expect(await activate(digest)).toMatchObject([200, { digest, activeForForeign: true, activeForHot: false }]);
  const hot = await world.people.auditor.api.get(`/v1/policies/${world.policyDigest}`);
  expect(hot.body).toMatchObject({ activeForHot: true, activeForForeign: false });
});

test('its revision only rises; what was switched off may come back', async () => {
  const [same, newer] = [await propose(7), await propose(8)];
  expect(await activate(same)).toEqual([409, 'POLICY_REVISION_TOO_LOW']);
  expect(await activate(newer)).toMatchObject([200, { digest: newer }]);
  expect(await activate(null)).toEqual([200, null]);
  expect(await activate(same)).toEqual([409, 'POLICY_REVISION_TOO_LOW']);
  expect(await activate(newer)).toMatchObject([200, { activeForForeign: true }]);
  const log = await world.people.auditor.api.get('/v1/audit?limit=3');
  expect((log.body.items as { action: string }[]).map((entry) => entry.action)).toEqual([
    'policy.activated-for-foreign-wallets',
    'policy.foreign-wallets-switched-off',
    'policy.activated-for-foreign-wallets',
  ]);
});

test('a policy that nobody proposed, and a person who is no administrator, are refused', async () => {
  expect(await activate('00'.repeat(32))).toEqual([404, 'POLICY_NOT_FOUND']);
  const answer = await world.people.operator.api.post('/v1/policies/foreign', { digest: null });
  expect([answer.status, answer.body.code]).toEqual([403, 'ROLE_MISSING']);
});
