import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { transaction } from '../../db/transaction.ts';
import { type Chains, openChains } from '../../rpc/index.ts';
import { Breakpoints } from '../../testing/breakpoint.ts';
import {
  approve,
  approved,
  type CustodyWorld,
  DESTINATION,
  expectStatus,
  fundedHotWallet,
  openCustodyWorld,
  pairedVault,
  requested,
  waitForState,
  wish,
} from '../../testing/custody-world.ts';
import { asScanned, messageOf } from '../../testing/test-station.ts';
import { expireCeremonies } from '../ceremonies/expire-ceremonies.ts';
import type { CustodyServices } from '../custody-services.ts';
import { advanceWithdrawal } from './advance-withdrawal.ts';

const HOUR = 3600;

let world: CustodyWorld;
let chains: Chains;
let breakpoints: Breakpoints;
beforeAll(async () => {
  world = await openCustodyWorld();
  chains = openChains(world.coordinator.config.rpcUrls, new Map());
  breakpoints = await Breakpoints.open(String(world.coordinator.config.databaseUrl));
}, 120_000);
afterAll(async () => {
  await breakpoints.close();
  chains.close();
  await world.close();
}, 60_000);

const operator = () => world.people.operator.api;

/** The same program some hours later. */
function later(hours: number): CustodyServices {
  return { ...world.coordinator.services, chains, now: () => Math.floor(Date.now() / 1000) + hours * HOUR };
}

async function reasonOf(id: string): Promise<unknown> {
  const reason: unknown = (await operator().get(`/v1/withdrawals/${id}`)).body.reason;
  return typeof reason === 'object' && reason && 'code' in reason ? reason.code : undefined;
}

/** Approved, and held right before its signature is stored. */
async function heldAtSigned(changes: Record<string, unknown> = {}): Promise<{ id: string; address: string }> {
  const wallet = await fundedHotWallet(world);
  const id = await requested(world, wallet.id, changes);
  await breakpoints.arm('signed');
  for (const person of world.people.approvers.slice(0, 2)) expectStatus(await approve(person, id), 201);
  await breakpoints.reached();
  return { id, address: wallet.address };
}

test('a wallet without money waits, says so, and pays when it is funded', async () => {
  const made = await world.people.administrator.api.post('/v1/wallets', { kind: 'hot', name: 'Empty' });
  const id = await approved(world, String(made.body.id));
  await expect.poll(() => reasonOf(id), { timeout: 15_000 }).toBe('BALANCE_TOO_LOW');
  const { db } = world.coordinator.services;
  expect(await db.selectFrom('nonces').select('nonce').where('withdrawal_id', '=', id).execute()).toEqual([]);
  await world.chain.fund(String(made.body.address), 10n ** 19n, 0n);
  await waitForState(operator(), id, ['confirmed']);
}, 60_000);

test('a token transfer that would fail is refused when it is requested', async () => {
  const made = await world.people.administrator.api.post('/v1/wallets', { kind: 'hot', name: 'Without tokens' });
  const body = wish(world, String(made.body.id), { token: world.chain.token, amount: '1000000' });
  const answer = await operator().post('/v1/withdrawals', body);
  expect([answer.status, answer.body.code]).toEqual([422, 'TRANSFER_WOULD_FAIL']);
});

test('a contract that gets coins is given the gas that it asks for', async () => {
  const wallet = await fundedHotWallet(world);
  // Stores a word for whatever it is paid: more than a plain transfer.
  await world.chain.provider.send('anvil_setCode', [DESTINATION, '0x600160005500']);
  const id = await approved(world, wallet.id);
  const done = await waitForState(operator(), id, ['confirmed', 'failed']);
  await world.chain.provider.send('anvil_setCode', [DESTINATION, '0x']);
  expect(done.state).toBe('confirmed');
}, 30_000);

test('a transaction that the chain undoes has failed, and says that nothing was paid', async () => {
  const code = await world.chain.provider.getCode(world.chain.token);
  const { id } = await heldAtSigned({ token: world.chain.token, amount: '1000000' });
  await world.chain.provider.send('anvil_setCode', [world.chain.token, '0xfe']);
  await breakpoints.disarm();
  const ended = await waitForState(operator(), id, ['confirmed', 'failed']);
  await world.chain.provider.send('anvil_setCode', [world.chain.token, code]);
  expect(ended).toMatchObject({ state: 'failed', reason: { code: 'TRANSACTION_REVERTED' } });
}, 60_000);

