import { describe, expect, test } from 'vitest';
import { FountainDecoder } from './fountain-decoder.ts';
import { FountainEncoder } from './fountain-encoder.ts';
import { RandomSampler } from './random-sampler.ts';
import { Xoshiro256 } from './xoshiro256.ts';

/** The one draw in 2^54 that rounds up to 1. */
class AlwaysOne extends Xoshiro256 {
  override nextDouble(): number {
    return 1;
  }
}

describe('the greatest random number', () => {
  test('stays within the range of an integer', () => {
    expect(new AlwaysOne(new Uint8Array()).nextInt(3, 9)).toBe(9);
  });

  test('stays within the weights of a sampler', () => {
    const draws = [1, 0.5];
    expect(new RandomSampler([1, 1, 1]).next(() => draws.shift() ?? 0)).toBe(2);
  });
});

test.each([[[]], [[0, 0]], [[1, -1, 2]], [[Number.NaN]]])('no sampler for the weights %j', (weights) => {
  expect(() => new RandomSampler(weights)).toThrow(RangeError);
});

test('the decoder leaves the parts it is given as they are', () => {
  const encoder = new FountainEncoder(
    Uint8Array.from({ length: 40 }, (_, index) => index),
    10,
  );
  const parts = Array.from({ length: 30 }, (_, index) => encoder.partAt(30 - index));
  const decoder = new FountainDecoder(encoder.partAt(1));
  for (const part of parts) decoder.receive(part);
  expect(parts).toEqual(parts.map((part) => encoder.partAt(part.seqNum)));
});
