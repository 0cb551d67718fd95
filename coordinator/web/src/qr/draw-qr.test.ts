import encodeQR from 'qr';
import { decodeQR } from 'qr/decode.js';
import { describe, expect, test } from 'vitest';
import { DENSITIES } from './density.ts';
import { pixelsOf, versionFor } from './draw-qr.ts';

describe('QR codes on the screen', () => {
  test.each(DENSITIES.map(({ version, capacity }) => [version, capacity]))(
    'version %i holds %i characters',
    (version, capacity) => {
      expect(versionFor('A'.repeat(capacity))).toBe(version);
      expect(versionFor('A'.repeat(capacity + 1))).toBe(version + 1);
    },
  );

  test('every module is a whole square of pixels that a reader reads', () => {
    const text = 'UR:X-VIER-OFFER/1-9/LPADASCFADAXCYNNNEOLFL';
    const modules = encodeQR(text, 'raw', { ecc: 'low', encoding: 'alphanumeric', border: 4 });
    const size = modules.length * 3;
    const data = pixelsOf(modules, 3);
    expect(data).toHaveLength(size * size * 4);
    expect(decodeQR({ data, width: size, height: size })).toBe(text);
  });
});
