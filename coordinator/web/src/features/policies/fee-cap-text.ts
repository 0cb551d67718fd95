import { formatAmount } from '@vieraugen/shared/chains/evm';
import { groupDigits } from '../../ui/format.ts';
import type { AssetRule, ChainRule } from './policies-api.ts';

/** The relative fee cap of an asset as people read it: a part of the amount, or so much for each whole unit. */
export function feeCapText(asset: AssetRule, chain: ChainRule): string {
  const fee = BigInt(asset.feeRatio.fee);
  const perAmount = BigInt(asset.feeRatio.perAmount);
  if (asset.token === null) {
    const percent = exactQuotient(fee * 100n * PERCENT_SCALE, perAmount);
    if (percent !== undefined) return `${formatAmount(percent, PERCENT_DECIMALS)} % of the amount`;
  }
  const perUnit = exactQuotient(fee * 10n ** BigInt(asset.decimals), perAmount);
  if (perUnit !== undefined) {
    return `${amount(perUnit, chain.coinDecimals, chain.coinSymbol)} per ${asset.symbol}`;
  }
  return `${amount(fee, chain.coinDecimals, chain.coinSymbol)} per ${amount(perAmount, asset.decimals, asset.symbol)}`;
}

const PERCENT_DECIMALS = 6;
const PERCENT_SCALE = 10n ** BigInt(PERCENT_DECIMALS);

/** Undefined where it would have to be rounded: a limit is never shown as another number than it is. */
function exactQuotient(dividend: bigint, divisor: bigint): bigint | undefined {
  return divisor > 0n && dividend % divisor === 0n ? dividend / divisor : undefined;
}

function amount(value: bigint, decimals: number, symbol: string): string {
  return `${groupDigits(formatAmount(value, decimals))} ${symbol}`;
}
