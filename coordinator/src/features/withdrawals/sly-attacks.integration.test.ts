import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ApiAnswer } from '../../testing/api-client.ts';
import {
  activatePolicy,
  approve,
  approved,
  assertionFor,
  type CustodyWorld,
  expectStatus,
  fundedHotWallet,
  openCustodyWorld,
  pairedVault,
  requested,
  waitForState,
  wish,
  worldPolicy,
} from '../../testing/custody-world.ts';
import { connectProgram, enrolPerson } from '../../testing/test-coordinator.ts';

/** Attacks by people who know the rules: each is within its form, and none of them is within its right. */
let world: CustodyWorld;
let wallet: { id: string; address: string };
let cold: Awaited<ReturnType<typeof pairedVault>>;
beforeAll(async () => {
  world = await openCustodyWorld();
  wallet = await fundedHotWallet(world);
  cold = await pairedVault(world);
}, 120_000);
afterAll(() => world.close());

const { stringify } = JSON;
const operator = () => world.people.operator.api;

async function written(): Promise<unknown> {
  const { db } = world.coordinator.services;
  const [head, withdrawals, ceremonies, approvals] = await Promise.all([
    db.selectFrom('audit_head').select('sequence').executeTakeFirst(),
    db.selectFrom('withdrawals').select(['id', 'state']).orderBy('id').execute(),
    db.selectFrom('ceremonies').select(['id', 'state']).orderBy('id').execute(),
    db.selectFrom('withdrawal_approvals').select(['withdrawal_id', 'approver_id']).execute(),
  ]);
  return { head, withdrawals, ceremonies, approvals };
}

async function expectRefused(act: () => Promise<ApiAnswer>, status: number, code: string): Promise<void> {
  const before = await written();
  const answer = await act();
  expect([answer.status, answer.body.code]).toEqual([status, code]);
  expect(String(answer.body.detail)).toMatch(/^[A-Z].{15,}[.?]$/);
  expect(await written()).toEqual(before);
}

describe('an amount', () => {
  const notNumbers = [
    'NaN',
    'Infinity',
    '1e3',
    '0x10',
    ' 1',
    '+1',
    '01',
    '1_000',
    '１',
    '١',
    '',
    '1\u0000',
    '9'.repeat(79),
  ];
  test.each(
    [...notNumbers, 1, 1.5, null, true, [], ['1'], { toString: '1' }].map((amount) => [stringify(amount), amount]),
  )('of %s is refused', async (_text, amount) => {
    await expectRefused(
      () => operator().post('/v1/withdrawals', wish(world, wallet.id, { amount })),
      400,
      'REQUEST_INVALID',
    );
  });

  test('written twice is one amount, the one that everybody approves', async () => {
    const twice = stringify(wish(world, wallet.id)).replace(/}$/, ',"amount":"2000000000000000000"}');
    const made = await operator().post('/v1/withdrawals', twice);
    expect([made.status, made.body.amount]).toEqual([201, '2000000000000000000']);
    await waitForState(operator(), String(made.body.id), ['awaiting-approval']);
  });
});

describe('a name that is not what it seems', () => {
  const names = [
    'Anna\u202eAppro',
    'Anna\u200bApprover',
    'Ann\u0430 Approver',
    'Anna\u3164',
    '\u2800',
    '   ',
    'x\u0000',
  ];
  test.each(names.map((name) => [stringify(name), name]))('%s is refused', async (_text, name) => {
    const { api } = world.people.administrator;
    const label = (text: string) => {
      const policy = worldPolicy(world.chain, { revision: 9 });
      return { ...policy, chains: policy.chains.map((rule) => ({ ...rule, name: text })) };
    };
    const attempts: [string, unknown][] = [
      ['/v1/invitations', { name, roles: ['approver'] }],
      ['/v1/api-keys', { name, scopes: ['wallets:read'] }],
      ['/v1/wallets', { kind: 'hot', name }],
      ['/v1/policies', label(name)],
    ];
    for (const [path, body] of attempts) await expectRefused(() => api.post(path, body), 400, 'REQUEST_INVALID');
  });
});

