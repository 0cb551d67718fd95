import encodeQR from 'qr';
import { describe, expect, test } from 'vitest';
import { createPictureReader, readFirst, readSecond } from './read-picture.ts';

const TEXT =
  'UR:X-VIER-REQUEST/1-9/LPADASCFADAXCYWENBPLJKHDCAHKADAEMEJTSWHHYLKEPMYKHHTSYTSNOYOYAXAEDSUTTYDMMHHPKTPMSRJTDK';
const SCALE = 5;

/** A luminance picture of the code with an offset, as in a camera's frame. */
function picture(text: string, width = 640, height = 480): Uint8Array {
  const luminance = new Uint8Array(width * height).fill(230);
  encodeQR(text, 'raw', { ecc: 'low', border: 4 }).forEach((row, y) => {
    row.forEach((dark, x) => {
      for (let dy = 0; dark && dy < SCALE; dy += 1) {
        luminance.fill(
          20,
          (60 + y * SCALE + dy) * width + 80 + x * SCALE,
          (60 + y * SCALE + dy) * width + 80 + (x + 1) * SCALE,
        );
      }
    });
  });
  return luminance;
}

describe('reading pictures', () => {
  test('both readers read the same code', () => {
    expect(readFirst(picture(TEXT), 640, 480)).toBe(TEXT);
    expect(readSecond(picture(TEXT), 640, 480)).toBe(TEXT);
  });

  test('neither finds one where there is none', () => {
    const grey = new Uint8Array(640 * 480).fill(128);
    expect(readFirst(grey, 640, 480)).toBeNull();
    expect(readSecond(grey, 640, 480)).toBeNull();
  });

  test('the reader goes on after pictures without a code', () => {
    const read = createPictureReader();
    const grey = new Uint8Array(640 * 480).fill(128);
    for (let i = 0; i < 5; i += 1) expect(read(grey, 640, 480)).toBeNull();
    expect(read(picture(TEXT), 640, 480)).toBe(TEXT);
  });
});
