import { randomUUID } from 'node:crypto';
import { buildTransfer, type EvmTransfer, parseAddress, signingDigest } from '@vieraugen/shared/chains/evm';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ApiAnswer, ApiClient } from '../../testing/api-client.ts';
import {
  activatePolicy,
  approve,
  assertionFor,
  type CustodyWorld,
  DESTINATION,
  expectStatus,
  fundedHotWallet,
  openCustodyWorld,
  requested,
  waitForState,
  wish,
  worldPolicy,
} from '../../testing/custody-world.ts';
import { connectProgram, enrolPerson, type Person } from '../../testing/test-coordinator.ts';

const ETHER = 10n ** 18n;

let world: CustodyWorld;
let wallet: { id: string; address: string };
let program: ApiClient;
beforeAll(async () => {
  world = await openCustodyWorld();
  wallet = await fundedHotWallet(world);
  program = await connectProgram(world.coordinator, ['withdrawals:create', 'withdrawals:read']);
}, 120_000);
afterAll(() => world.close());

/** What a refusal must leave as it was. */
async function written(): Promise<unknown> {
  const { db } = world.coordinator.services;
  const [head, withdrawals, approvals, nonces] = await Promise.all([
    db.selectFrom('audit_head').select('sequence').executeTakeFirst(),
    db.selectFrom('withdrawals').select(['id', 'state']).orderBy('id').execute(),
    db.selectFrom('withdrawal_approvals').select(['withdrawal_id', 'approver_id']).execute(),
    db.selectFrom('nonces').selectAll().execute(),
  ]);
  return { head, withdrawals, approvals, nonces };
}

async function expectRefused(act: () => Promise<ApiAnswer>, status: number, code: string): Promise<void> {
  const before = await written();
  const answer = await act();
  expect([answer.status, answer.body.code]).toEqual([status, code]);
  expect(String(answer.body.detail)).toMatch(/^[A-Z].{15,}[.?]$/);
  expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  expect(await written()).toEqual(before);
}

