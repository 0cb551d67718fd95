import { decode as cborgDecode, encode as cborgEncode, rfc8949EncodeOptions } from 'cborg';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromHex, Refusal, toHex } from '../bytes/index.ts';
import { CborTagged, type CborValue, decodeCbor, encodeCbor } from './cbor.ts';

const LIMIT = 4096;

function refusalOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
  return 'accepted';
}

describe('RFC 8949, appendix A: examples within our subset', () => {
  const vectors: readonly (readonly [string, CborValue])[] = [
    ['00', 0],
    ['17', 23],
    ['1818', 24],
    ['1903e8', 1000],
    ['1a000f4240', 1_000_000],
    ['1b000000e8d4a51000', 1_000_000_000_000],
    ['20', -1],
    ['3903e7', -1000],
    ['f4', false],
    ['f5', true],
    ['4401020304', Uint8Array.of(1, 2, 3, 4)],
    ['6449455446', 'IETF'],
    ['62c3bc', 'ü'],
    ['80', []],
    ['83010203', [1, 2, 3]],
    ['a0', new Map()],
    [
      'a201020304',
      new Map([
        [1, 2],
        [3, 4],
      ]),
    ],
  ];
  it.each(vectors)('%s', (hex, value) => {
    expect(toHex(encodeCbor(value))).toBe(hex);
    expect(decodeCbor(fromHex(hex), LIMIT)).toEqual(
      value instanceof Uint8Array ? expect.objectContaining({ length: value.length }) : value,
    );
  });
});

it('byte strings are the same whether they come as Uint8Array or as a Buffer', () => {
  const bytes = encodeCbor([Buffer.from('0102', 'hex'), new Map([[1, Buffer.from('03', 'hex')]])]);
  expect(toHex(bytes)).toBe('82420102a1014103');
  expect(decodeCbor(Buffer.from(bytes), LIMIT)).toEqual([Uint8Array.of(1, 2), new Map([[1, Uint8Array.of(3)]])]);
});

describe('what is refused', () => {
  const attacks: readonly (readonly [string, string])[] = [
    ['an integer that is longer than it needs to be', '1800'],
    ['a length that is longer than it needs to be', '580100'],
    ['an array of indefinite length', '9f01ff'],
    ['a string of indefinite length', '5f4101ff'],
    ['a map with unsorted keys', 'a203040102'],
    ['a map with a doubled key', 'a201010102'],
    ['a map with a text key', 'a1616101'],
    ['a float', 'fb3ff199999999999a'],
    ['a float that is an integer', 'f93c00'],
    ['not a number', 'f97e00'],
    ['null', 'f6'],
    ['undefined', 'f7'],
    ['a simple value', 'e0'],
    ['a date', 'c100'],
    ['a tagged value', 'd28440a04040'],
    ['a bignum', 'c249010000000000000000'],
    ['an integer over 53 bits', '1b0020000000000000'],
    ['the largest integer', '1bffffffffffffffff'],
    ['trailing bytes', '0000'],
    ['nothing', ''],
    ['a cut array', '8301'],
    ['an array that claims four billion items', '9affffffff'],
    ['a string that claims more than memory', '5b7fffffffffffffff00'],
    ['invalid UTF-8', '61ff'],
    ['text that is not in normal form C', '6375cc88'],
    ['nesting without end', `${'81'.repeat(3000)}00`],
    ['nesting one deeper than allowed', `${'81'.repeat(9)}00`],
  ];
  it.each(attacks)('%s', (_name, hex) => {
    expect(refusalOf(() => decodeCbor(fromHex(hex), LIMIT))).toBe('CBOR_NOT_CANONICAL');
  });

  it('more bytes than the limit, before they are decoded', () => {
    expect(refusalOf(() => decodeCbor(new Uint8Array(LIMIT + 1), LIMIT))).toBe('CBOR_TOO_LARGE');
  });

  it.each([1.5, Number.NaN, -0, 2 ** 53, undefined, null, { a: 1 }, 1n, new Map([['a', 1]]), new Date(0)])(
    'encoding %s',
    (value) => {
      expect(() => encodeCbor(value as CborValue)).toThrow(TypeError);
    },
  );
});

