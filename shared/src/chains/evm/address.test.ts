import fc from 'fast-check';
import { getAddress } from 'viem';
import { describe, expect, it } from 'vitest';
import { fromHex, Refusal, toHex } from '../../bytes/index.ts';
import { groupAddress, parseAddress, toChecksumAddress } from './address.ts';
import { formatAmount, parseAmount } from './amount.ts';

function codeOf(action: () => unknown): string {
  try {
    action();
    return 'accepted';
  } catch (error) {
    return error instanceof Refusal ? error.code : `threw ${error}`;
  }
}

describe('EIP-55', () => {
  const vectors = [
    '0x52908400098527886E0F7030069857D2E4169EE7',
    '0x8617E340B3D01FA5F11F306F4090FD50E238070D',
    '0xde709f2102306220921060314715629080e2fb77',
    '0x27b1fdb04752bbc536007a920d24acb045561c26',
    '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed',
    '0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359',
    '0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB',
    '0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb',
  ];
  it.each(vectors)('%s', (text) => {
    expect(toChecksumAddress(parseAddress(text))).toBe(text);
  });

  it('agrees with viem', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 20, maxLength: 20 }), (bytes) => {
        expect(toChecksumAddress(bytes)).toBe(getAddress(`0x${toHex(bytes)}`));
      }),
    );
  });

  const wrong: readonly (readonly [string, string])[] = [
    ['0x5aaeb6053F3E94C9b9A09f33669435E7Ef1BeAed', 'ADDRESS_CHECKSUM'],
    ['5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed', 'ADDRESS_INVALID'],
    ['0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAe', 'ADDRESS_INVALID'],
    ['0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAedd', 'ADDRESS_INVALID'],
    [' 0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed', 'ADDRESS_INVALID'],
    ['vitalik.eth', 'ADDRESS_INVALID'],
  ];
  it.each(wrong)('refuses %s', (text, code) => {
    expect(codeOf(() => parseAddress(text))).toBe(code);
  });

  it('shows an address in groups of four', () => {
    expect(groupAddress(toChecksumAddress(fromHex('5aaeb6053f3e94c9b9a09f33669435e7ef1beaed')))).toBe(
      '0x5aAe b605 3F3E 94C9 b9A0 9f33 6694 35E7 Ef1B eAed',
    );
  });
});

describe('amounts', () => {
  it('are read as they are shown, whatever the decimals', () => {
    fc.assert(
      fc.property(fc.bigInt(0n, 2n ** 256n - 1n), fc.integer({ min: 0, max: 36 }), (amount, decimals) => {
        expect(parseAmount(formatAmount(amount, decimals), decimals)).toBe(amount);
      }),
    );
  });

  const texts: readonly (readonly [string, number, bigint | string])[] = [
    ['1.5', 18, 1_500_000_000_000_000_000n],
    ['0.000001', 6, 1n],
    ['1250', 2, 125_000n],
    ['1.0000001', 6, 'AMOUNT_TOO_PRECISE'],
    ['1,5', 6, 'AMOUNT_INVALID'],
    ['-1', 6, 'AMOUNT_INVALID'],
    ['1e6', 6, 'AMOUNT_INVALID'],
    ['01', 6, 'AMOUNT_INVALID'],
    ['.5', 6, 'AMOUNT_INVALID'],
    ['5.', 6, 'AMOUNT_INVALID'],
    ['', 6, 'AMOUNT_INVALID'],
    ['0x10', 6, 'AMOUNT_INVALID'],
  ];
  it.each(texts)('%s with %i decimals', (text, decimals, expected) => {
    if (typeof expected === 'bigint') expect(parseAmount(text, decimals)).toBe(expected);
    else expect(codeOf(() => parseAmount(text, decimals))).toBe(expected);
  });
});
