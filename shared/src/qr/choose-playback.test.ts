import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { noise } from '../testing/noise.ts';
import { createReceiver } from '../ur/index.ts';
import { capacityOf, sideOf } from './capacity.ts';
import { choosePlayback, type Density } from './choose-playback.ts';

const TYPE = 'x-vier-request';
const LAPTOP = { width: 700, height: 700 };
const chosen = (length: number, wish: object = {}) =>
  choosePlayback({ type: TYPE, bytes: noise(length), screen: LAPTOP, ...wish });

describe('how a message is shown', () => {
  test.each([
    ['a single transfer is one still code', 700, { version: 22, rate: 0 }],
    ['a kilobyte is animated, coarsely', 1_000, { version: 15, rate: 15 }],
    ['what a middling code tells in a second', 8_000, { version: 20, rate: 15 }],
    ['what a dense code tells in a second', 13_000, { version: 25, rate: 15 }],
    ['a batch', 30_000, { version: 25, rate: 15 }],
    ['a very large batch', 150_000, { version: 30, rate: 15 }],
  ])('%s', (_, length, expected) => {
    expect(chosen(length)).toMatchObject(expected);
  });

  test('what is compressed counts as it is carried', () => {
    const bytes = Uint8Array.from({ length: 20_000 }, (_, index) => index % 100);
    expect(choosePlayback({ type: TYPE, bytes, screen: LAPTOP })).toMatchObject({ rate: 0, symbols: 1 });
  });

  test('a small screen gets codes whose modules are still to be told apart', () => {
    const playback = chosen(13_000, { screen: { width: 400, height: 320 } });
    expect(playback.version).toBe(20);
    expect(playback.scale).toBeGreaterThanOrEqual(3);
  });

  test('other makers’ devices get coarse and slow codes', () => {
    expect(chosen(2_000, { type: 'eth-sign-request' })).toMatchObject({ version: 15, rate: 8, symbols: 1 });
    expect(chosen(200, { type: 'eth-sign-request' })).toMatchObject({ rate: 0 });
  });

  test('a person chooses from coarse to dense', () => {
    const versions = ([1, 2, 3, 4, 5] as const).map((density) => chosen(30_000, { density }).version);
    expect(versions).toEqual([8, 14, 20, 30, 40]);
    expect(chosen(700, { density: 1 })).toMatchObject({ version: 8, rate: 6 });
  });

  test('two codes stand side by side if they are wished for, needed, and the screen is wide enough', () => {
    const wide = { width: 1_400, height: 700 };
    expect(chosen(30_000, { sideBySide: true, screen: wide })).toMatchObject({ symbols: 2, version: 25, scale: 5 });
    expect(chosen(30_000, { screen: wide }).symbols).toBe(1);
    expect(chosen(700, { sideBySide: true, screen: wide }).symbols).toBe(1);
    expect(chosen(150_000, { sideBySide: true, screen: { width: 700, height: 700 } }).symbols).toBe(1);
  });

  test('whatever is chosen fits: every frame into its code, every code onto the screen, and it is read', () => {
    const densities = fc.constantFrom<Density>('automatic', 1, 2, 3, 4, 5);
    const size = fc.integer({ min: 250, max: 1_600 });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40_000 }),
        size,
        size,
        densities,
        fc.boolean(),
        (length, w, h, density, pair) => {
          const bytes = noise(length);
          const wish = { type: TYPE, bytes, screen: { width: w, height: h }, density, sideBySide: pair };
          const { frames, version, scale, symbols } = choosePlayback(wish);
          const side = sideOf(version) * scale;
          expect(scale === 1 || (side * symbols <= w && side <= h)).toBe(true);
          const receiver = createReceiver({ expectedType: TYPE });
          for (let step = 0; step < frames.partCount; step++) {
            const text = frames.frameAt(frames.partAtStep(step));
            expect(text.length).toBeLessThanOrEqual(capacityOf(version));
            const result = receiver.receive(text);
            if (result.kind !== 'complete') continue;
            expect(result.bytes).toEqual(bytes);
            return;
          }
          expect.fail('not complete');
        },
      ),
      { numRuns: 40 },
    );
  });
});
