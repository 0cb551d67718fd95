import { decodePolicy, encodePolicy, judgePayment } from '@vieraugen/shared/policy';
import { testPolicyBytes } from '../../../shared/src/testing/test-policy.ts';
import { mutateCbor } from '../mutate-cbor.ts';
import { demand, demandSame, type FuzzTarget, orRefused } from '../target.ts';

/** A policy as an offer brings it; what it says is then asked about each of its own payments. */
export const target: FuzzTarget = {
  maxLength: 40_000,
  mutate: mutateCbor,
  seeds: () => [testPolicyBytes],
  run: (input) => {
    const policy = orRefused(() => decodePolicy(input));
    if (policy === undefined) return;
    demandSame(encodePolicy(policy), input);
    for (const { chain, maxFee, assets, destinations } of policy.chains) {
      for (const { token, maxPerTransaction, maxPerDay } of assets) {
        const destination = destinations[0]?.address ?? new Uint8Array(20);
        for (const amount of [1n, maxPerTransaction, maxPerTransaction + 1n]) {
          const payment = { chain, token, destination, amount, fee: maxFee };
          const allowed = orRefused(() => judgePayment(policy, payment, 0n));
          const isWithin = amount <= maxPerTransaction && amount <= maxPerDay && destinations.length > 0;
          demand(allowed === undefined || isWithin, 'a payment above a limit, or to nobody on the list, is allowed');
        }
      }
    }
  },
};
