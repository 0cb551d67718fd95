import { randomBytes } from 'node:crypto';
import { Transaction } from 'ethers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Chains, openChains } from '../../rpc/index.ts';
import type { ApiAnswer } from '../../testing/api-client.ts';
import {
  activatePolicy,
  approved,
  type CustodyWorld,
  confirmWallet,
  DESTINATION,
  expectStatus,
  foreignWallet,
  fundedHotWallet,
  openCustodyWorld,
  requested,
  waitForState,
  wish,
  worldPolicy,
} from '../../testing/custody-world.ts';
import { type AnswerFaults, ForeignDevice, type Shown } from '../../testing/foreign-device.ts';
import { asScanned } from '../../testing/test-station.ts';
import { verifyAudit } from '../audit/index.ts';
import type { CustodyServices } from '../custody-services.ts';
import { advanceWithdrawal } from '../withdrawals/advance-withdrawal.ts';

const ETHER = 10n ** 18n;
const HOUR = 3600;

let world: CustodyWorld;
let chains: Chains;
let wallet: Awaited<ReturnType<typeof foreignWallet>>;
beforeAll(async () => {
  world = await openCustodyWorld();
  chains = openChains(world.coordinator.config.rpcUrls, new Map());
  wallet = await foreignWallet(world);
}, 120_000);
afterAll(async () => {
  chains.close();
  await world.close();
}, 60_000);

const operator = () => world.people.operator.api;

/** Approved and waiting for its device. */
async function waiting(walletId = wallet.id, changes: Record<string, unknown> = {}): Promise<string> {
  const id = await approved(world, walletId, changes);
  await waitForState(operator(), id, ['awaiting-ceremony']);
  return id;
}

function open(id: string): Promise<ApiAnswer> {
  return operator().post(`/v1/withdrawals/${id}/device-request`);
}

/** The frames that the page shows, small ones, so that there are several. */
async function framesOf(id: string): Promise<readonly string[]> {
  const { body } = await operator().get(`/v1/withdrawals/${id}/device-request/frames?fragmentLength=50`);
  return body.frames as string[];
}

async function answered(id: string, faults: AnswerFaults = {}, device = wallet.device): Promise<Shown> {
  return device.sign(await framesOf(id), faults);
}

function scan(id: string, shown: Shown): Promise<ApiAnswer> {
  return operator().post(`/v1/withdrawals/${id}/device-signature`, { frames: shown.frames });
}

/** The same program some hours later. */
function later(hours: number): CustodyServices {
  return { ...world.coordinator.services, chains, now: () => Math.floor(Date.now() / 1000) + hours * HOUR };
}

