import { capacityOf, createPictureReader, drawSymbols, modulesOf } from '@vieraugen/shared/qr';
import { describe, expect, test } from 'vitest';
import { type CameraLevel, createCamera, drawSymbol } from './index.ts';

/** A text that fills a code. */
function textOf(version: number, seed: number): string {
  let state = seed;
  const letters = Array.from({ length: capacityOf(version) }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return String.fromCharCode(65 + ((state >>> 16) % 26));
  });
  return letters.join('');
}

/** How many of so many pictures are read, each by a reader that saw none before. */
function countRead(level: CameraLevel, version: number, pictures: number): number {
  return Array.from({ length: pictures }, (_, seed) => seed + 1).filter((seed) => {
    const text = textOf(version, seed);
    const { data, width, height } = createCamera({ level, seed }).photograph(drawSymbol(text, { version, scale: 4 }));
    return createPictureReader()({ data, width, height }).texts[0] === text;
  }).length;
}

describe('what the reader reads in the first picture', () => {
  test.each([
    ['mild', 20],
    ['medium', 20],
    ['medium', 30],
    ['medium', 40],
    ['hard', 10],
    ['hard', 20],
  ] as const)('level %s, version %i: all of them', (level, version) => {
    expect(countRead(level, version, 5)).toBe(5);
  });
});

describe('two codes side by side', () => {
  test.each([1, 2, 3, 4])('are both read at level medium, turned as they may be (seed %i)', (seed) => {
    const texts = [textOf(20, seed), textOf(20, seed + 100)];
    const { data, width, height } = drawSymbols(
      texts.map((text) => modulesOf(text, 20)),
      4,
    );
    const screen = { data: Uint8Array.from({ length: width * height }, (_, at) => data[at * 4] ?? 0), width, height };
    const read = createPictureReader();
    const camera = createCamera({ level: 'medium', seed });
    for (let picture = 0; picture < 2; picture++) {
      expect([...read(camera.photograph(screen)).texts].sort()).toEqual([...texts].sort());
    }
  });
});

describe('what the reader reads of a screen that it read before', () => {
  test.each([
    ['medium', 30],
    ['medium', 36],
    ['hard', 20],
  ] as const)('level %s, version %i: every picture', (level, version) => {
    const camera = createCamera({ level, seed: 7 });
    const read = createPictureReader();
    const results = Array.from({ length: 12 }, (_, picture) => {
      const text = textOf(version, picture + 1);
      return read(camera.photograph(drawSymbol(text, { version, scale: 4 }))).texts[0] === text;
    });
    const first = results.indexOf(true);
    expect(first).toBeGreaterThanOrEqual(0);
    expect(results.slice(first)).not.toContain(false);
  });
});
