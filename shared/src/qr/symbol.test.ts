import { expect, test } from 'vitest';
import { codeOf, pictureOf } from '../testing/qr-pictures.ts';
import { createPictureReader } from './picture-reader.ts';
import { drawSymbols, modulesOf } from './symbol.ts';

const TEXT = 'UR:X-VIER-OFFER/1-9/LPADASCFADAXCYNNNEOLFL';

test('every module is a whole square of pixels, dark on light, and the quiet zone is white', () => {
  const modules = modulesOf(TEXT, 4);
  const { data, width, height } = drawSymbols([modules], 3);
  expect([width, height]).toEqual([modules.length * 3, modules.length * 3]);
  for (const [y, line] of modules.entries()) {
    for (const [x, isDark] of line.entries()) {
      for (const [dx, dy] of [
        [0, 0],
        [2, 0],
        [0, 2],
        [2, 2],
      ] as const) {
        const place = ((y * 3 + dy) * width + x * 3 + dx) * 4;
        expect([...data.subarray(place, place + 4)]).toEqual(isDark ? [0, 0, 0, 255] : [255, 255, 255, 255]);
      }
    }
  }
  expect(modules.slice(0, 4).flat().some(Boolean)).toBe(false);
});

test('codes stand side by side, and both are read', () => {
  const texts = [TEXT, TEXT.replace('1-9', '2-9')];
  const pixels = drawSymbols(
    texts.map((text) => modulesOf(text, 10)),
    5,
  );
  expect(pixels.width).toBe(2 * pixels.height);
  const reading = createPictureReader()(pictureOf([{ pixels, x: 60, y: 100 }]));
  expect([...reading.texts].sort()).toEqual(texts);
});

test('a text that does not fit, or is none of that mode, is not drawn', () => {
  expect(() => modulesOf('A'.repeat(396), 10)).toThrow();
  expect(() => modulesOf('lower case', 10)).toThrow();
  expect(codeOf(TEXT).width).toBeGreaterThan(0);
});