describe('a withdrawal from a foreign wallet', () => {
  test('goes over the device, read and answered with other libraries, to a confirmed transaction', async () => {
    const before = await world.chain.provider.getBalance(DESTINATION);
    const id = await waiting();
    const opened = await open(id);
    expect([opened.status, opened.body.state]).toEqual([201, 'open']);
    expect(opened.body.device).toEqual({
      name: 'Keystone',
      derivationPath: "m/44'/60'/0'/0/0",
      sourceFingerprint: wallet.device.fingerprint,
      address: wallet.address,
    });
    const frames = await framesOf(id);
    expect(frames.length).toBeGreaterThan(2);
    const taken = await scan(id, wallet.device.sign([...frames].reverse()));
    expect([taken.status, taken.body.state]).toEqual([200, 'signed']);
    const done = await waitForState(operator(), id, ['confirmed', 'failed']);
    expect(done.timeline.map((entry) => entry.to)).toEqual([
      'requested',
      'screening',
      'awaiting-approval',
      'approved',
      'awaiting-ceremony',
      'signed',
      'broadcast',
      'confirmed',
    ]);
    expect(done).toMatchObject({ kind: 'foreign', vaultId: null });
    expect((await world.chain.provider.getBalance(DESTINATION)) - before).toBe(ETHER);
    const onChain = await world.chain.provider.getTransaction(String(done.transaction?.hash));
    expect(onChain?.from).toBe(wallet.address);
  }, 60_000);

  test('pays a token, with a signature in the form of older devices', async () => {
    const before = await world.chain.tokenBalance(DESTINATION);
    const id = await waiting(wallet.id, { token: world.chain.token, amount: '2500000' });
    expectStatus(await open(id), 201);
    expectStatus(await scan(id, await answered(id, { vOffset: 27n, highS: true })), 200);
    await waitForState(operator(), id, ['confirmed']);
    expect((await world.chain.tokenBalance(DESTINATION)) - before).toBe(2_500_000n);
  }, 60_000);

  test('asked for again is the same request; scanned again is the same answer', async () => {
    const id = await waiting();
    const first = await open(id);
    const frames = await framesOf(id);
    expect((await open(id)).body).toEqual(first.body);
    expect(await framesOf(id)).toEqual(frames);
    const shown = wallet.device.sign(frames);
    const taken = await scan(id, shown);
    const inOtherForm = wallet.device.sign(frames, { highS: true, vOffset: 27n });
    for (const again of [shown, inOtherForm]) expect((await scan(id, again)).body).toEqual(taken.body);
    expect((await operator().post(`/v1/withdrawals/${id}/device-signature`, asScanned(shown.message))).status).toBe(
      200,
    );
    const done = await waitForState(operator(), id, ['confirmed']);
    expect(done.timeline.filter((entry) => entry.to === 'signed')).toHaveLength(1);
    const shownAgain = await operator().get(`/v1/withdrawals/${id}/device-request/frames`);
    expect([shownAgain.status, shownAgain.body.code]).toEqual([409, 'DEVICE_REQUEST_STATE']);
  }, 60_000);

  test('its balances and its device are shown as those of other wallets', async () => {
    const { api } = world.people.auditor;
    expect((await api.get(`/v1/wallets/${wallet.id}`)).body).toMatchObject({
      kind: 'foreign',
      vaultId: null,
      device: { name: 'Keystone', derivationPath: "m/44'/60'/0'/0/0" },
    });
    const balances = await api.get(`/v1/wallets/${wallet.id}/balances`);
    expect(balances.body.items).toMatchObject([{ symbol: 'ETH' }, { symbol: 'USDX' }]);
  });
});

/** What a refusal must leave as it was. */
async function written(): Promise<unknown> {
  const { db } = world.coordinator.services;
  const [head, withdrawals, requests, transactions, nonces, wallets] = await Promise.all([
    db.selectFrom('audit_head').select('sequence').executeTakeFirst(),
    db.selectFrom('withdrawals').select(['id', 'state', 'committed_at', 'at_signer_until']).orderBy('id').execute(),
    db.selectFrom('device_requests').selectAll().orderBy('withdrawal_id').execute(),
    db.selectFrom('withdrawal_transactions').selectAll().orderBy('withdrawal_id').execute(),
    db.selectFrom('nonces').selectAll().orderBy('withdrawal_id').execute(),
    db.selectFrom('wallets').select('id').orderBy('id').execute(),
  ]);
  return { head, withdrawals, requests, transactions, nonces, wallets };
}

async function expectRefused(act: () => Promise<ApiAnswer>, status: number, code: string): Promise<void> {
  const before = await written();
  const answer = await act();
  expect([answer.status, answer.body.code]).toEqual([status, code]);
  expect(String(answer.body.detail)).toMatch(/^[A-Z].{15,}[.?]$/);
  expect(await written()).toEqual(before);
}

