import jsQR from 'jsqr';
import { decodeQR } from 'qr/decode.js';
import { type Picture, rgbaOf } from './luminance.ts';

/** The second reader is slow: it looks at every so many of the pictures in which the first saw nothing. */
const SECOND_READER_EVERY = 6;

/** Reads QR codes: `qr` first, `jsqr` now and then where that finds nothing. */
export function createReader(): (picture: Picture) => string | undefined {
  let unread = 0;
  return (picture) => {
    const text = readFirst(picture);
    if (text !== undefined) {
      unread = 0;
      return text;
    }
    unread += 1;
    return unread % SECOND_READER_EVERY === 0 ? readSecond(picture) : undefined;
  };
}

function readFirst({ data, width, height, format }: Picture): string | undefined {
  try {
    return decodeQR({ data, width, height }, { format });
  } catch {
    // It throws when there is no code in the picture, which is the usual case.
    return undefined;
  }
}

function readSecond(picture: Picture): string | undefined {
  return jsQR.default(rgbaOf(picture), picture.width, picture.height, { inversionAttempts: 'dontInvert' })?.data;
}
