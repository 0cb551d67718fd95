import { computeAddress, formatUnits, parseUnits, SigningKey } from 'ethers';
import fc from 'fast-check';
import { getAddress } from 'viem';
import { describe, expect, it } from 'vitest';
import vectors from '../../../vectors/evm/addresses.json' with { type: 'json' };
import { fromHex, toHex } from '../../bytes/index.ts';
import { codeOf } from '../../testing/code-of.ts';
import { addressOfPublicKey, groupAddress, parseAddress, toChecksumAddress, uncompressedPoint } from './address.ts';
import { formatAmount, parseAmount } from './amount.ts';

describe('EIP-55', () => {
  it.each(vectors.checksummed)('%s', (text) => {
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
    ['0X5AAEB6053F3E94C9B9A09F33669435E7EF1BEAED', 'ADDRESS_INVALID'],
    ['0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeg', 'ADDRESS_INVALID'],
    ['0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed\n', 'ADDRESS_INVALID'],
    ['0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeАed', 'ADDRESS_INVALID'],
    ['', 'ADDRESS_INVALID'],
    ['0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAe', 'ADDRESS_INVALID'],
    ['0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAedd', 'ADDRESS_INVALID'],
    [' 0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed', 'ADDRESS_INVALID'],
    ['vitalik.eth', 'ADDRESS_INVALID'],
  ];
  it.each(wrong)('refuses %s', (text, code) => {
    expect(codeOf(() => parseAddress(text))).toBe(code);
  });

  it('a letter of the wrong case, or two digits swapped, is noticed', () => {
    const text = '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed';
    for (let position = 2; position < text.length; position++) {
      const letter = text.charAt(position);
      const flipped = letter === letter.toUpperCase() ? letter.toLowerCase() : letter.toUpperCase();
      if (flipped === letter) continue;
      const changed = text.slice(0, position) + flipped + text.slice(position + 1);
      expect(codeOf(() => parseAddress(changed))).toBe('ADDRESS_CHECKSUM');
    }
    expect(codeOf(() => parseAddress('0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAde'))).toBe('ADDRESS_CHECKSUM');
  });

  it('an address without a checksum is taken, in lower or upper case', () => {
    const bytes = fromHex('5aaeb6053f3e94c9b9a09f33669435e7ef1beaed');
    expect(parseAddress('0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed')).toEqual(bytes);
    expect(parseAddress('0x5AAEB6053F3E94C9B9A09F33669435E7EF1BEAED')).toEqual(bytes);
  });

  it('only 20 bytes are an address', () => {
    expect(codeOf(() => toChecksumAddress(new Uint8Array(19)))).toBe('ADDRESS_INVALID');
    expect(codeOf(() => toChecksumAddress(new Uint8Array(32)))).toBe('ADDRESS_INVALID');
  });

  it('shows an address in groups of four', () => {
    expect(groupAddress(toChecksumAddress(fromHex('5aaeb6053f3e94c9b9a09f33669435e7ef1beaed')))).toBe(
      '0x5aAe b605 3F3E 94C9 b9A0 9f33 6694 35E7 Ef1B eAed',
    );
  });
});

describe('the address of a public key', () => {
  it('is the one of ethers, whether the key is compressed or not', () => {
    const keys = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => bytes.with(0, 1));
    fc.assert(
      fc.property(keys, (key) => {
        const { publicKey, compressedPublicKey } = new SigningKey(key);
        expect(toChecksumAddress(addressOfPublicKey(fromHex(publicKey)))).toBe(computeAddress(publicKey));
        expect(toChecksumAddress(addressOfPublicKey(fromHex(compressedPublicKey)))).toBe(computeAddress(publicKey));
        expect(`0x${toHex(uncompressedPoint(fromHex(compressedPublicKey)))}`).toBe(publicKey);
      }),
      { numRuns: 30 },
    );
  });

  it.each([
    ['no bytes', ''],
    ['infinity', '00'],
    ['an x that is on no point', `02${'00'.repeat(31)}05`],
    ['an x over the field', `02${'ff'.repeat(32)}`],
    ['a hybrid form', `06${'01'.repeat(64)}`],
    ['a point beside the curve', `04${'01'.repeat(64)}`],
    ['32 bytes', '01'.repeat(32)],
  ])('%s is refused', (_name, point) => {
    expect(codeOf(() => addressOfPublicKey(fromHex(point)))).toBe('PUBLIC_KEY_INVALID');
  });
});

describe('amounts', () => {
  it('are read as they are shown, whatever the decimals', () => {
    fc.assert(
      fc.property(fc.bigInt(0n, 2n ** 256n - 1n), fc.integer({ min: 0, max: 77 }), (amount, decimals) => {
        const text = formatAmount(amount, decimals);
        expect(parseAmount(text, decimals)).toBe(amount);
        expect(text).toBe(formatUnits(amount, decimals).replace(/\.0$/, ''));
        expect(parseUnits(text, decimals)).toBe(amount);
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
    ['1.', 6, 'AMOUNT_INVALID'],
    ['1.5.0', 6, 'AMOUNT_INVALID'],
    ['+1', 6, 'AMOUNT_INVALID'],
    [' 1', 6, 'AMOUNT_INVALID'],
    ['1\n', 6, 'AMOUNT_INVALID'],
    ['1_000', 6, 'AMOUNT_INVALID'],
    ["1'000", 6, 'AMOUNT_INVALID'],
    ['١', 6, 'AMOUNT_INVALID'],
    ['Infinity', 6, 'AMOUNT_INVALID'],
    ['9'.repeat(79), 0, 'AMOUNT_INVALID'],
    ['1.0', 0, 'AMOUNT_TOO_PRECISE'],
    ['1.10', 1, 'AMOUNT_TOO_PRECISE'],
    ['0', 18, 0n],
    ['7', 0, 7n],
  ];
  it.each(texts)('%s with %i decimals', (text, decimals, expected) => {
    if (typeof expected === 'bigint') expect(parseAmount(text, decimals)).toBe(expected);
    else expect(codeOf(() => parseAmount(text, decimals))).toBe(expected);
  });

  it('below zero or with impossible decimals are a bug, not a refusal', () => {
    expect(() => formatAmount(-1n, 18)).toThrow(RangeError);
    for (const decimals of [-1, 1.5, 78, Number.NaN]) {
      expect(() => formatAmount(1n, decimals)).toThrow(RangeError);
      expect(() => parseAmount('1', decimals)).toThrow(RangeError);
    }
  });
});
