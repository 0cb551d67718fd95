import { describe, expect, it } from 'vitest';
import { fromHex, Refusal, toHex } from '../bytes/index.ts';
import { buildTransfer, decodeTransfer, type EvmTransfer } from '../chains/evm/index.ts';
import type { WithdrawalIntent } from '../protocol/index.ts';
import { judgePayment, type Payment } from './judge-payment.ts';
import { checkPaymentMatchesIntent, paymentOfTransfer } from './match-intent.ts';
import { type ChainRule, decodePolicy, encodePolicy, type Policy, policyDigest } from './policy.ts';

const NATIVE = new Uint8Array(0);
const TOKEN = fromHex('5fbdb2315678afecb367f032d93f642f64180aa3');
const PARTNER = fromHex('70997970c51812dc3a010c7d01b50e0d17dc79c8');
const ETHER = 10n ** 18n;

const chain: ChainRule = {
  chain: 'eip155:31337',
  name: 'Test chain',
  coinSymbol: 'ETH',
  coinDecimals: 18,
  maxFee: ETHER / 100n,
  assets: [
    {
      token: NATIVE,
      symbol: 'ETH',
      decimals: 18,
      maxPerTransaction: 10n * ETHER,
      maxPerDay: 25n * ETHER,
      feeRatio: { fee: 1n, perAmount: 100n },
    },
    {
      token: TOKEN,
      symbol: 'DEUR',
      decimals: 6,
      maxPerTransaction: 1_000_000_000n,
      maxPerDay: 5_000_000_000n,
      feeRatio: { fee: ETHER, perAmount: 100_000_000_000n },
    },
  ],
  destinations: [{ address: PARTNER, label: 'Partner bank' }],
};
const policy: Policy = { version: 1, revision: 1, approverQuorum: 2, officerQuorum: 2, chains: [chain] };
const payment: Payment = {
  chain: 'eip155:31337',
  token: NATIVE,
  destination: PARTNER,
  amount: 2n * ETHER,
  fee: ETHER / 100n,
};

function codeOf(action: () => unknown): string {
  try {
    action();
    return 'accepted';
  } catch (error) {
    return error instanceof Refusal ? error.code : `threw ${error}`;
  }
}

describe('a policy', () => {
  it('is read as it was written, and known by its digest', () => {
    const bytes = encodePolicy(policy);
    expect(decodePolicy(bytes)).toEqual(policy);
    expect(toHex(policyDigest(bytes))).not.toBe(toHex(policyDigest(encodePolicy({ ...policy, revision: 2 }))));
  });

  const bad: readonly (readonly [string, Policy, string])[] = [
    ['one approver is enough', { ...policy, approverQuorum: 1 }, 'POLICY_QUORUM_TOO_SMALL'],
    ['one officer is enough', { ...policy, officerQuorum: 1 }, 'POLICY_QUORUM_TOO_SMALL'],
    ['no officer is needed', { ...policy, officerQuorum: 0 }, 'POLICY_QUORUM_TOO_SMALL'],
    ['a chain stands in it twice', { ...policy, chains: [chain, chain] }, 'POLICY_AMBIGUOUS'],
    [
      'an asset stands in it twice',
      { ...policy, chains: [{ ...chain, assets: [...chain.assets, ...chain.assets] }] },
      'POLICY_AMBIGUOUS',
    ],
    [
      'a destination stands in it twice',
      { ...policy, chains: [{ ...chain, destinations: [...chain.destinations, ...chain.destinations] }] },
      'POLICY_AMBIGUOUS',
    ],
    ['its version is not known', { ...policy, version: 2 }, 'POLICY_VERSION_UNSUPPORTED'],
    ['it allows no chain', { ...policy, chains: [] }, 'MESSAGE_FIELD_INVALID'],
    [
      'a fee is for nothing',
      {
        ...policy,
        chains: [
          { ...chain, assets: chain.assets.map((asset) => ({ ...asset, feeRatio: { fee: 1n, perAmount: 0n } })) },
        ],
      },
      'POLICY_FEE_RATIO_INVALID',
    ],
  ];
  it.each(bad)('in which %s is refused', (_name, wrong, code) => {
    expect(codeOf(() => encodePolicy(wrong))).toBe(code);
  });
});

