import { describe, expect, test } from 'vitest';
import type { PolicyJson } from '../policies/policies-api.ts';
import { amountOf, assetChoices, type Draft, draftErrors } from './withdrawal-draft.ts';

const ADDRESS = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8';
const policy: PolicyJson = {
  revision: 1,
  approverQuorum: 2,
  officerQuorum: 2,
  chains: [
    {
      chain: 'eip155:1',
      name: 'Ethereum',
      coinSymbol: 'ETH',
      coinDecimals: 18,
      maxFee: '10000000000000000',
      assets: [
        {
          token: null,
          symbol: 'ETH',
          decimals: 18,
          maxPerTransaction: '5000000000000000000',
          maxPerDay: '9000000000000000000',
          feeRatio: { fee: '1', perAmount: '10' },
        },
      ],
      destinations: [{ address: ADDRESS, label: 'Treasury' }],
    },
  ],
};
const [ether] = assetChoices(policy);
const draft: Draft = { walletId: 'w', asset: 'eip155:1 coin', destination: ADDRESS, amount: '1.5', reference: '' };

describe('amountOf', () => {
  test('reads a decimal amount into the smallest unit', () => {
    expect(amountOf(' 1.5 ', 18)).toBe(1_500_000_000_000_000_000n);
  });

  test.each([['1,5'], ['1e3'], ['-1'], ['.5'], ['0x10'], ['1.1234567']])('says what is wrong with %s', (text) => {
    expect(amountOf(text, 6)).toEqual(expect.any(String));
  });
});

describe('draftErrors', () => {
  test('accepts a whole draft', () => {
    expect(draftErrors(draft, ether, 2_000_000_000_000_000_000n)).toEqual({});
  });

  test('names every field that is missing', () => {
    const empty = { walletId: '', asset: '', destination: '', amount: '', reference: '' };
    expect(Object.keys(draftErrors(empty, undefined, undefined))).toEqual(['walletId', 'asset', 'destination']);
  });

  test.each([
    ['0', undefined, /more than zero/],
    ['5.000000000000000001', undefined, /at most 5 ETH/],
    ['1.5', 1_400_000_000_000_000_000n, /holds 1.4 ETH/],
  ])('refuses %s', (amount, balance, reason) => {
    expect(draftErrors({ ...draft, amount }, ether, balance).amount).toMatch(reason);
  });
});
