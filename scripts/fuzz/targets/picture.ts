import { createPictureReader } from '@vieraugen/shared/qr';
import { drawSymbol } from '../../../e2e/support/camera/draw.ts';
import { FirstReader } from '../../../shared/src/qr/first-reader.ts';
import type { Picture } from '../../../shared/src/qr/picture.ts';
import { readSecond } from '../../../shared/src/qr/second-reader.ts';
import { mutateBytes } from '../mutate-bytes.ts';
import { demand, type FuzzTarget } from '../target.ts';
import { drawSteps, KINDS, STEP_LENGTH } from './draw-steps.ts';

/** ISO/IEC 18004, table 7: digits in version 40-L. */
const LONGEST_TEXT = 7_089;
const EMPTY: Picture = { data: new Uint8Array(64 * 64), width: 64, height: 64 };
const ALPHANUMERIC = /^[0-9A-Z $%*+./:-]+$/;

/** The readers of QR codes, on pictures that are drawn step by step: codes, heaps of codes, parts of codes, and worse. */
export const target: FuzzTarget = {
  maxLength: 40 * STEP_LENGTH,
  mutate: mutateBytes,
  seeds: () => SEEDS.map((steps) => Uint8Array.from(steps.flat())),
  run: (input) => {
    const picture = drawSteps(input);
    const follow = createPictureReader();
    // Where a code was is looked at first in the next picture: in the same one, and in one without it.
    const followed = [picture, picture, EMPTY, picture].flatMap((next) => follow(next).texts);
    const first = new FirstReader().read(picture).flatMap(({ text }) => text ?? []);
    for (const text of new Set([...followed, ...first, ...[readSecond(picture) ?? []].flat()])) {
      demand(text.length > 0 && text.length <= LONGEST_TEXT, `${text.length} characters`);
      const again = ALPHANUMERIC.test(text) ? readDrawn(text) : text;
      demand(again === text, `a text that was read is read as ${again} when it is shown`);
    }
  },
};

const { size, code, fill, invert, noise, tear, stripes, finder } = KINDS;
const SMALL = [size, 99, 89, 230, 0, 0, 0, 0];

const SEEDS: readonly (readonly number[])[][] = [
  [SMALL, [code, 0, 1, 0, 10, 10, 0, 0]],
  [SMALL, [code, 1, 0, 40, 3, 3, 140, 0], [noise, 7, 40, 0, 0, 0, 0, 0]],
  [
    [size, 255, 255, 200, 0, 0, 0, 0],
    [code, 4, 1, 0, 5, 5, 0, 0],
    [tear, 80, 40, 130, 128, 0, 0, 0],
  ],
  [[size, 255, 255, 255, 0, 0, 0, 0], ...twenty()],
  [SMALL, [code, 2, 1, 0, 0, 0, 0, 0], [invert, 0, 0, 99, 89, 0, 0, 0]],
  [[size, 255, 255, 255, 0, 0, 0, 0], ...twenty().map(([, , , , x = 0, y = 0]) => [finder, x, y, 2, 0, 0, 0, 0])],
  [SMALL, [stripes, 0, 0, 99, 89, 0, 3, 0], [stripes, 0, 0, 99, 89, 1, 3, 0]],
  [SMALL, [fill, 0, 0, 99, 89, 0, 0, 0]],
];

/** Twenty codes in one picture. */
function twenty(): number[][] {
  return Array.from({ length: 20 }, (_, index) => [code, 0, 0, 0, 30 * (index % 5), 30 * Math.floor(index / 5), 0, 0]);
}

function readDrawn(text: string): string | undefined {
  return new FirstReader().read(drawSymbol(text, { scale: 3 }))[0]?.text;
}