describe('a payment', () => {
  it('within every limit is allowed, and named as people know it', () => {
    const allowed = judgePayment(policy, payment, 0n);
    expect([allowed.asset.symbol, allowed.destination.label, allowed.chain.name]).toEqual([
      'ETH',
      'Partner bank',
      'Test chain',
    ]);
  });

  const cases: readonly (readonly [string, Partial<Payment>, bigint, string])[] = [
    ['on another chain', { chain: 'eip155:1' }, 0n, 'POLICY_CHAIN_NOT_ALLOWED'],
    ['of another token', { token: PARTNER }, 0n, 'POLICY_ASSET_NOT_ALLOWED'],
    ['to an address that is not listed', { destination: TOKEN }, 0n, 'POLICY_DESTINATION_NOT_ALLOWED'],
    ['of exactly the limit', { amount: 10n * ETHER }, 0n, 'accepted'],
    ['one over the limit', { amount: 10n * ETHER + 1n }, 0n, 'POLICY_OVER_TRANSACTION_LIMIT'],
    ['that fills the day exactly', {}, 23n * ETHER, 'accepted'],
    ['that is one over the day', {}, 23n * ETHER + 1n, 'POLICY_OVER_DAY_LIMIT'],
    ['one over the absolute fee cap', { fee: ETHER / 100n + 1n }, 0n, 'POLICY_FEE_OVER_ABSOLUTE_CAP'],
    ['at the relative fee cap', { amount: ETHER, fee: ETHER / 100n }, 0n, 'accepted'],
    ['one over the relative fee cap', { amount: ETHER - 1n, fee: ETHER / 100n }, 0n, 'POLICY_FEE_OVER_RELATIVE_CAP'],
    [
      'of a token whose fee is too high for it',
      { token: TOKEN, amount: 999_999_999n, fee: ETHER / 100n },
      0n,
      'POLICY_FEE_OVER_RELATIVE_CAP',
    ],
    ['of a token within its cap', { token: TOKEN, amount: 1_000_000_000n, fee: ETHER / 100n }, 0n, 'accepted'],
  ];
  it.each(cases)('%s', (_name, change, spent, code) => {
    expect(codeOf(() => judgePayment(policy, { ...payment, ...change }, spent))).toBe(code);
  });
});

describe('a transaction', () => {
  const transfer: EvmTransfer = {
    chainId: 31337n,
    nonce: 0n,
    maxPriorityFeePerGas: 1n,
    maxFeePerGas: 10n,
    gasLimit: 60_000n,
    asset: { kind: 'erc20', contract: TOKEN },
    destination: PARTNER,
    amount: 500n,
  };
  const intent: WithdrawalIntent = {
    withdrawalId: new Uint8Array(16),
    vaultId: new Uint8Array(16),
    chain: 'eip155:31337',
    keyId: new Uint8Array(16),
    token: TOKEN,
    destination: PARTNER,
    amount: 500n,
    maxFee: 600_000n,
    requestedBy: new Uint8Array(16),
    createdAt: 0,
    expiresAt: 1,
    policyDigest: new Uint8Array(32),
  };

  it('that does what was approved, within the approved fee, matches', () => {
    const payment = paymentOfTransfer(decodeTransfer(buildTransfer(transfer)));
    expect(codeOf(() => checkPaymentMatchesIntent(payment, intent))).toBe('accepted');
  });

  const changes: readonly (readonly [string, Partial<EvmTransfer>, string])[] = [
    ['another chain', { chainId: 1n }, 'INTENT_CHAIN_DIFFERS'],
    ['the coin instead of the token', { asset: { kind: 'native' } }, 'INTENT_ASSET_DIFFERS'],
    ['another token', { asset: { kind: 'erc20', contract: new Uint8Array(20).fill(9) } }, 'INTENT_ASSET_DIFFERS'],
    ['another destination', { destination: new Uint8Array(20).fill(1) }, 'INTENT_DESTINATION_DIFFERS'],
    ['a higher amount', { amount: 501n }, 'INTENT_AMOUNT_DIFFERS'],
    ['a lower amount', { amount: 499n }, 'INTENT_AMOUNT_DIFFERS'],
    ['a higher fee', { maxFeePerGas: 11n }, 'INTENT_FEE_EXCEEDED'],
  ];
  it.each(changes)('with %s after the approval does not match', (_name, change, code) => {
    const payment = paymentOfTransfer(decodeTransfer(buildTransfer({ ...transfer, ...change })));
    expect(codeOf(() => checkPaymentMatchesIntent(payment, intent))).toBe(code);
  });
});
