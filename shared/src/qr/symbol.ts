import encodeQr from 'qr';
import { QUIET_ZONE } from './capacity.ts';

/** A picture of pixels, four bytes each: red, green, blue and 255. */
export interface Pixels {
  readonly data: Uint8ClampedArray<ArrayBuffer>;
  readonly width: number;
  readonly height: number;
}

/**
 * A text of capitals, digits and `$%*+-./:` as a QR code at level L, dark (true) on light, with its quiet zone; the first
 * index is the row. A RangeError of the library if the text does not fit into that version.
 */
export function modulesOf(text: string, version: number): readonly (readonly boolean[])[] {
  return encodeQr(text, 'raw', { ecc: 'low', encoding: 'alphanumeric', version, border: QUIET_ZONE });
}

/**
 * Codes side by side, dark on light whatever the theme, each module `scale` by `scale` pixels: blurred edges cost a camera
 * more than a smaller code does. All codes have one version.
 */
export function drawSymbols(symbols: readonly (readonly (readonly boolean[])[])[], scale: number): Pixels {
  const side = (symbols[0]?.length ?? 0) * scale;
  const width = side * symbols.length;
  const pixels = new Uint32Array(width * side).fill(LIGHT);
  for (const [place, modules] of symbols.entries()) {
    for (const [y, line] of modules.entries())
      drawLine(pixels, line, { start: y * scale * width + place * side, scale });
  }
  for (let y = 0; y < side; y += scale) {
    for (let copy = 1; copy < scale; copy++) pixels.copyWithin((y + copy) * width, y * width, (y + 1) * width);
  }
  return { data: new Uint8ClampedArray(pixels.buffer), width, height: side };
}

const LIGHT = 0xffffffff;
/** In the byte order of every machine that runs this (little-endian): alpha, blue, green, red. */
const DARK = 0xff000000;

function drawLine(pixels: Uint32Array, line: readonly boolean[], at: { start: number; scale: number }): void {
  for (const [x, isDark] of line.entries()) {
    if (isDark) pixels.fill(DARK, at.start + x * at.scale, at.start + (x + 1) * at.scale);
  }
}
