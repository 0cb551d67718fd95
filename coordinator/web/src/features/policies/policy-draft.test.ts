import { describe, expect, test } from 'vitest';
import { draftOf, NEW_CHAIN, NEW_POLICY, NEW_TOKEN, type PolicyDraft, readDraft } from './policy-draft.ts';

const ADDRESS = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8';
const draft: PolicyDraft = {
  ...NEW_POLICY,
  chains: [
    {
      ...NEW_CHAIN,
      assets: [
        {
          ...NEW_CHAIN.assets[0],
          ...NEW_TOKEN,
          token: '',
          symbol: 'ETH',
          decimals: '18',
          maxPerTransaction: '2.5',
          maxPerDay: '10',
        },
        {
          ...NEW_TOKEN,
          token: '0x5fbdb2315678afecb367f032d93f642f64180aa3',
          symbol: 'USDX',
          maxPerTransaction: '1000.5',
          maxPerDay: '5000',
          feeRatioFee: '0.001',
          feeRatioPer: '100',
        },
      ],
      destinations: [{ label: ' Exchange ', address: ADDRESS }],
    },
  ],
};

describe('readDraft', () => {
  test('makes amounts of the smallest unit and addresses with their checksum', () => {
    const { policy } = readDraft(draft, 4);
    expect(policy).toMatchObject({ revision: 4, approverQuorum: 2, officerQuorum: 2 });
    expect(policy?.chains[0]).toMatchObject({ chain: 'eip155:1', maxFee: '20000000000000000' });
    expect(policy?.chains[0]?.assets[1]).toEqual({
      token: '0x5FbDB2315678afecb367f032d93F642f64180aa3',
      symbol: 'USDX',
      decimals: 6,
      maxPerTransaction: '1000500000',
      maxPerDay: '5000000000',
      feeRatio: { fee: '1000000000000000', perAmount: '100000000' },
    });
    expect(policy?.chains[0]?.destinations).toEqual([{ label: 'Exchange', address: ADDRESS }]);
  });

  test('reads what it wrote', () => {
    const { policy } = readDraft(draft, 4);
    if (policy === undefined) throw new Error('the draft must be whole');
    expect(readDraft(draftOf(policy), 4).policy).toEqual(policy);
  });

  test('names every place where something is wrong', () => {
    const { problems } = readDraft({ ...NEW_POLICY, approverQuorum: '1' }, 1);
    expect([...(problems?.keys() ?? [])].sort()).toEqual([
      'approverQuorum',
      'chains.0.assets.0.maxPerDay',
      'chains.0.assets.0.maxPerTransaction',
      'chains.0.destinations.0.address',
      'chains.0.destinations.0.label',
    ]);
  });

  test('refuses an address with a wrong checksum', () => {
    const [chain] = draft.chains;
    if (chain === undefined) throw new Error('the draft has a chain');
    const mistyped = { label: 'Exchange', address: ADDRESS.replace('79C8', '79c8') };
    const { problems } = readDraft({ ...draft, chains: [{ ...chain, destinations: [mistyped] }] }, 1);
    expect(problems?.get('chains.0.destinations.0.address')).toMatch(/checksum/);
  });
});