describe('an answer that is not good leaves everything as it was', () => {
  let id: string;
  beforeAll(async () => {
    id = await waiting();
    expectStatus(await open(id), 201);
  }, 60_000);
  afterAll(async () => {
    // The good answer is still taken after all of these.
    expectStatus(await scan(id, await answered(id)), 200);
    await waitForState(operator(), id, ['confirmed']);
  }, 60_000);

  const TABLE: readonly (readonly [string, AnswerFaults, string])[] = [
    ['another request’s id', { requestId: Uint8Array.from(randomBytes(16)) }, 'DEVICE_ANSWER_FOR_ANOTHER'],
    ['a request id of 15 bytes', { requestId: Uint8Array.from(randomBytes(15)) }, 'MESSAGE_FIELD_INVALID'],
    ['a request id without its tag', { untagged: true }, 'MESSAGE_TAG_WRONG'],
    ['the key of another account of the device', { accountNumber: 1 }, 'SIGNATURE_WRONG_KEY'],
    ['another amount than was asked', { amount: 2n * ETHER }, 'SIGNATURE_WRONG_KEY'],
    ['a signature of 64 bytes', { cutBytes: 1 }, 'MESSAGE_FIELD_INVALID'],
    ['v = 2', { vOffset: 2n }, 'SIGNATURE_RECOVERY_BIT'],
    ['v bound to a chain (EIP-155)', { vOffset: 35n }, 'SIGNATURE_RECOVERY_BIT'],
  ];
  test.each(TABLE)('%s', async (_name, faults, code) => {
    const shown = await answered(id, faults);
    await expectRefused(() => scan(id, shown), 422, code);
  });

  test('the answer of another device', async () => {
    const shown = new ForeignDevice().sign(await framesOf(id), { accountNumber: 0 });
    await expectRefused(() => scan(id, shown), 422, 'SIGNATURE_WRONG_KEY');
  });

  test('what is no message at all, is incomplete, or is of another kind', async () => {
    const path = `/v1/withdrawals/${id}/device-signature`;
    const [part] = await framesOf(id);
    const attacks: readonly (readonly [unknown, number, string])[] = [
      [asScanned(Uint8Array.of(0x00)), 422, 'MESSAGE_FIELD_INVALID'],
      [asScanned(Uint8Array.from([...(await answered(id)).message, 0])), 422, 'CBOR_NOT_CANONICAL'],
      [asScanned(new Uint8Array(513)), 422, 'CBOR_TOO_LARGE'],
      [{ frames: [part] }, 422, 'WRONG_UR_TYPE'],
      [{ frames: wallet.device.showAccountKey() }, 422, 'WRONG_UR_TYPE'],
      [{ frames: ['HELLO'] }, 422, 'NOT_A_UR'],
      [{ frames: [], force: true }, 400, 'REQUEST_INVALID'],
    ];
    for (const [body, status, code] of attacks) {
      await expectRefused(() => operator().post(path, body), status, code);
    }
  });

  test('people who may not: an approver, an auditor, nobody', async () => {
    const shown = await answered(id);
    const { approvers, auditor } = world.people;
    for (const { api } of [approvers[0], auditor]) {
      const path = `/v1/withdrawals/${id}`;
      const acts = [
        () => api.post(`${path}/device-request`),
        () => api.post(`${path}/device-signature`, asScanned(shown.message)),
        () => api.post(`${path}/device-refusal`, { reason: 'no' }),
        () => api.get(`${path}/device-request/frames`),
      ];
      for (const act of acts) await expectRefused(act, 403, 'ROLE_MISSING');
    }
    const anonymous = world.coordinator.anonymous.post(`/v1/withdrawals/${id}/device-request`);
    expect((await anonymous).status).toBe(401);
  });
});

