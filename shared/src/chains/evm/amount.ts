import { refuseUnless } from '../../bytes/index.ts';

/** With more, not even the largest amount (2^256 - 1, 78 digits) would reach one whole unit. */
const MAX_DECIMALS = 77;

/** An amount in its smallest unit as people read it: 1500000000000000000 with 18 decimals is `1.5`. Never rounded. */
export function formatAmount(amount: bigint, decimals: number): string {
  if (amount < 0n) throw new RangeError('formatAmount: an amount is not negative');
  checkDecimals(decimals);
  const digits = amount.toString().padStart(decimals + 1, '0');
  const whole = digits.slice(0, digits.length - decimals);
  const fraction = digits.slice(digits.length - decimals).replace(/0+$/, '');
  return fraction === '' ? whole : `${whole}.${fraction}`;
}

/**
 * The smallest-unit amount of a decimal text such as `1.5`. Only digits and one point; no sign, exponent or grouping.
 *
 * Refuses with AMOUNT_INVALID or AMOUNT_TOO_PRECISE.
 */
export function parseAmount(text: string, decimals: number): bigint {
  checkDecimals(decimals);
  refuseUnless(
    /^(0|[1-9][0-9]{0,77})(\.[0-9]{1,77})?$/.test(text),
    'AMOUNT_INVALID',
    'An amount is digits with at most one decimal point: 1250.75',
  );
  const [whole = '', fraction = ''] = text.split('.');
  refuseUnless(
    fraction.length <= decimals,
    'AMOUNT_TOO_PRECISE',
    `This asset has ${decimals} decimals; the amount has ${fraction.length}.`,
  );
  return BigInt(whole + fraction.padEnd(decimals, '0'));
}

function checkDecimals(decimals: number): void {
  if (Number.isInteger(decimals) && decimals >= 0 && decimals <= MAX_DECIMALS) return;
  throw new RangeError(`an asset has 0 to ${MAX_DECIMALS} decimals`);
}