describe('requesting a withdrawal', () => {
  const TABLE: readonly (readonly [string, Record<string, unknown>, number, string])[] = [
    ['an unknown field', { fee: '1' }, 400, 'REQUEST_INVALID'],
    ['an amount with a point', { amount: '1.5' }, 400, 'REQUEST_INVALID'],
    ['a negative amount', { amount: '-1' }, 400, 'REQUEST_INVALID'],
    ['an amount as a number', { amount: 1 }, 400, 'REQUEST_INVALID'],
    ['an amount with more digits than 256 bits', { amount: '9'.repeat(78) }, 422, 'TX_INTEGER_RANGE'],
    ['an amount of zero', { amount: '0' }, 422, 'TX_ZERO_AMOUNT'],
    ['half an address', { destination: '0x1234' }, 400, 'REQUEST_INVALID'],
    [
      'an address with a wrong checksum',
      { destination: '0x70997970C51812dc3A010C7d01b50e0d17dc79c8' },
      422,
      'ADDRESS_CHECKSUM',
    ],
    ['the zero address', { destination: `0x${'0'.repeat(40)}` }, 422, 'TX_ZERO_DESTINATION'],
    [
      'a destination that is not on the list',
      { destination: `0x${'11'.repeat(20)}` },
      422,
      'POLICY_DESTINATION_NOT_ALLOWED',
    ],
    ['a chain without a node', { chain: 'eip155:10' }, 422, 'CHAIN_UNKNOWN'],
    ['a chain that is none', { chain: 'eip155:0' }, 400, 'REQUEST_INVALID'],
    ['a token that the policy does not know', { token: `0x${'22'.repeat(20)}` }, 422, 'POLICY_ASSET_NOT_ALLOWED'],
    ['more than one payment may be', { amount: (6n * ETHER).toString() }, 422, 'POLICY_OVER_TRANSACTION_LIMIT'],
    ['a fee over the absolute cap', { maxFee: (ETHER / 50n).toString() }, 422, 'POLICY_FEE_OVER_ABSOLUTE_CAP'],
    [
      'a fee over the relative cap',
      { amount: '1000', maxFee: '1000000000000000' },
      422,
      'POLICY_FEE_OVER_RELATIVE_CAP',
    ],
    ['a highest fee that the chain does not take', { maxFee: '1' }, 422, 'MAX_FEE_TOO_LOW'],
    ['a wallet that does not exist', { walletId: randomUUID() }, 404, 'WALLET_NOT_FOUND'],
    ['a reference that hides its end', { reference: 'order \u202e1' }, 400, 'REQUEST_INVALID'],
  ];
  test.each(TABLE)('refuses %s', async (_name, changes, status, code) => {
    await expectRefused(() => program.post('/v1/withdrawals', wish(world, wallet.id, changes)), status, code);
  });

  test('refuses what is no JSON, or too much of it, or has no Idempotency-Key', async () => {
    const body = wish(world, wallet.id);
    await expectRefused(() => program.post('/v1/withdrawals', '{"walletId":'), 400, 'JSON_INVALID');
    await expectRefused(
      () => program.post('/v1/withdrawals', { ...body, reference: 'x'.repeat(200_000) }),
      413,
      'BODY_TOO_LARGE',
    );
    await expectRefused(
      () => program.post('/v1/withdrawals', body, { idempotencyKey: null }),
      400,
      'IDEMPOTENCY_KEY_MISSING',
    );
  });

  test('a used Idempotency-Key answers the same, and refuses another body', async () => {
    const first = await program.post('/v1/withdrawals', wish(world, wallet.id), { idempotencyKey: 'order-1' });
    expectStatus(first, 201);
    await waitForState(program, String(first.body.id), ['awaiting-approval']);
    const again = await program.post('/v1/withdrawals', wish(world, wallet.id), { idempotencyKey: 'order-1' });
    expect(again.body.id).toBe(first.body.id);
    const other = wish(world, wallet.id, { amount: '2000000000000000000' });
    const reuse = () => program.post('/v1/withdrawals', other, { idempotencyKey: 'order-1' });
    await expectRefused(reuse, 422, 'IDEMPOTENCY_KEY_REUSED');
  });

  test('refuses who may not: no scope, no role, no token, a forged or altered token', async () => {
    const reader = await connectProgram(world.coordinator, ['withdrawals:read']);
    const body = wish(world, wallet.id);
    await expectRefused(() => reader.post('/v1/withdrawals', body), 403, 'SCOPE_MISSING');
    await expectRefused(() => world.people.approvers[0].api.post('/v1/withdrawals', body), 403, 'ROLE_MISSING');
    await expectRefused(() => world.people.auditor.api.post('/v1/withdrawals', body), 403, 'ROLE_MISSING');
    await expectRefused(
      () => world.coordinator.anonymous.post('/v1/withdrawals', body),
      401,
      'AUTHENTICATION_REQUIRED',
    );
    const forged = { headers: { authorization: 'Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.' } };
    await expectRefused(() => world.coordinator.anonymous.post('/v1/withdrawals', body, forged), 401, 'TOKEN_INVALID');
  });
});