describe('what cannot be shown to a device', () => {
  test('a withdrawal that is not approved yet, one of a hot wallet, one that nobody knows', async () => {
    const early = await requested(world, wallet.id);
    await expectRefused(() => open(early), 409, 'WITHDRAWAL_STATE');
    const hot = await requested(world, (await fundedHotWallet(world)).id);
    await expectRefused(() => open(hot), 422, 'WITHDRAWAL_NOT_FOREIGN');
    await expectRefused(() => open('00000000-0000-4000-8000-000000000000'), 404, 'WITHDRAWAL_NOT_FOUND');
    const path = `/v1/withdrawals/${early}`;
    await expectRefused(() => operator().get(`${path}/device-request`), 404, 'DEVICE_REQUEST_NOT_FOUND');
    await expectRefused(
      () => operator().post(`${path}/device-refusal`, { reason: 'x' }),
      404,
      'DEVICE_REQUEST_NOT_FOUND',
    );
  }, 60_000);

  test('more than the limit of the day, which is not that of the hot wallets', async () => {
    const limited = await foreignWallet(world);
    const low = worldPolicy(world.chain, { revision: 2 });
    const [rule] = low.chains;
    const chainsJson = rule ? [{ ...rule, assets: rule.assets.map((asset) => ({ ...asset, maxPerDay: '1' })) }] : [];
    const spentBefore = await paidToday();
    const perDay = (spentBefore + 2n * ETHER).toString();
    for (const asset of chainsJson[0]?.assets ?? []) if (asset.token === null) asset.maxPerDay = perDay;
    const proposed = await world.people.administrator.api.post('/v1/policies', { ...low, chains: chainsJson });
    await activateForeign(String(proposed.body.digest));
    const ids = [await waiting(limited.id), await waiting(limited.id)];
    const third = await operator().post('/v1/withdrawals', wish(world, limited.id));
    expect([third.status, third.body.code]).toEqual([422, 'POLICY_OVER_DAY_LIMIT']);
    const other = await fundedHotWallet(world);
    expectStatus(await operator().post('/v1/withdrawals', wish(world, other.id)), 201);
    expect((await Promise.all(ids.map(open))).map((answer) => answer.status)).toEqual([201, 201]);
  }, 60_000);

  test('what was approved under a policy that is no longer in force, or while foreign wallets are off', async () => {
    const raised = await world.people.administrator.api.post('/v1/policies', worldPolicy(world.chain, { revision: 3 }));
    await activateForeign(String(raised.body.digest));
    const id = await waiting();
    const shown = await waiting();
    expectStatus(await open(shown), 201);
    const next = await world.people.administrator.api.post('/v1/policies', worldPolicy(world.chain, { revision: 4 }));
    await activateForeign(String(next.body.digest));
    await expectRefused(() => open(id), 422, 'INTENT_POLICY_OUTDATED');
    await activateForeign(null);
    await expectRefused(() => open(id), 409, 'FOREIGN_WALLETS_OFF');
    await expectRefused(() => operator().post('/v1/withdrawals', wish(world, wallet.id)), 409, 'FOREIGN_WALLETS_OFF');
    // What the device was shown before may be signed already: its answer is a fact.
    expectStatus(await scan(shown, await answered(shown)), 200);
    await waitForState(operator(), shown, ['confirmed']);
    await activateForeign(String(next.body.digest));
  }, 60_000);
});

async function activateForeign(digest: string | null): Promise<void> {
  const { secondAdministrator } = world.people;
  const off = () => secondAdministrator.api.post('/v1/policies/foreign', { digest });
  expectStatus(digest === null ? await off() : await activatePolicy(secondAdministrator, digest, 'foreign'), 200);
}

/** ETH that foreign wallets asked for so far. */
async function paidToday(): Promise<bigint> {
  const { db } = world.coordinator.services;
  const rows = await db
    .selectFrom('withdrawals')
    .innerJoin('wallets', 'wallets.id', 'withdrawals.wallet_id')
    .select('withdrawals.amount')
    .where('wallets.kind', '=', 'foreign')
    .where('withdrawals.token', '=', new Uint8Array(0))
    .where('withdrawals.state', 'not in', ['rejected', 'expired', 'cancelled', 'failed', 'replaced'])
    .execute();
  return rows.reduce((sum, row) => sum + BigInt(row.amount), 0n);
}

/** The device's holder pays something by themselves, with the nonce that ours was to have. */
async function sendByHolder(): Promise<void> {
  const account = wallet.device.account(0).connect(world.chain.provider);
  await (await account.sendTransaction({ to: DESTINATION, value: 1n })).wait();
}

