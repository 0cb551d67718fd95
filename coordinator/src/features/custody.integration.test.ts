import { encodeFrames } from '@vieraugen/shared/ur';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  approved,
  type CustodyWorld,
  DESTINATION,
  fundedHotWallet,
  openCustodyWorld,
  pairedVault,
  waitForState,
} from '../testing/custody-world.ts';
import { asScanned, messageOf } from '../testing/test-station.ts';
import { verifyAudit } from './audit/index.ts';

let world: CustodyWorld;
beforeAll(async () => {
  world = await openCustodyWorld();
}, 120_000);
afterAll(() => world.close());

test('a hot withdrawal goes from a request to a confirmed transaction', async () => {
  const { api } = world.people.operator;
  const wallet = await fundedHotWallet(world);
  const before = await world.chain.provider.getBalance(DESTINATION);
  const id = await approved(world, wallet.id);
  const done = await waitForState(api, id, ['confirmed', 'failed']);
  expect(done.timeline.map((entry) => entry.to)).toEqual([
    'requested',
    'screening',
    'awaiting-approval',
    'approved',
    'signing',
    'signed',
    'broadcast',
    'confirmed',
  ]);
  expect((await world.chain.provider.getBalance(DESTINATION)) - before).toBe(10n ** 18n);
  expect(done.transaction?.blockNumber).toBeGreaterThan(0);
}, 60_000);

test('a token is paid hot, and its transfer is looked for in the receipt', async () => {
  const wallet = await fundedHotWallet(world);
  const before = await world.chain.tokenBalance(DESTINATION);
  const id = await approved(world, wallet.id, { token: world.chain.token, amount: '2500000' });
  await waitForState(world.people.operator.api, id, ['confirmed', 'failed']);
  expect((await world.chain.tokenBalance(DESTINATION)) - before).toBe(2_500_000n);
}, 60_000);

test('cold withdrawals cross the gap as one request and come back signed', async () => {
  const { api } = world.people.operator;
  const { station, vaultId, wallet } = await pairedVault(world);
  const coin = await approved(world, wallet.id);
  const token = await approved(world, wallet.id, { token: world.chain.token, amount: '1000000' });
  for (const id of [coin, token]) await waitForState(api, id, ['awaiting-ceremony']);

  const opened = await api.post('/v1/ceremonies', { vaultId, withdrawalIds: [coin, token] });
  expect(opened.status).toBe(201);
  const frames = await api.get(`/v1/ceremonies/${String(opened.body.id)}/frames?fragmentLength=300`);
  const response = await station.sign(messageOf(frames.body));
  const answer = encodeFrames({ type: 'x-vier-response', bytes: response, maxFragmentLength: 250 });
  const scanned = Array.from({ length: answer.partCount * 2 }, (_, n) => answer.frameAt(answer.partCount + n + 1));
  const accepted = await api.post('/v1/signing-responses', { frames: scanned });
  expect(accepted.body).toMatchObject({ state: 'answered', items: [{ result: 'signed' }, { result: 'signed' }] });
  for (const id of [coin, token]) await waitForState(api, id, ['confirmed']);

  const again = await api.post('/v1/signing-responses', asScanned(response));
  expect(again.body).toMatchObject({ id: opened.body.id, state: 'answered' });
  expect(await world.chain.countSent(wallet.address)).toBe(2);
  const bundle = await world.people.auditor.api.get(`/v1/ceremonies/${String(opened.body.id)}/bundle`);
  expect(bundle.status).toBe(200);
}, 60_000);

test('balances, wallets, policies and vaults can be read', async () => {
  const { api } = world.people.auditor;
  const wallets = await api.get('/v1/wallets');
  const [wallet] = (wallets.body.items ?? []) as { id: string }[];
  const balances = await api.get(`/v1/wallets/${wallet?.id}/balances`);
  expect(balances.body.items).toMatchObject([
    { symbol: 'ETH', token: null },
    { symbol: 'USDX', token: world.chain.token },
  ]);
  for (const path of [
    '/v1/policies',
    '/v1/vaults',
    '/v1/withdrawals?limit=2',
    '/v1/ceremonies',
    `/v1/wallets/${wallet?.id}`,
  ]) {
    expect((await api.get(path)).status).toBe(200);
  }
  expect((await world.people.administrator.api.get('/v1/pairings')).status).toBe(200);
  const verdict = await world.coordinator.services.db.transaction().execute(verifyAudit);
  expect(verdict).toMatchObject({ ok: true });
});

test('a list goes on where its page ended', async () => {
  const { api } = world.people.operator;
  const all = await api.get('/v1/withdrawals');
  const ids = ((all.body.items ?? []) as { id: string }[]).map((item) => item.id);
  const paged: string[] = [];
  for (let cursor: unknown = ''; cursor !== null; ) {
    const { body } = await api.get(`/v1/withdrawals?limit=1${cursor === '' ? '' : `&cursor=${String(cursor)}`}`);
    paged.push(...((body.items ?? []) as { id: string }[]).map((item) => item.id));
    cursor = body.nextCursor;
  }
  expect(paged).toEqual(ids);
});