test("another one's Idempotency-Key answers nothing of theirs", async () => {
  const [first, second] = await Promise.all(
    [1, 2].map(() => connectProgram(world.coordinator, ['withdrawals:create', 'withdrawals:read'])),
  );
  if (!first || !second) throw new Error('two programs');
  const same = { idempotencyKey: 'order-77' };
  const mine = await first.post('/v1/withdrawals', wish(world, wallet.id, { reference: 'mine' }), same);
  const theirs = await second.post('/v1/withdrawals', wish(world, wallet.id, { reference: 'theirs' }), same);
  expect([mine.status, theirs.status]).toEqual([201, 201]);
  expect(theirs.body).toMatchObject({ reference: 'theirs' });
  expect(theirs.body.id).not.toBe(mine.body.id);
  expect(theirs.headers.get('idempotency-replayed')).toBeNull();
  for (const { body } of [mine, theirs]) await waitForState(operator(), String(body.id), ['awaiting-approval']);
});

test('two passkeys of one person are one approval', async () => {
  const [anna] = world.people.approvers;
  const { db } = world.coordinator.services;
  const other = await enrolPerson(world.coordinator, 'Second Device', ['approver']);
  const credentials = db.updateTable('passkeys').set({ account_id: anna.id }).where('account_id', '=', other.id);
  // The database keeps passkeys where they are.
  await sql`ALTER TABLE passkeys DISABLE TRIGGER passkey_stays`.execute(db);
  await credentials.execute();
  await sql`ALTER TABLE passkeys ENABLE TRIGGER passkey_stays`.execute(db);
  const id = await requested(world, wallet.id);
  expectStatus(await approve(anna, id), 201);
  const options = await anna.api.get(`/v1/withdrawals/${id}/approval-options`);
  const withSecond = assertionFor({ ...anna, passkey: other.passkey }, String(options.body.challenge));
  const again = () => anna.api.post(`/v1/withdrawals/${id}/approvals`, withSecond);
  await expectRefused(again, 409, 'APPROVAL_ALREADY_GIVEN');
});

test('one withdrawal in two spellings is one withdrawal', async () => {
  const id = await approved(world, cold.wallet.id);
  await waitForState(operator(), id, ['awaiting-ceremony']);
  const twice = { vaultId: cold.vaultId, withdrawalIds: [id, id.toUpperCase()] };
  await expectRefused(() => operator().post('/v1/ceremonies', twice), 400, 'REQUEST_INVALID');
  expect((await operator().get(`/v1/withdrawals/${id.toUpperCase()}`)).body.id).toBe(id);
});

test('a node of another chain than the policy names is not asked to pay, and the sentence says which it is', async () => {
  const astray = await openCustodyWorld({ rpcUrls: new Map([[5, [world.chain.url]]]) });
  try {
    const policy = worldPolicy(world.chain, { revision: 2 });
    const chains = policy.chains.map((rule) => ({ ...rule, chain: 'eip155:5' }));
    const { administrator, secondAdministrator } = astray.people;
    const made = await administrator.api.post('/v1/policies', { ...policy, chains });
    expectStatus(await activatePolicy(secondAdministrator, String(made.body.digest), 'hot'), 200);
    const hot = await administrator.api.post('/v1/wallets', { kind: 'hot', name: 'Astray' });
    const body = { ...wish(astray, String(hot.body.id)), chain: 'eip155:5' };
    const refused = await astray.people.operator.api.post('/v1/withdrawals', body);
    expect([refused.status, refused.body.code]).toEqual([503, 'RPC_UNAVAILABLE']);
    expect(refused.body.detail).toContain('is a node of chain 31337, not of 5');
  } finally {
    await astray.close();
  }
}, 60_000);

// Last: it takes an approver away.
test('an approver who was removed between approval and ceremony stops it, and the sentence says what to do', async () => {
  const { administrator, approvers } = world.people;
  const id = await approved(world, cold.wallet.id);
  await waitForState(operator(), id, ['awaiting-ceremony']);
  expectStatus(await administrator.api.post(`/v1/accounts/${approvers[1].id.toUpperCase()}/disable`, {}), 200);
  const open = () => operator().post('/v1/ceremonies', { vaultId: cold.vaultId, withdrawalIds: [id] });
  await expectRefused(open, 422, 'APPROVER_REMOVED');
  expect((await open()).body.detail).toContain('must be requested and approved again');
  expectStatus(await operator().post(`/v1/withdrawals/${id}/cancellation`, {}), 200);
  const log = await world.people.auditor.api.get(`/v1/audit?subject=account:${approvers[1].id}`);
  expect(log.body.items).toMatchObject(
    ['disabled', 'signed-in', 'confirmed', 'enrolled'].map((what) => ({ action: `account.${what}` })),
  );
}, 30_000);
