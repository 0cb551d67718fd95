import jsqr from 'jsqr';
import type { Picture } from './picture.ts';

type Read = (
  data: Uint8ClampedArray,
  width: number,
  height: number,
  options: { readonly inversionAttempts: 'dontInvert' },
) => { readonly data: string } | null;

const read = readOf(jsqr);

/** The library is CommonJS: bundlers give its function, Node the module that has the function as its default. */
function readOf(library: unknown): Read {
  if (isRead(library)) return library;
  const inner: unknown =
    typeof library === 'object' && library !== null && 'default' in library ? library.default : null;
  if (isRead(inner)) return inner;
  throw new TypeError('jsqr: no reader in the library');
}

function isRead(value: unknown): value is Read {
  return typeof value === 'function';
}

/** Reads with the library `jsqr`, which is slow and finds some of what the first reader misses. Never throws. */
export function readSecond({ data, width, height }: Picture): string | undefined {
  const pixels = new Uint32Array(width * height);
  for (let place = 0; place < pixels.length; place++) pixels[place] = 0xff000000 | ((data[place] ?? 0) * 0x010101);
  try {
    const code = read(new Uint8ClampedArray(pixels.buffer), width, height, { inversionAttempts: 'dontInvert' });
    return code?.data || undefined;
  } catch {
    return undefined;
  }
}
