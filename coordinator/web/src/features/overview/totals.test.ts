import { expect, test } from 'vitest';
import { totalsOf } from './totals.ts';

const ether = { chain: 'eip155:1', chainName: 'Ethereum', token: null, symbol: 'ETH', decimals: 18, amount: '1' };

test('adds up exactly, and keeps chains and tokens apart', () => {
  const big = { ...ether, amount: '900719925474099312345678' };
  const token = { ...ether, token: '0x5FbDB2315678afecb367f032d93F642f64180aa3', symbol: 'USDX', amount: '7' };
  const totals = totalsOf([ether, token, big, { ...ether, chain: 'eip155:10' }]);
  expect(totals.map(({ chain, symbol, amount }) => [chain, symbol, amount])).toEqual([
    ['eip155:1', 'ETH', '900719925474099312345679'],
    ['eip155:1', 'USDX', '7'],
    ['eip155:10', 'ETH', '1'],
  ]);
});
