import { describe, expect, test } from 'vitest';
import { encodeFrames, fragmentLengthForFrame } from './encode-frames.ts';
import { DEFAULT_UR_LIMITS } from './limits.ts';

const TYPE = 'x-test-request';

function message(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, index) => (index * 31) & 0xff);
}

describe('frames', () => {
  test('are one still code when the message fits', () => {
    const frames = encodeFrames({ type: TYPE, bytes: message(100), maxFragmentLength: 100 });
    expect(frames.partCount).toBe(1);
    expect(frames.frameAt(1)).toMatch(/^UR:X-TEST-REQUEST\/[A-Z]+$/);
    expect(frames.frameAt(77)).toBe(frames.frameAt(1));
  });

  test('are numbered parts when it does not, in characters of the alphanumeric mode', () => {
    const frames = encodeFrames({ type: TYPE, bytes: message(101), maxFragmentLength: 100 });
    expect(frames.partCount).toBe(2);
    expect(frames.frameAt(1)).toMatch(/^UR:X-TEST-REQUEST\/1-2\/[A-Z]+$/);
    expect(frames.frameAt(0xffffffff)).toMatch(/^UR:X-TEST-REQUEST\/4294967295-2\/[A-Z]+$/);
  });

  test.each([0, -1, 1.5, 2 ** 32, Number.NaN])('have no number %d', (seqNum) => {
    const frames = encodeFrames({ type: TYPE, bytes: message(101), maxFragmentLength: 40 });
    expect(() => frames.frameAt(seqNum)).toThrow(RangeError);
  });

  test.each([0, -5, 1.5, Number.NaN, Number.POSITIVE_INFINITY])('have no fragment length %d', (maxFragmentLength) => {
    expect(() => encodeFrames({ type: TYPE, bytes: message(10), maxFragmentLength })).toThrow(RangeError);
  });

  test.each(['', 'X-VIER', 'x_vier', 'x/vier', 'ä', 'a'.repeat(65)])('have no type "%s"', (type) => {
    const frames = () => encodeFrames({ type, bytes: message(101), maxFragmentLength: 40 }).frameAt(1);
    expect(frames).toThrow(RangeError);
  });

  test('are not made of nothing', () => {
    expect(() => encodeFrames({ type: TYPE, bytes: message(0), maxFragmentLength: 40 })).toThrow(RangeError);
  });

  test.each([
    ['a message above the limit', DEFAULT_UR_LIMITS.maxMessageLength + 1, 2_000, 'UR_MESSAGE_TOO_LARGE'],
    ['more parts than the limit', 2_001, 1, 'UR_TOO_MANY_PARTS'],
    ['a fragment above the limit', 2_147, 2_147, 'UR_FRAGMENT_TOO_LARGE'],
  ])('are refused for %s', (_, length, maxFragmentLength, code) => {
    const make = () => encodeFrames({ type: TYPE, bytes: message(length), maxFragmentLength });
    expect(make).toThrow(expect.objectContaining({ code }));
  });
});

describe('the fragment length for a size of code', () => {
  test.each([400, 1_000, 1_853, 2_520, 4_296])('lets every frame fit into %i characters', (frameLength) => {
    const maxFragmentLength = fragmentLengthForFrame(TYPE, frameLength);
    const bytes = message(Math.min(DEFAULT_UR_LIMITS.maxMessageLength, 1_990 * maxFragmentLength));
    const frames = encodeFrames({ type: TYPE, bytes, maxFragmentLength });
    const lengths = [1, frames.partCount, frames.partCount + 1, 0xffffffff].map((n) => frames.frameAt(n).length);
    expect(Math.max(...lengths)).toBeLessThanOrEqual(frameLength);
    const still = encodeFrames({ type: TYPE, bytes: message(maxFragmentLength), maxFragmentLength });
    expect(still.frameAt(1).length).toBeLessThanOrEqual(frameLength);
  });

  test.each([0, 80, Number.NaN])('there is none for %d characters', (frameLength) => {
    expect(() => fragmentLengthForFrame(TYPE, frameLength)).toThrow(RangeError);
  });
});
