import { toHex } from '@vieraugen/shared/bytes';
import { encodeIntent, intentDigest } from '@vieraugen/shared/protocol';
import { describe, expect, test } from 'vitest';
import { digestOfView, intentOfView } from './intent-of-view.ts';
import type { WithdrawalView } from './withdrawals-api.ts';

const KEY_ID = '0102030405060708090a0b0c0d0e0f10'.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
const view: WithdrawalView = {
  id: '6d0d3b2a-4a3f-4d0e-9a51-0c6a7c9f1f11',
  state: 'awaiting-approval',
  reason: null,
  walletId: '0f0e0d0c-0b0a-4908-8706-050403020100',
  walletName: 'Treasury',
  kind: 'cold',
  vaultId: '11111111-2222-4333-8444-555555555555',
  chain: 'eip155:1',
  chainName: 'Ethereum',
  token: null,
  symbol: 'ETH',
  decimals: 18,
  destination: '0x70997970C51812dc3A010C7d01b50e0d17dc79C8',
  destinationLabel: 'Exchange',
  amount: '1500000000000000000',
  maxFee: '2100000000000000',
  coinSymbol: 'ETH',
  coinDecimals: 18,
  reference: null,
  requestedBy: { id: 'aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee', kind: 'account', name: 'Ada' },
  intentDigest: '00'.repeat(32),
  words: [],
  policyDigest: 'ab'.repeat(32),
  approvalsNeeded: 2,
  approvals: [],
  transaction: null,
  createdAt: '2026-01-02T03:04:05.000Z',
  updatedAt: '2026-01-02T03:04:06.000Z',
  expiresAt: '2026-01-05T03:04:05.000Z',
};
const fill = (byte: number, length: number) => new Uint8Array(length).fill(byte);

describe('intentOfView', () => {
  test('makes the very bytes that the API had approved', () => {
    const intent = intentOfView(view, KEY_ID);
    expect(intent).toMatchObject({
      chain: 'eip155:1',
      token: new Uint8Array(0),
      amount: 1_500_000_000_000_000_000n,
      createdAt: 1_767_323_045,
      expiresAt: 1_767_582_245,
      policyDigest: fill(0xab, 32),
    });
    expect(toHex(intent.vaultId)).toBe('11111111222243338444555555555555');
    expect(digestOfView(view, KEY_ID)).toEqual(intentDigest(encodeIntent(intent)));
  });

  test('names no vault for a hot wallet', () => {
    expect(intentOfView({ ...view, kind: 'hot', vaultId: null }, KEY_ID).vaultId).toEqual(fill(0, 16));
  });

  test.each<Partial<WithdrawalView>>([
    { amount: '1500000000000000001' },
    { destination: '0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC' },
    { chain: 'eip155:10' },
    { token: '0x5FbDB2315678afecb367f032d93F642f64180aa3' },
    { maxFee: '2100000000000001' },
    { requestedBy: { ...view.requestedBy, id: 'aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeef' } },
  ])('another value on the screen has another digest: %o', (change) => {
    expect(digestOfView({ ...view, ...change }, KEY_ID)).not.toEqual(digestOfView(view, KEY_ID));
  });
});
