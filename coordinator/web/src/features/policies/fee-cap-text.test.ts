import { expect, test } from 'vitest';
import { feeCapText } from './fee-cap-text.ts';
import type { AssetRule, ChainRule } from './policies-api.ts';

const coin: AssetRule = {
  token: null,
  symbol: 'ETH',
  decimals: 18,
  maxPerTransaction: '1',
  maxPerDay: '1',
  feeRatio: { fee: '1', perAmount: '10' },
};
const token: AssetRule = { ...coin, token: '0x5FbDB2315678afecb367f032d93F642f64180aa3', symbol: 'USDX', decimals: 6 };
const chain: ChainRule = {
  chain: 'eip155:1',
  name: 'Ethereum',
  coinSymbol: 'ETH',
  coinDecimals: 18,
  maxFee: '1',
  assets: [coin],
  destinations: [],
};

test.each<[AssetRule, AssetRule['feeRatio'], string]>([
  [coin, { fee: '1', perAmount: '10' }, '10 % of the amount'],
  [coin, { fee: '1', perAmount: '800' }, '0.125 % of the amount'],
  [token, { fee: '10000000000000000', perAmount: '1000000' }, '0.01 ETH per USDX'],
  [token, { fee: '1000000000000000', perAmount: '100000000' }, '0.00001 ETH per USDX'],
  [token, { fee: '1', perAmount: '3000000' }, '0.000000000000000001 ETH per 3 USDX'],
])('says the cap without rounding it', (asset, feeRatio, text) => {
  expect(feeCapText({ ...asset, feeRatio }, chain)).toBe(text);
});