const value: fc.Arbitrary<CborValue> = fc.letrec<{ value: CborValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.maxSafeInteger(),
    fc.boolean(),
    fc.string().map((text) => text.normalize('NFC')),
    fc.uint8Array({ maxLength: 40 }),
    fc.array(tie('value'), { maxLength: 4 }),
    fc
      .array(fc.tuple(fc.integer({ min: -100, max: 100 }), tie('value')), { maxLength: 4 })
      .map((entries) => new Map(entries)),
  ),
})).value;

describe('tags, where they are expected', () => {
  const tags = [37, 304];
  it.each([
    ['d82541ff', 'accepted'],
    ['a101d9013080', 'accepted'],
    ['d8254d', 'CBOR_NOT_CANONICAL'],
    ['c241ff', 'CBOR_NOT_CANONICAL'],
    ['d9002541ff', 'CBOR_NOT_CANONICAL'],
    ['d82641ff', 'CBOR_NOT_CANONICAL'],
    ['d825f6', 'CBOR_NOT_CANONICAL'],
    ['d82541ff00', 'CBOR_NOT_CANONICAL'],
    [`${'d825'.repeat(9)}00`, 'CBOR_NOT_CANONICAL'],
    [`${'d825'.repeat(3000)}00`, 'CBOR_NOT_CANONICAL'],
  ])('%s', (hex, code) => {
    expect(refusalOf(() => decodeCbor(fromHex(hex), 8192, tags))).toBe(code);
  });

  it('are kept, and written as they were read', () => {
    const value = decodeCbor(fromHex('a101d8258141ff'), LIMIT, tags);
    expect(value).toEqual(new Map([[1, new CborTagged(37, [Uint8Array.of(255)])]]));
    expect(toHex(encodeCbor(value))).toBe('a101d8258141ff');
  });
});

it('maps are in the order of their encoded keys: 0, 1, 2, ... and then -1, -2, ...', () => {
  const keys = [-1, 1000, 24, -300, 23, 0, 65_536, -25, 256, 2 ** 40];
  const map = new Map(keys.map((key) => [key, 0]));
  expect(toHex(encodeCbor(map))).toBe(toHex(cborgEncode(map, rfc8949EncodeOptions)));
});

it('lengths and integers are as short as they can be, on both sides of each step', () => {
  for (const step of [24, 2 ** 8, 2 ** 16, 2 ** 32, 2 ** 53]) {
    for (const number of [step - 1, step, -step, -step - 1].filter(Number.isSafeInteger)) {
      expect(toHex(encodeCbor(number))).toBe(toHex(cborgEncode(number, rfc8949EncodeOptions)));
    }
    if (step > 2 ** 16) continue;
    for (const length of [step - 1, step]) {
      const values = [new Uint8Array(length), 'x'.repeat(length), Array.from({ length }, () => 1)];
      for (const value of values)
        expect(toHex(encodeCbor(value))).toBe(toHex(cborgEncode(value, rfc8949EncodeOptions)));
    }
  }
});

it('text is written in normal form C, and what is no text is refused', () => {
  expect(toHex(encodeCbor('u\u0308'))).toBe('62c3bc');
  expect(refusalOf(() => encodeCbor('\ud800'))).toBe('TEXT_INVALID');
});

describe('properties', () => {
  it('what is encoded decodes to bytes that encode the same', () => {
    fc.assert(
      fc.property(value, (original) => {
        const bytes = encodeCbor(original);
        expect(toHex(encodeCbor(decodeCbor(bytes, 1 << 20)))).toBe(toHex(bytes));
      }),
    );
  });

  it('an independent encoder writes the same bytes and reads ours', () => {
    fc.assert(
      fc.property(value, (original) => {
        const bytes = encodeCbor(original);
        expect(toHex(cborgEncode(original, rfc8949EncodeOptions))).toBe(toHex(bytes));
        expect(() => cborgDecode(bytes, { useMaps: true, strict: true })).not.toThrow();
      }),
    );
  });

  it('random bytes are either refused or the one encoding of what they hold', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        const code = refusalOf(() => {
          expect(toHex(encodeCbor(decodeCbor(bytes, LIMIT)))).toBe(toHex(bytes));
        });
        expect(['accepted', 'CBOR_NOT_CANONICAL']).toContain(code);
      }),
      { numRuns: 2000 },
    );
  });
});
