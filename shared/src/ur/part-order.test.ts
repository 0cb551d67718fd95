import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { noise } from '../testing/noise.ts';
import { encodeFrames } from './encode-frames.ts';
import { FountainDecoder } from './fountain-decoder.ts';
import { FountainEncoder } from './fountain-encoder.ts';

const framesOf = (seqLen: number) => encodeFrames({ type: 'x-test', bytes: noise(20 * seqLen), maxFragmentLength: 20 });
const stepsOf = (seqLen: number, count: number, first = 0) => {
  const frames = framesOf(seqLen);
  return Array.from({ length: count }, (_, index) => frames.partAtStep(first + index));
};

/** How many frames a receiver takes that joins at a step and loses some of them, as a multiple of the least possible. */
function framesNeeded(seqLen: number, firstStep: number, isLost: () => boolean, frames = framesOf(seqLen)): number {
  const encoder = new FountainEncoder(noise(20 * seqLen), 20);
  const decoder = new FountainDecoder(encoder.partAt(1));
  let taken = 0;
  for (let step = firstStep; decoder.rank < seqLen; step++) {
    if (isLost()) continue;
    decoder.receive(encoder.partAt(frames.partAtStep(step)));
    taken += 1;
  }
  return taken / seqLen;
}

describe('the order in which parts are shown', () => {
  test('a still code is always the same', () => {
    expect(stepsOf(1, 4)).toEqual([1, 1, 1, 1]);
  });

  test('begins with every fragment once', () => {
    expect(stepsOf(7, 7)).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });

  test('goes on with mixed parts, then plain and mixed ones in turn, every plain one in its turn', () => {
    const later = stepsOf(10, 45, 10);
    expect(later.slice(0, 5).every((part) => part > 10)).toBe(true);
    const turns = later.slice(5);
    expect(turns.filter((_, index) => index % 2 === 0)).toEqual([...Array(20)].map((_, index) => (index % 10) + 1));
    expect(turns.filter((_, index) => index % 2 === 1).every((part) => part > 10)).toBe(true);
  });

  test('shows mixed parts of about half of all fragments, ever new ones', () => {
    const encoder = new FountainEncoder(noise(20 * 40), 20);
    const mixed = stepsOf(40, 400, 40).filter((part) => part > 40);
    expect(mixed.every((part) => encoder.degreeAt(part) >= 14 && encoder.degreeAt(part) <= 26)).toBe(true);
    expect(new Set(mixed).size).toBe(mixed.length);
  });

  test('is the same whichever step is asked for first', () => {
    const frames = framesOf(20);
    const late = framesOf(20);
    const steps = Array.from({ length: 300 }, (_, step) => step);
    const backwards = steps.toReversed().map((step) => late.partAtStep(step));
    expect(backwards.toReversed()).toEqual(steps.map((step) => frames.partAtStep(step)));
  });

  test.each([2, 3, 4, 5, 2_000])('is found for %i fragments too', (seqLen) => {
    expect(stepsOf(seqLen, 4 * seqLen).every((part) => part >= 1)).toBe(true);
  });

  test('keeps part numbers short, and within the size that is told for all frames', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 300 }), fc.integer({ min: 0, max: 1_000_000 }), (seqLen, step) => {
        const frames = framesOf(seqLen);
        const part = frames.partAtStep(step % (20 * seqLen));
        expect(part).toBeLessThan(1_000_000);
        expect(frames.frameAt(part).length).toBeLessThanOrEqual(frames.longestFrame);
      }),
      { numRuns: 40 },
    );
  });

  test.each([12, 20, 41, 84])('%i fragments: from the start without losses not one frame too many', (seqLen) => {
    expect(framesNeeded(seqLen, 0, () => false)).toBe(1);
  });

  test.each([20, 41, 84])(
    '%i fragments: whoever joins late or misses frames needs few more than the least',
    (seqLen) => {
      const random = (() => {
        let state = seqLen;
        return () => {
          state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
          return state / 0x7fffffff;
        };
      })();
      const frames = framesOf(seqLen);
      for (const loss of [0, 0.1, 0.3]) {
        const late = Array.from({ length: 15 }, () =>
          framesNeeded(seqLen, 3 * seqLen + Math.floor(random() * seqLen), () => random() < loss),
        ).toSorted((a, b) => a - b);
        const early = Array.from({ length: 15 }, () => framesNeeded(seqLen, 0, () => random() < loss, frames)).toSorted(
          (a, b) => a - b,
        );
        expect(late[7]).toBeLessThanOrEqual(1.25);
        expect(early[7]).toBeLessThanOrEqual(1.25);
      }
    },
  );
});
