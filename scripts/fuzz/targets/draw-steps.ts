import { drawSymbol } from '../../../e2e/support/camera/draw.ts';
import { type Luminance, plainPicture } from '../../../e2e/support/camera/luminance.ts';
import { createSeededRandom } from '../../../e2e/support/camera/seeded-random.ts';

/** A step is a kind and seven numbers. */
export const STEP_LENGTH = 8;
export const KINDS = {
  size: 0,
  code: 1,
  fill: 2,
  invert: 3,
  noise: 4,
  tear: 5,
  stripes: 6,
  finder: 7,
  shrink: 8,
} as const;

const TEXTS = [
  'A',
  'UR:X-VIER-REQUEST/1-9/LPADAS',
  'HTTP://EXAMPLE.ORG',
  '0123456789'.repeat(8),
  'UR:BYTES/'.repeat(30),
];

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Draws a picture as the bytes say, so that a few bytes hold a whole picture and a change of one changes what is in it. */
export function drawSteps(bytes: Uint8Array): Luminance {
  let picture = plainPicture(120, 90, 230);
  for (let at = 0; at + STEP_LENGTH <= bytes.length; at += STEP_LENGTH) {
    picture = drawStep(picture, bytes.subarray(at, at + STEP_LENGTH));
  }
  return picture;
}

function drawStep(picture: Luminance, [kind = 0, a = 0, b = 0, c = 0, d = 0, e = 0, f = 0]: Uint8Array): Luminance {
  const box = { x: a, y: b, width: c + 1, height: d + 1 };
  switch (kind % 9) {
    case KINDS.size:
      return plainPicture(1 + a, 1 + b, c);
    case KINDS.code:
      return drawCode(picture, {
        text: TEXTS[a % TEXTS.length] ?? '',
        scale: 1 + (b % 4),
        light: 255 - (c & 0x7f),
        x: d,
        y: e,
        dx: f,
      });
    case KINDS.fill:
      return changed(picture, box, () => e);
    case KINDS.invert:
      return changed(picture, box, (grey) => 255 - grey);
    case KINDS.noise:
      return addNoise(picture, a, b);
    case KINDS.tear:
      return changed(picture, { x: 0, y: a, width: 256, height: b + 1 }, (_grey, x, y) =>
        at(picture, x + c - 128, y + d - 128),
      );
    case KINDS.stripes:
      return changed(picture, box, (grey, x, y) => (Math.floor((e & 1 ? x : y) / (1 + (f % 16))) % 2 === 0 ? 0 : grey));
    case KINDS.finder:
      return changed(picture, { x: a, y: b, width: 7 * (1 + (c % 6)), height: 7 * (1 + (c % 6)) }, (_grey, x, y) =>
        finderAt(x - a, y - b, 1 + (c % 6)),
      );
    default:
      return changed(picture, box, (_grey, x, y) =>
        at(picture, a + (x - a) * (1 + (e % 3)), b + (y - b) * (1 + (f % 3))),
      );
  }
}

function at({ data, width, height }: Luminance, x: number, y: number): number {
  return x >= 0 && y >= 0 && x < width && y < height ? (data[y * width + x] ?? 0) : 128;
}

function changed(picture: Luminance, box: Box, grey: (old: number, x: number, y: number) => number): Luminance {
  const data = picture.data.slice();
  for (let y = box.y; y < Math.min(picture.height, box.y + box.height); y += 1) {
    for (let x = box.x; x < Math.min(picture.width, box.x + box.width); x += 1) {
      data[y * picture.width + x] = grey(at(picture, x, y), x, y);
    }
  }
  return { ...picture, data };
}

interface PlacedCode {
  readonly text: string;
  readonly scale: number;
  readonly light: number;
  readonly x: number;
  readonly y: number;
  /** How far each row is moved against the one above it, in 64ths of a pixel. */
  readonly dx: number;
}

function drawCode(picture: Luminance, { text, scale, light, x, y, dx }: PlacedCode): Luminance {
  const symbol = drawSymbol(text, { scale, background: light });
  const slant = (row: number) => Math.floor((row * ((dx % 32) - 16) * (dx > 128 ? 1 : 0)) / 64);
  const box = { x, y, width: symbol.width, height: symbol.height };
  return changed(picture, box, (grey, px, py) => {
    const from = px - x - slant(py - y);
    return from < 0 || from >= symbol.width ? grey : at(symbol, from, py - y);
  });
}

function addNoise(picture: Luminance, seed: number, strength: number): Luminance {
  const random = createSeededRandom(seed);
  return {
    ...picture,
    data: picture.data.map((grey) => Math.min(255, Math.max(0, grey + (random.next() - 0.5) * strength))),
  };
}

/** ISO/IEC 18004, 6.3.3: a square in a ring. */
function finderAt(x: number, y: number, scale: number): number {
  const [column, row] = [Math.floor(x / scale), Math.floor(y / scale)];
  const ring = Math.max(Math.abs(column - 3), Math.abs(row - 3));
  return ring === 2 ? 255 : 0;
}