describe('how it ends without a payment', () => {
  test('the holder says no: a person records it, the nonce is free again, and a signature that comes all the same is kept', async () => {
    const id = await waiting();
    const opened = await open(id);
    const shown = await answered(id);
    await expectRefused(() => operator().post(`/v1/withdrawals/${id}/cancellation`, {}), 409, 'WITHDRAWAL_AT_SIGNER');
    const refused = await operator().post(`/v1/withdrawals/${id}/device-refusal`, { reason: 'Wrong amount' });
    expect(refused.body).toEqual({ ...opened.body, state: 'refused', answeredAt: expect.any(String) });
    const ended = await operator().get(`/v1/withdrawals/${id}`);
    expect(ended.body).toMatchObject({
      state: 'rejected',
      reason: { code: 'DEVICE_REFUSED', message: 'Wrong amount' },
    });
    const next = await waiting();
    expectStatus(await open(next), 201);
    const nonces = await Promise.all(
      [id, next].map(async (one) => (await operator().get(`/v1/withdrawals/${one}`)).body),
    );
    expect(new Set(nonces.map(({ transaction }) => (transaction as { nonce: number }).nonce)).size).toBe(1);

    const late = await scan(id, shown);
    expect([late.status, late.body.state]).toEqual([200, 'too-late']);
    expect((await scan(id, shown)).body).toEqual(late.body);
    const { db } = world.coordinator.services;
    const [entry] = await db.selectFrom('audit_entries').selectAll().orderBy('sequence', 'desc').limit(1).execute();
    expect(JSON.stringify(entry)).toContain('signature-too-late');
    expect((await operator().get(`/v1/withdrawals/${id}`)).body.state).toBe('rejected');
    expectStatus(await scan(next, await answered(next)), 200);
    await waitForState(operator(), next, ['confirmed']);
  }, 60_000);

  test('nobody answers: it expires a day after its end, and can be cancelled from its end on', async () => {
    const id = await waiting();
    expectStatus(await open(id), 201);
    await advanceWithdrawal(later(73), id);
    expect((await operator().get(`/v1/withdrawals/${id}`)).body.state).toBe('awaiting-ceremony');
    await advanceWithdrawal(later(97), id);
    expect((await operator().get(`/v1/withdrawals/${id}`)).body).toMatchObject({ state: 'expired' });
    expect((await operator().get(`/v1/withdrawals/${id}/device-request`)).body.state).toBe('expired');
  }, 60_000);

  test('the holder sends it without us: it cannot be refused, and does not end as if nothing had been paid', async () => {
    const id = await waiting();
    expectStatus(await open(id), 201);
    const frames = await framesOf(id);
    await sendByHolder();
    const refuse = () => operator().post(`/v1/withdrawals/${id}/device-refusal`, { reason: 'Not signed' });
    await expectRefused(refuse, 409, 'NONCE_USED');
    await advanceWithdrawal(later(97), id);
    const ended = await operator().get(`/v1/withdrawals/${id}`);
    expect(ended.body).toMatchObject({ state: 'failed', reason: { code: 'NONCE_USED_ELSEWHERE' } });
    expect((await scan(id, wallet.device.sign(frames))).body.state).toBe('too-late');
  }, 60_000);

  test('the device was used elsewhere meanwhile: the signed one is never paid, and says so', async () => {
    const id = await waiting();
    expectStatus(await open(id), 201);
    const shown = await answered(id);
    await sendByHolder();
    expectStatus(await scan(id, shown), 200);
    const ended = await waitForState(operator(), id, ['replaced', 'confirmed']);
    expect(ended).toMatchObject({ state: 'replaced', reason: { code: 'NONCE_USED_ELSEWHERE' } });
  }, 60_000);
});

