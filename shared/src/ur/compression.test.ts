import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { decode } from 'cborg';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { concatBytes, fromHex, Refusal } from '../bytes/index.ts';
import { cborHead } from './cbor-heads.ts';
import { compressMessage, decompressMessage, isCompressible } from './compression.ts';
import { crc32 } from './crc32.ts';
import { DEFAULT_UR_LIMITS } from './limits.ts';

const REPETITIVE = Uint8Array.from({ length: 5_000 }, (_, index) => (index % 50) * 3);

function carried(data: Uint8Array, changes: { checksum?: number; length?: number } = {}): Uint8Array {
  const { checksum = crc32(REPETITIVE), length = REPETITIVE.length } = changes;
  const [tag, array] = [fromHex('d99c43'), fromHex('83')];
  return concatBytes(tag, array, cborHead(0, checksum), cborHead(0, length), cborHead(2, data.length), data);
}

const refusal = (bytes: Uint8Array, limits = DEFAULT_UR_LIMITS): string => {
  try {
    decompressMessage(bytes, limits);
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
  return 'accepted';
};

describe('compression', () => {
  test('what is packed comes out as it was, whatever it is', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 3, maxLength: 3_000, size: 'max' }), fc.nat(4), (bytes, repeats) => {
        const message = concatBytes(...Array.from({ length: repeats + 1 }, () => bytes));
        const packed = compressMessage(message);
        expect(packed.length).toBeLessThanOrEqual(message.length);
        expect(decompressMessage(packed, DEFAULT_UR_LIMITS)).toEqual(message);
      }),
    );
  });

  test('two other libraries read what we write: tag, checksum, length, DEFLATE (BCR-2023-001)', () => {
    const packed = compressMessage(REPETITIVE);
    const tags = [];
    tags[40003] = (item: () => unknown) => item();
    const [checksum, length, data] = decode(packed, { tags }) as [number, number, Uint8Array];
    expect([checksum, length]).toEqual([crc32(REPETITIVE), REPETITIVE.length]);
    expect(Uint8Array.from(inflateRawSync(data))).toEqual(REPETITIVE);
  });

  test('we read what another library packed', () => {
    for (const level of [0, 1, 6, 9]) {
      expect(decompressMessage(carried(deflateRawSync(REPETITIVE, { level })), DEFAULT_UR_LIMITS)).toEqual(REPETITIVE);
    }
  });

  test('what would gain nothing is carried as it is', () => {
    const noise = Uint8Array.from({ length: 200 }, (_, index) => ((index * 2_654_435_761) >>> 13) & 0xff);
    expect(compressMessage(noise)).toBe(noise);
    expect(decompressMessage(noise, DEFAULT_UR_LIMITS)).toBe(noise);
  });

  test('what begins with the tag by itself is not taken for compressed', () => {
    const confusing = concatBytes(fromHex('d99c43'), Uint8Array.of(1, 2, 3));
    expect(compressMessage(confusing)).not.toEqual(confusing);
    expect(decompressMessage(compressMessage(confusing), DEFAULT_UR_LIMITS)).toEqual(confusing);
  });

  test('only types of our own are compressed', () => {
    expect(['x-vier-request', 'eth-sign-request', 'bytes', 'ax-vier-request'].map(isCompressible)).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });

  const good = deflateRawSync(REPETITIVE);
  const bomb = deflateRawSync(new Uint8Array(50_000_000));
  test.each([
    ['a bomb that says it is small', carried(bomb), 'UR_COMPRESSION_BOMB'],
    ['a bomb that says what it is', carried(bomb, { length: 50_000_000 }), 'UR_MESSAGE_TOO_LARGE'],
    ['a byte more than announced', carried(good, { length: REPETITIVE.length - 1 }), 'UR_COMPRESSION_BOMB'],
    ['a byte less than announced', carried(good, { length: REPETITIVE.length + 1 }), 'UR_COMPRESSION_INVALID'],
    ['another checksum', carried(good, { checksum: 1 }), 'UR_MESSAGE_CHECKSUM'],
    ['data cut off', carried(good.subarray(0, -5)), 'UR_COMPRESSION_INVALID'],
    ['no data', carried(new Uint8Array()), 'UR_COMPRESSION_INVALID'],
    ['no DEFLATE', carried(Uint8Array.of(7, 7, 7, 7)), 'UR_COMPRESSION_INVALID'],
    ['a trailing byte', concatBytes(carried(good), Uint8Array.of(0)), 'UR_COMPRESSION_INVALID'],
    ['a tag alone', fromHex('d99c43'), 'UR_COMPRESSION_INVALID'],
    ['four items', fromHex('d99c43840102410340'), 'UR_COMPRESSION_INVALID'],
    ['a number in a longer form', fromHex('d99c4383180102410 3'.replace(' ', '')), 'UR_COMPRESSION_INVALID'],
  ])('%s: %s', (_, bytes, code) => {
    expect(refusal(bytes)).toBe(code);
  });

  test('whatever follows the tag is refused or comes out whole, within the limits', () => {
    const limits = { ...DEFAULT_UR_LIMITS, maxMessageLength: 2_000 };
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.nat(3_000), (data, length) => {
        const bytes = carried(data, { length });
        expect(refusal(bytes, limits)).toMatch(/^(UR_[A-Z_]+|accepted)$/);
      }),
    );
  });
});
