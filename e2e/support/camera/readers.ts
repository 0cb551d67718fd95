import jsQR from 'jsqr';
import { decodeQR } from 'qr/decode.js';
import type { Luminance } from './luminance.ts';

/** What `qr` reads in a picture, as both programs' first reader does. */
export function readFirst({ data, width, height }: Luminance): string | undefined {
  try {
    return decodeQR({ data: Uint8Array.from(data), width, height }, { format: 'I420' });
  } catch {
    return undefined;
  }
}

/** What `jsqr` reads in a picture. */
export function readSecond({ data, width, height }: Luminance): string | undefined {
  const pixels = Uint32Array.from(data, (grey) => 0xff000000 | (grey * 0x010101));
  return jsQR.default(new Uint8ClampedArray(pixels.buffer), width, height, { inversionAttempts: 'dontInvert' })?.data;
}
