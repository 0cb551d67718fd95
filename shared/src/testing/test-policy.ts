import { parseAddress } from '../chains/evm/index.ts';
import { encodePolicy, type Policy } from '../policy/index.ts';

/** The chain of {@link testPolicy}. */
export const TEST_CHAIN = 'eip155:31337';
/** A token of {@link testPolicy}: USDX, 6 decimals. */
export const TEST_TOKEN: Uint8Array = parseAddress('0x5FbDB2315678afecb367f032d93F642f64180aa3');
/** The destination "Exchange account" of {@link testPolicy}. */
export const TEST_DESTINATION: Uint8Array = parseAddress('0x70997970C51812dc3A010C7d01b50e0d17dc79C8');

const ETHER = 10n ** 18n;

/** A policy with one chain, its coin (5 ETH a payment, 8 a day, fee at most 0.01) and one token (10,000 and 15,000). */
export const testPolicy: Policy = {
  version: 1,
  revision: 1,
  approverQuorum: 2,
  officerQuorum: 2,
  chains: [
    {
      chain: TEST_CHAIN,
      name: 'Anvil',
      coinSymbol: 'ETH',
      coinDecimals: 18,
      maxFee: ETHER / 100n,
      assets: [
        {
          token: new Uint8Array(0),
          symbol: 'ETH',
          decimals: 18,
          maxPerTransaction: 5n * ETHER,
          maxPerDay: 8n * ETHER,
          feeRatio: { fee: 1n, perAmount: 10n },
        },
        {
          token: TEST_TOKEN,
          symbol: 'USDX',
          decimals: 6,
          maxPerTransaction: 10_000_000_000n,
          maxPerDay: 15_000_000_000n,
          feeRatio: { fee: ETHER / 100n, perAmount: 1_000_000n },
        },
      ],
      destinations: [{ address: TEST_DESTINATION, label: 'Exchange account' }],
    },
  ],
};

/** {@link testPolicy}'s exact bytes. */
export const testPolicyBytes: Uint8Array = encodePolicy(testPolicy);