describe('registering', () => {
  const device = new ForeignDevice();
  const typed = (changes: Record<string, unknown> = {}) => ({
    how: 'typed',
    name: 'Typed',
    deviceName: 'Somebody’s device',
    address: device.account(3).address,
    derivationPath: "m/44'/60'/0'/0/3",
    sourceFingerprint: device.fingerprint,
    ...changes,
  });
  const scanned = (changes: Record<string, unknown> = {}) => ({
    how: 'scanned',
    name: 'Scanned',
    urType: 'crypto-hdkey',
    scanned: { frames: device.showAccountKey() },
    address: device.account(0).address,
    ...changes,
  });
  const register = (body: unknown) => world.people.administrator.api.post('/v1/wallets/foreign', body);

  test.each([
    ['an address that is not the scanned key’s', scanned({ address: DESTINATION }), 422, 'WALLET_ADDRESS_DIFFERS'],
    ['the number of another account', scanned({ accountNumber: 1 }), 422, 'WALLET_ADDRESS_DIFFERS'],
    ['a code of another kind', scanned({ urType: 'crypto-account' }), 422, 'WRONG_UR_TYPE'],
    [
      'a public key that is not the address’s',
      typed({ publicKey: device.account(4).publicKey.slice(2) }),
      422,
      'WALLET_ADDRESS_DIFFERS',
    ],
    ['a public key that is no point', typed({ publicKey: `02${'ff'.repeat(32)}` }), 422, 'PUBLIC_KEY_INVALID'],
    ['a path that is none', typed({ derivationPath: '44/60' }), 422, 'DERIVATION_PATH_INVALID'],
    ['a checksum that is wrong', typed({ address: DESTINATION.replace(/.$/, 'c') }), 422, 'ADDRESS_CHECKSUM'],
    ['half a fingerprint', typed({ sourceFingerprint: '1234' }), 400, 'REQUEST_INVALID'],
    ['a field that nobody knows', typed({ vaultId: '1' }), 400, 'REQUEST_INVALID'],
  ])('%s', async (_name, body, status, code) => {
    await expectRefused(() => register(body), status, code);
  });

  test('a private key in the picture is refused, and not repeated', async () => {
    const secret = Buffer.from(`a202f5035820${'42'.repeat(32)}`, 'hex');
    const answer = await register(scanned({ scanned: asScanned(secret) }));
    expect([answer.status, answer.body.code]).toEqual([422, 'HDKEY_PRIVATE']);
    expect(JSON.stringify(answer.body)).not.toContain('4242');
  });

  test('once only, by an administrator, and only while foreign wallets are on', async () => {
    const made = await register(typed());
    expect([made.status, made.body.kind, made.body.publicKey]).toEqual([201, 'foreign', null]);
    await expectRefused(() => register(typed({ name: 'Again' })), 409, 'WALLET_EXISTS');
    await expectRefused(() => operator().post('/v1/wallets/foreign', scanned()), 403, 'ROLE_MISSING');
    await activateForeign(null);
    await expectRefused(() => register(scanned()), 409, 'FOREIGN_WALLETS_OFF');
    const back = await world.people.administrator.api.post('/v1/policies', worldPolicy(world.chain, { revision: 5 }));
    await activateForeign(String(back.body.digest));
  });

  test('a wallet that was typed is asked for by its path, and pays', async () => {
    const other = new ForeignDevice();
    const { address } = other.account(7);
    const body = typed({ address, derivationPath: "m/44'/60'/0'/0/7", sourceFingerprint: other.fingerprint });
    const made = await register(body);
    await world.chain.fund(address, 10n * ETHER, 0n);
    expectStatus(await confirmWallet(world.people.secondAdministrator, String(made.body.id)), 201);
    const id = await waiting(String(made.body.id));
    expectStatus(await open(id), 201);
    expectStatus(await scan(id, await answered(id, {}, other)), 200);
    await waitForState(operator(), id, ['confirmed']);
  }, 60_000);
});

test('the bytes that the device was shown are those that are sent', async () => {
  const id = await waiting();
  expectStatus(await open(id), 201);
  const shown = await answered(id);
  expectStatus(await scan(id, shown), 200);
  await waitForState(operator(), id, ['confirmed']);
  const { db } = world.coordinator.services;
  const { unsigned, signed } = await db
    .selectFrom('withdrawal_transactions')
    .select(['unsigned', 'signed'])
    .where('withdrawal_id', '=', id)
    .executeTakeFirstOrThrow();
  const parsed = Transaction.from(`0x${Buffer.from(signed ?? []).toString('hex')}`);
  expect(parsed.unsignedSerialized).toBe(`0x${Buffer.from(unsigned).toString('hex')}`);
  await expect(
    db.updateTable('device_requests').set({ result: 'refused' }).where('withdrawal_id', '=', id).execute(),
  ).rejects.toThrow(/cannot be changed/);
}, 60_000);

test('the audit log is one unbroken chain', async () => {
  const verdict = await world.coordinator.services.db.transaction().execute(verifyAudit);
  expect(verdict).toMatchObject({ ok: true });
});
