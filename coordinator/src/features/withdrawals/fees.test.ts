import { testPolicy } from '@vieraugen/shared/testing';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chooseMaxFee, estimatedFee, feeCap, gasLimitFor, PLAIN_TRANSFER_GAS, pricesWithin } from './fees.ts';

const GWEI = 10n ** 9n;
const wei = fc.bigInt({ min: 0n, max: 10n ** 30n });
const price = fc.bigInt({ min: 0n, max: 10n ** 13n });
const gas = fc.bigInt({ min: PLAIN_TRANSFER_GAS, max: 300_000n });

test('a plain transfer has exactly its gas; others a quarter more', () => {
  expect(gasLimitFor(21_000n)).toBe(21_000n);
  expect(gasLimitFor(40_000n)).toBe(50_000n);
});

test('the cap is the lower of the absolute and the relative one', () => {
  const [chain] = testPolicy.chains;
  const [coin] = chain?.assets ?? [];
  if (!chain || !coin) throw new Error('the test policy has a chain and a coin');
  expect(feeCap(chain, coin, 10n ** 18n)).toBe(chain.maxFee);
  expect(feeCap(chain, coin, 1_000n)).toBe(100n);
});

test('the chosen fee is between the estimate and the cap, or the estimate where the cap is too low', () => {
  fc.assert(
    fc.property(wei, wei, (estimate, cap) => {
      const chosen = chooseMaxFee({ requested: undefined, estimate, cap });
      expect(chosen >= estimate).toBe(true);
      expect(chosen <= cap || chosen === estimate).toBe(true);
    }),
  );
  expect(chooseMaxFee({ requested: 5n, estimate: 10n, cap: 100n })).toBe(5n);
});

test('prices never cost more than was approved, and always enough for the present block', () => {
  fc.assert(
    fc.property(
      price,
      price,
      gas,
      wei,
      fc.constantFrom('now' as const, 'later' as const),
      (baseFee, tip, gasLimit, maxFee, sent) => {
        const prices = pricesWithin({ fees: { baseFee, tip }, gasLimit, maxFee }, sent);
        if (prices === undefined) {
          expect((baseFee + tip) * gasLimit > maxFee - gasLimit).toBe(true);
          return;
        }
        expect(prices.maxFeePerGas * gasLimit <= maxFee).toBe(true);
        expect(prices.maxFeePerGas >= baseFee + tip).toBe(true);
        expect(prices.maxPriorityFeePerGas <= prices.maxFeePerGas).toBe(true);
      },
    ),
  );
});

test('what goes through a ceremony offers all that was approved', () => {
  const fees = { baseFee: 10n * GWEI, tip: GWEI };
  const maxFee = 4n * estimatedFee(fees, 21_000n);
  expect(pricesWithin({ fees, gasLimit: 21_000n, maxFee }, 'now')?.maxFeePerGas).toBe(21n * GWEI);
  expect(pricesWithin({ fees, gasLimit: 21_000n, maxFee }, 'later')?.maxFeePerGas).toBe(84n * GWEI);
});
