import { describe, expect, test } from 'vitest';
import { fromHex, toHex } from '../bytes/index.ts';
import { decodePart, encodePart, refuseContradictions } from './part.ts';

const invalid = expect.objectContaining({ code: 'UR_PART_INVALID' });

describe('the CBOR of a part', () => {
  test.each([0, 1, 23, 24, 255, 256, 65_535, 65_536, 0xffffffff])('writes and reads the number %i', (number) => {
    const part = { seqNum: number, seqLen: number, messageLength: number, checksum: number, data: Uint8Array.of(7) };
    expect(decodePart(encodePart(part))).toEqual(part);
  });

  test.each([0, 1, 23, 24, 255, 256, 65_535, 65_536])('writes and reads %i bytes of data', (length) => {
    const part = { seqNum: 1, seqLen: 2, messageLength: 3, checksum: 4, data: new Uint8Array(length).fill(9) };
    expect(decodePart(encodePart(part))).toEqual(part);
  });

  test.each([
    ['nothing', ''],
    ['a number instead of an array', '01'],
    ['an array of four', '8401020304'],
    ['an array of six', '860102030441050a'],
    ['an array of indefinite length', '9f010203044105ff'],
    ['an array length in a longer form', '9805010203044105'],
    ['a map', 'a50102030441050a'],
    ['a byte string as number', '854101020304 4105'],
    ['a negative number', '85200203044105'],
    ['a tagged number', '85c10102034105'],
    ['a number in one byte too many', '85180102030441 05'],
    ['a number in two bytes too many', '8519001802030441 05'],
    ['a number in four bytes instead of two', '851a0000ffff02030441 05'],
    ['a number in eight bytes', '851b000000010000000002030441 05'],
    ['a reserved head', '851c02030441 05'],
    ['a text as data', '85010203046161'],
    ['a number as data', '850102030405'],
    ['data of indefinite length', '85010203045f4105ff'],
    ['a data length in a longer form', '8501020304580105'],
    ['data cut off', '8501020304420 5'],
    ['a trailing byte', '850102030441 0500'],
    ['a head cut off', '8501020319'],
    ['a number cut off', '850102031901'],
    ['a length above all that is there', '85010203045affffffff05'],
  ])('refuses %s', (_, hex) => {
    expect(() => decodePart(fromHex(hex.replaceAll(' ', '')))).toThrow(invalid);
  });

  test('refuses each prefix of a part', () => {
    const cbor = encodePart({ seqNum: 300, seqLen: 70_000, messageLength: 24, checksum: 0, data: Uint8Array.of(1, 2) });
    for (let length = 0; length < cbor.length; length++) {
      expect(() => decodePart(cbor.subarray(0, length)), toHex(cbor.subarray(0, length))).toThrow(invalid);
    }
  });
});

describe('the numbers of a part', () => {
  const part = { seqNum: 1, seqLen: 3, messageLength: 25, checksum: 0, data: new Uint8Array(10) };

  test.each([21, 29, 30])('agree for a message of %i bytes in three times ten', (messageLength) => {
    expect(() => refuseContradictions({ ...part, messageLength })).not.toThrow();
  });

  test.each([
    ['part number zero', { seqNum: 0 }],
    ['no fragments', { seqLen: 0 }],
    ['an empty message', { messageLength: 0 }],
    ['an empty fragment', { data: new Uint8Array() }],
    ['an empty fragment of an empty message', { messageLength: 0, data: new Uint8Array() }],
    ['a message too long for its fragments', { messageLength: 31 }],
    ['a message that needs a fragment less', { messageLength: 20 }],
    ['the greatest numbers there are', { seqLen: 0xffffffff, messageLength: 0xffffffff }],
  ])('contradict each other: %s', (_, changes) => {
    expect(() => refuseContradictions({ ...part, ...changes })).toThrow(invalid);
  });
});