describe('approving', () => {
  let id: string;
  let challenge: string;
  beforeEach(async () => {
    id = await requested(world, wallet.id, { amount: '1000000000000000' });
    const options = await world.people.approvers[0].api.get(`/v1/withdrawals/${id}/approval-options`);
    challenge = String(options.body.challenge);
  });

  const submit = (person: Person, assertion: unknown) => () =>
    person.api.post(`/v1/withdrawals/${id}/approvals`, assertion);

  test('refuses an approval of something else', async () => {
    const [anna] = world.people.approvers;
    const other = Buffer.alloc(32, 7).toString('base64url');
    await expectRefused(submit(anna, assertionFor(anna, other)), 422, 'APPROVAL_WRONG_CHALLENGE');
  });

  test('refuses a passkey that did not verify its user, another page, another relying party', async () => {
    const [anna] = world.people.approvers;
    const unverified = assertionFor(anna, challenge, { withoutUserVerification: true });
    await expectRefused(submit(anna, unverified), 422, 'APPROVAL_USER_NOT_VERIFIED');
    const foreign = assertionFor(anna, challenge, { origin: 'https://evil.example' });
    await expectRefused(submit(anna, foreign), 422, 'APPROVAL_WRONG_ORIGIN');
    await expectRefused(
      submit(anna, assertionFor(anna, challenge, { rpId: 'evil.example' })),
      422,
      'APPROVAL_WRONG_RP',
    );
  });

  test('refuses the passkey of somebody else, and a signature that was changed', async () => {
    const [anna, ben] = world.people.approvers;
    await expectRefused(submit(anna, assertionFor(ben, challenge)), 422, 'CREDENTIAL_UNKNOWN');
    const good = assertionFor(anna, challenge);
    const swapped = { ...good, signature: assertionFor(ben, challenge).signature };
    await expectRefused(submit(anna, swapped), 422, 'APPROVAL_SIGNATURE_INVALID');
    await expectRefused(submit(anna, { ...good, signature: '' }), 400, 'REQUEST_INVALID');
    await expectRefused(submit(anna, { ...good, extra: 1 }), 400, 'REQUEST_INVALID');
  });

  test('refuses the same person twice, and who is no approver', async () => {
    const [anna] = world.people.approvers;
    expectStatus(await approve(anna, id), 201);
    await expectRefused(submit(anna, assertionFor(anna, challenge)), 409, 'APPROVAL_ALREADY_GIVEN');
    await expectRefused(
      submit(world.people.operator, assertionFor(world.people.operator, challenge)),
      403,
      'ROLE_MISSING',
    );
    await expectRefused(
      () => program.post(`/v1/withdrawals/${id}/approvals`, assertionFor(anna, challenge)),
      403,
      'SCOPE_MISSING',
    );
  });

  test('who requests never approves: not even past the program', async () => {
    const { db } = world.coordinator.services;
    const { operator } = world.people;
    const bytes = Uint8Array.of(1);
    const insert = db
      .insertInto('withdrawal_approvals')
      .values({
        withdrawal_id: id,
        approver_id: operator.id,
        credential_id: bytes,
        authenticator_data: bytes,
        client_data_json: bytes,
        signature: bytes,
        created_at: new Date(),
      })
      .execute();
    await expect(insert).rejects.toThrow('who requests never approves');
  });

  test('the database keeps what was requested, its legal moves, and what was approved', async () => {
    const { db } = world.coordinator.services;
    const change = (set: { readonly amount?: string; readonly chain?: string; readonly state?: string }) =>
      db.updateTable('withdrawals').set(set).where('id', '=', id).execute();
    await expect(change({ amount: '1' })).rejects.toThrow('cannot be changed');
    await expect(change({ chain: 'eip155:1' })).rejects.toThrow('cannot be changed');
    await expect(change({ state: 'signed' })).rejects.toThrow('cannot go from awaiting-approval to signed');
    await expect(db.deleteFrom('withdrawals').where('id', '=', id).execute()).rejects.toThrow('forbidden');
    await approve(world.people.approvers[0], id);
    await expect(db.deleteFrom('withdrawal_approvals').execute()).rejects.toThrow('forbidden');
    const another = db.updateTable('withdrawal_approvals').set({ approver_id: world.people.approvers[1].id });
    await expect(another.execute()).rejects.toThrow('forbidden');
    await expect(db.updateTable('withdrawal_events').set({ actor: 'system' }).execute()).rejects.toThrow('forbidden');
    await expect(db.updateTable('policies').set({ revision: 9 }).execute()).rejects.toThrow('forbidden');
  });

  test("an approval under another one's Idempotency-Key is an approval of one's own", async () => {
    const [anna, ben] = world.people.approvers;
    const submitAs = (person: Person) =>
      person.api.post(`/v1/withdrawals/${id}/approvals`, assertionFor(person, challenge), { idempotencyKey: 'mine' });
    expectStatus(await submitAs(anna), 201);
    const second = await submitAs(ben);
    expectStatus(second, 201);
    expect(second.headers.get('idempotency-replayed')).toBeNull();
    await waitForState(world.people.operator.api, id, ['confirmed']);
  });

  test('one rejection ends it, for everybody to read', async () => {
    const [anna, ben] = world.people.approvers;
    expectStatus(await approve(anna, id), 201);
    const rejected = await ben.api.post(`/v1/withdrawals/${id}/rejection`, {
      reason: 'This customer is under review.',
    });
    expect(rejected.body).toMatchObject({ state: 'rejected', reason: { code: 'APPROVER_REJECTED' } });
    await expectRefused(submit(ben, assertionFor(ben, challenge)), 409, 'WITHDRAWAL_STATE');
  });

  test('cancelled, it takes no approvals, and is not cancelled twice', async () => {
    const { operator, approvers } = world.people;
    const cancel = () => operator.api.post(`/v1/withdrawals/${id}/cancellation`, { reason: 'A mistake.' });
    expect((await cancel()).body).toMatchObject({ state: 'cancelled', reason: { message: 'A mistake.' } });
    await expectRefused(cancel, 409, 'WITHDRAWAL_STATE');
    await expectRefused(submit(approvers[0], assertionFor(approvers[0], challenge)), 409, 'WITHDRAWAL_STATE');
    await expectRefused(() => program.post(`/v1/withdrawals/${id}/cancellation`, {}), 403, 'SCOPE_MISSING');
  });
});

