import encodeQR from 'qr';
import { describe, expect, test } from 'vitest';
import { pixelsOf } from './draw-qr.ts';
import type { Picture } from './luminance.ts';
import { rgbaOf } from './luminance.ts';
import { createReader } from './read-picture.ts';

const TEXT = 'UR:X-VIER-RESPONSE/1-9/LPADASCFADAXCYNNNEOLFL';

/** The code as a camera gives it: a luminance plane, then two chroma planes of a quarter each. */
function planar(): Picture {
  const modules = encodeQR(TEXT, 'raw', { ecc: 'low', encoding: 'alphanumeric', border: 4 });
  const size = modules.length * 4;
  const rgba = pixelsOf(modules, 4);
  const data = new Uint8Array(size * size * 1.5).fill(128);
  for (let place = 0; place < size * size; place++) data[place] = rgba[place * 4] ?? 0;
  return { data, width: size, height: size, format: 'I420' };
}

describe('createReader', () => {
  test('reads the luminance plane as it is', () => {
    expect(createReader()(planar())).toBe(TEXT);
  });

  test('finds nothing in an empty picture, by either reader', () => {
    const read = createReader();
    const empty: Picture = { data: new Uint8Array(96 * 96 * 1.5).fill(128), width: 96, height: 96, format: 'I420' };
    expect(Array.from({ length: 7 }, () => read(empty))).toEqual(Array(7).fill(undefined));
  });

  test('widens luminance to opaque grey', () => {
    const picture: Picture = { data: Uint8Array.of(0, 255, 16, 128), width: 2, height: 2, format: 'NV12' };
    expect([...rgbaOf(picture).slice(0, 12)]).toEqual([0, 0, 0, 255, 255, 255, 255, 255, 16, 16, 16, 255]);
  });
});