test('a token that succeeds without moving anything has failed', async () => {
  const code = await world.chain.provider.getCode(world.chain.token);
  const { id } = await heldAtSigned({ token: world.chain.token, amount: '1000000' });
  await world.chain.provider.send('anvil_setCode', [world.chain.token, '0x00']);
  await breakpoints.disarm();
  const ended = await waitForState(operator(), id, ['confirmed', 'failed']);
  await world.chain.provider.send('anvil_setCode', [world.chain.token, code]);
  expect(ended).toMatchObject({ state: 'failed', reason: { code: 'TOKEN_NOT_MOVED' } });
}, 60_000);

test('a nonce that was used elsewhere is noticed, and nothing is sent beside', async () => {
  const { id, address } = await heldAtSigned();
  await world.chain.provider.send('anvil_setNonce', [address, '0x3']);
  await world.chain.provider.send('anvil_mine', ['0x2']);
  await breakpoints.disarm();
  const ended = await waitForState(operator(), id, ['confirmed', 'replaced']);
  expect(ended).toMatchObject({ state: 'replaced', reason: { code: 'NONCE_USED_ELSEWHERE' } });
}, 60_000);

test('time runs out in every state that waits for people', async () => {
  const wallet = await fundedHotWallet(world);
  const id = await requested(world, wallet.id);
  await advanceWithdrawal(later(71), id);
  await waitForState(operator(), id, ['awaiting-approval']);
  await advanceWithdrawal(later(72), id);
  expect(await waitForState(operator(), id, ['expired'])).toMatchObject({ reason: { code: 'WITHDRAWAL_EXPIRED' } });
}, 30_000);

test('what crossed the gap expires only when no answer can come any more; its nonce then goes to another', async () => {
  const { station, vaultId, wallet } = await pairedVault(world);
  const id = await approved(world, wallet.id);
  await waitForState(operator(), id, ['awaiting-ceremony']);
  const opened = await operator().post('/v1/ceremonies', { vaultId, withdrawalIds: [id] });
  const request = messageOf((await operator().get(`/v1/ceremonies/${String(opened.body.id)}/frames`)).body);
  const response = asScanned(await station.sign(request));
  const { db } = world.coordinator.services;
  await transaction(db, (tx) => expireCeremonies(tx, later(25).now()));
  expect((await operator().get(`/v1/ceremonies/${String(opened.body.id)}`)).body.state).toBe('expired');
  await advanceWithdrawal(later(73), id);
  await waitForState(operator(), id, ['awaiting-ceremony']);
  await advanceWithdrawal(later(97), id);
  await waitForState(operator(), id, ['expired']);
  const late = await operator().post('/v1/signing-responses', response);
  expect(late.body).toMatchObject({
    state: 'answered',
    items: [{ result: 'too-late', code: 'WITHDRAWAL_NOT_WAITING' }],
  });
  expect(await waitForState(operator(), id, ['expired'])).toMatchObject({ transaction: { hash: null } });
  expect(await db.selectFrom('nonces').select('nonce').where('withdrawal_id', '=', id).execute()).toEqual([]);
}, 60_000);

test('a chain that is away: requests get a clear 503, what was approved waits and goes on by itself', async () => {
  const wallet = await fundedHotWallet(world);
  const id = await requested(world, wallet.id);
  world.chain.pause();
  try {
    // What the chain said a second ago is still good for a request.
    await sleep(1_100);
    const away = await operator().post('/v1/withdrawals', wish(world, wallet.id));
    expect([away.status, away.body.code]).toEqual([503, 'RPC_UNAVAILABLE']);
    expect((await operator().get(`/v1/wallets/${wallet.id}/balances`)).status).toBe(503);
    for (const person of world.people.approvers.slice(0, 2)) expectStatus(await approve(person, id), 201);
    await expect.poll(() => reasonOf(id), { timeout: 20_000 }).toBe('RPC_UNAVAILABLE');
  } finally {
    world.chain.resume();
  }
  await waitForState(operator(), id, ['confirmed']);
}, 90_000);