describe('between approval and signature', () => {
  test('the approval of somebody who was removed does not count any more', async () => {
    const leaving = await enrolPerson(world.coordinator, 'Lea Leaving', ['approver']);
    const id = await requested(world, wallet.id, { amount: '1000000000000000' });
    expectStatus(await approve(leaving, id), 201);
    expectStatus(await world.people.administrator.api.post(`/v1/accounts/${leaving.id}/disable`, {}), 200);
    expectStatus(await approve(world.people.approvers[0], id), 201);
    const ended = await waitForState(world.people.operator.api, id, ['failed', 'confirmed']);
    expect(ended).toMatchObject({ state: 'failed', reason: { code: 'APPROVER_REMOVED' } });
  }, 30_000);

  /** What whoever may write to the database can put in the place of the transaction that the program would build. */
  async function plant(id: string, planted: { readonly unsigned: Uint8Array; readonly digest: Uint8Array }) {
    const { db } = world.coordinator.services;
    const row = { withdrawal_id: id, nonce: 4_711, created_at: new Date(), ...planted };
    await db.insertInto('withdrawal_transactions').values(row).execute();
  }

  const planted = (changes: Partial<EvmTransfer> = {}) =>
    buildTransfer({
      chainId: 31_337n,
      nonce: 4_711n,
      maxPriorityFeePerGas: 1n,
      maxFeePerGas: 1_000_000_000n,
      gasLimit: 21_000n,
      asset: { kind: 'native' },
      destination: parseAddress(DESTINATION),
      amount: 1_000_000_000_000_000n,
      ...changes,
    });

  test.each([
    ['pays somebody else', { destination: new Uint8Array(20).fill(0x66) }, 'INTENT_DESTINATION_DIFFERS'],
    ['pays more', { amount: 2_000_000_000_000_000n }, 'INTENT_AMOUNT_DIFFERS'],
    ['costs more', { maxFeePerGas: 10n ** 15n }, 'INTENT_FEE_EXCEEDED'],
  ] as const)('a transaction planted in the database that %s is not signed', async (_what, changes, code) => {
    const unsigned = planted(changes);
    const id = await requested(world, wallet.id, { amount: '1000000000000000' });
    await plant(id, { unsigned, digest: signingDigest(unsigned) });
    await expectUnsigned(id, signingDigest(unsigned), code);
  });

  test('a digest planted beside a good transaction is not what KMS signs', async () => {
    const digest = signingDigest(planted({ destination: new Uint8Array(20).fill(0x67) }));
    const id = await requested(world, wallet.id, { amount: '1000000000000000' });
    await plant(id, { unsigned: planted(), digest });
    await expectUnsigned(id, digest, 'TRANSACTION_DIGEST_DIFFERS');
  });

  test('a withdrawal that was moved to another wallet, past the triggers, is not signed with its key', async () => {
    const other = await fundedHotWallet(world);
    const id = await requested(world, wallet.id, { amount: '1000000000000000' });
    await world.coordinator.services.db.connection().execute(async (connection) => {
      await sql`SET session_replication_role = replica`.execute(connection);
      await connection.updateTable('withdrawals').set({ wallet_id: other.id }).where('id', '=', id).execute();
      await sql`SET session_replication_role = origin`.execute(connection);
    });
    await expectUnsigned(id, new Uint8Array(32), 'INTENT_KEY_DIFFERS');
  });

  async function expectUnsigned(id: string, digest: Uint8Array, code: string): Promise<void> {
    for (const person of world.people.approvers.slice(0, 2)) expectStatus(await approve(person, id), 201);
    const ended = await waitForState(world.people.operator.api, id, ['failed', 'signed', 'broadcast', 'confirmed'], 10);
    expect(ended).toMatchObject({ state: 'failed', reason: { code } });
    const { db } = world.coordinator.services;
    // KMS is asked for nothing that is not in this table.
    const asked = await db.selectFrom('approved_digests').select('digest').where('digest', '=', digest).execute();
    expect(asked).toEqual([]);
  }

  test('a payment over the limit of the day is refused, also when each alone would fit', async () => {
    const own = await fundedHotWallet(world);
    const five = { amount: (5n * ETHER).toString() };
    for (let i = 0; i < 9; i++) await requested(world, own.id, five);
    await requested(world, own.id, { amount: '1000000000000000' });
    await expectRefused(() => program.post('/v1/withdrawals', wish(world, own.id, five)), 422, 'POLICY_OVER_DAY_LIMIT');
  }, 60_000);

  test('a policy that changed meanwhile must be approved under anew; a lower revision never follows', async () => {
    const { administrator, secondAdministrator, operator, approvers } = world.people;
    const id = await requested(world, wallet.id, { amount: '1000000000000000' });
    const next = await administrator.api.post('/v1/policies', worldPolicy(world.chain, { revision: 2 }));
    expectStatus(await activatePolicy(secondAdministrator, String(next.body.digest), 'hot'), 200);
    for (const person of approvers.slice(0, 2)) expectStatus(await approve(person, id), 201);
    const ended = await waitForState(operator.api, id, ['failed', 'confirmed']);
    expect(ended).toMatchObject({ state: 'failed', reason: { code: 'INTENT_POLICY_OUTDATED' } });
    const back = () => activatePolicy(secondAdministrator, world.policyDigest, 'hot');
    await expectRefused(back, 409, 'POLICY_REVISION_TOO_LOW');
    await expectRefused(() => operator.api.post('/v1/policies', worldPolicy(world.chain)), 403, 'ROLE_MISSING');
    const doubled = {
      ...worldPolicy(world.chain),
      chains: [...worldPolicy(world.chain).chains, ...worldPolicy(world.chain).chains],
    };
    await expectRefused(() => administrator.api.post('/v1/policies', doubled), 422, 'POLICY_AMBIGUOUS');
  }, 30_000);
});
