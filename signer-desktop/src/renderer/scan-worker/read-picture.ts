import jsQR from 'jsqr';
import { decodeQR } from 'qr/decode.js';

/** The second reader takes several times as long, so it looks at every fourth picture in a row that the first cannot read. */
const MISSES_PER_SECOND_READING = 4;

export type PictureReader = (luminance: Uint8Array, width: number, height: number) => string | null;

/** Reads QR codes with `qr`, and with `jsqr` what that misses; both are plain JavaScript, so the strict CSP stays. */
export function createPictureReader(): PictureReader {
  let misses = 0;
  return (luminance, width, height) => {
    const text = readFirst(luminance, width, height);
    misses = text === null ? misses + 1 : 0;
    if (text !== null || misses % MISSES_PER_SECOND_READING !== 0) return text;
    return readSecond(luminance, width, height);
  };
}

export function readFirst(luminance: Uint8Array, width: number, height: number): string | null {
  try {
    // I420 means here: a tight luminance plane first, and nothing after it is looked at.
    return decodeQR({ width, height, data: luminance }, { format: 'I420' }) || null;
  } catch {
    return null;
  }
}

export function readSecond(luminance: Uint8Array, width: number, height: number): string | null {
  const code = jsQR(toRgba(luminance, width * height), width, height, { inversionAttempts: 'dontInvert' });
  return code === null || code.data === '' ? null : code.data;
}

function toRgba(luminance: Uint8Array, pixels: number): Uint8ClampedArray {
  const rgba = new Uint8ClampedArray(pixels * 4);
  for (let i = 0; i < pixels; i += 1) {
    rgba.fill(luminance[i] ?? 0, i * 4, i * 4 + 3);
    rgba[i * 4 + 3] = 255;
  }
  return rgba;
}
