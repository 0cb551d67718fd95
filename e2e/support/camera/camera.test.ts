import { describe, expect, test } from 'vitest';
import { type CameraLevel, createCamera, drawScene, drawSymbol, type Luminance, plainPicture } from './index.ts';
import { readFirst, readSecond } from './readers.ts';

const TEXTS = { 10: 'UR:VIERAUGEN/'.repeat(30), 20: 'UR:VIERAUGEN/'.repeat(96) };
const SEEDS = [1, 2];

function photograph(level: CameraLevel, seed: number, version: 10 | 20): Luminance {
  return createCamera({ level, seed }).photograph(drawSymbol(TEXTS[version], { version }));
}

function countRead(level: CameraLevel, version: 10 | 20): number {
  return SEEDS.filter((seed) => readFirst(photograph(level, seed, version)) === TEXTS[version]).length;
}

function meanOf({ data }: Luminance): number {
  return data.reduce((sum, grey) => sum + grey, 0) / data.length;
}

describe('a camera', () => {
  test('makes the same pictures of the same seed, and no two that are alike', () => {
    const film = (seed: number) => {
      const camera = createCamera({ level: 'medium', seed, width: 320, height: 180 });
      const screen = drawSymbol('HELLO');
      return [camera.photograph(screen), camera.photograph(screen), camera.photographNothing()];
    };
    const [first, second, wall] = film(5);
    expect(film(5)).toEqual([first, second, wall]);
    expect(film(6)[0]).not.toEqual(first);
    expect(second).not.toEqual(first);
    expect(first).toMatchObject({ width: 320, height: 180 });
    expect(first?.data.length).toBe(320 * 180);
  });

  test('shows neither the turned screen cut off nor the wall as bright as it', () => {
    const camera = createCamera({ level: 'hard', seed: 1 });
    const wide = camera.photograph(plainPicture(1920, 1080, 255));
    const edges = [0, 1279].flatMap((x) => [0, 719].map((y) => wide.data[y * 1280 + x] ?? 0));
    expect(Math.max(...edges)).toBeLessThan(200);
    expect(meanOf(wide)).toBeGreaterThan(meanOf(camera.photographNothing()) + 20);
  });

  test.each(['easy', 'mild'] as const)('level %s is read by the first reader', (level) => {
    expect([countRead(level, 10), countRead(level, 20)]).toEqual([2, 2]);
  });

  test('level medium is read by the first reader, not by jsQR, which stands mild', () => {
    expect(countRead('medium', 10)).toBe(2);
    expect(countRead('medium', 20)).toBeGreaterThan(0);
    const small = (level: CameraLevel) => createCamera({ level, seed: 1, width: 800, height: 600 });
    const screen = drawSymbol('UR:VIERAUGEN', { version: 7 });
    expect(readSecond(small('medium').photograph(screen))).toBeUndefined();
    expect(readSecond(small('mild').photograph(screen))).toBe('UR:VIERAUGEN');
  });

  test('level hard is too hard for a dense code', () => {
    expect(countRead('hard', 20)).toBeLessThan(2);
  });

  test('a code that changes half-way through a picture is in it with its old top and its new bottom', () => {
    const [before, after] = [plainPicture(100, 100, 255), plainPicture(100, 100, 0)];
    const camera = createCamera({ level: 'easy', seed: 9, width: 200, height: 120 });
    const { data } = camera.photographChange({ before, after, from: 0.5, to: 0.5 });
    const middle = (row: number) => data[row * 200 + 100] ?? 0;
    expect(middle(30)).toBeGreaterThan(140);
    expect(middle(90)).toBeLessThan(60);
    const mixed = camera.photographChange({ before, after, from: 0, to: 1 }).data[60 * 200 + 100] ?? 0;
    expect(mixed).toBeGreaterThan(80);
    expect(mixed).toBeLessThan(140);
  });
});

describe('a scene', () => {
  test('has two symbols side by side', () => {
    const scene = drawScene([drawSymbol('ONE', { scale: 1 }), drawSymbol('TWO', { scale: 1 })], { gap: 3 });
    expect([scene.width, scene.height]).toEqual([29 + 3 + 29, 29]);
  });

  test('has twenty symbols in four rows', () => {
    const symbols = Array.from({ length: 20 }, (_, index) => drawSymbol(`CODE ${index}`, { scale: 2 }));
    const scene = drawScene(symbols);
    expect([scene.width, scene.height]).toEqual([5 * 58, 4 * 58]);
  });

  test('does not take a symbol that is too large for its place', () => {
    expect(() => drawScene([drawSymbol('ONE')], { columns: 0 })).toThrow();
  });
});
