import type { Balance } from '../wallets/wallets-api.ts';

/** Balances of several wallets added up, one a chain and asset, in the order in which they first come. */
export function totalsOf(balances: readonly Balance[]): readonly Balance[] {
  const totals = new Map<string, Balance>();
  for (const balance of balances) {
    const key = `${balance.chain} ${balance.token}`;
    const before = totals.get(key);
    const amount = BigInt(before?.amount ?? '0') + BigInt(balance.amount);
    totals.set(key, { ...(before ?? balance), amount: amount.toString() });
  }
  return [...totals.values()];
}
