import type { Picture } from './picture.ts';

/** Why a picture may be unreadable, as far as the picture itself tells. */
export type PictureHint = 'too-dark' | 'glare' | 'too-far' | 'blurred';

/** Pixels a module that a reader needs: below, the code is too small in the picture. */
const LEAST_MODULE = 2.5;

/** Every so many pixels in both directions are looked at: enough to judge light and sharpness. */
const STRIDE = 4;

/** Mean luminance below which a lit screen cannot be in view. */
const DARK_MEAN = 40;
/** A screen that mirrors a lamp or is over-exposed has no dark modules left beside its white ones. */
const GLARE_SHARE = 0.35;
const WHITE = 250;
const BLACK = 90;
const BLACK_SHARE = 0.02;
/** The steepest step between neighbours of a picture in focus is a good share of its contrast. */
const SHARP_STEP = 0.22;
const LEAST_CONTRAST = 40;

/**
 * Tells what may help with a picture in which nothing was read. `moduleSize`: pixels a module of a code that was found but
 * not read, if one was. Undefined where the picture says nothing, as of a wall without a code.
 */
export function hintOf(picture: Picture, moduleSize: number | undefined): PictureHint | undefined {
  const light = measureLight(picture);
  if (light.mean < DARK_MEAN) return 'too-dark';
  if (moduleSize !== undefined) return moduleSize < LEAST_MODULE ? 'too-far' : 'blurred';
  if (light.white > GLARE_SHARE && light.black < BLACK_SHARE) return 'glare';
  const contrast = light.greatest - light.least;
  return contrast >= LEAST_CONTRAST && light.steepest < contrast * SHARP_STEP ? 'blurred' : undefined;
}

interface Light {
  readonly mean: number;
  /** Shares of nearly white and of dark pixels. */
  readonly white: number;
  readonly black: number;
  readonly least: number;
  readonly greatest: number;
  /** The greatest difference between two pixels side by side. */
  readonly steepest: number;
}

function measureLight({ data, width, height }: Picture): Light {
  let [sum, count, white, black, least, greatest, steepest] = [0, 0, 0, 0, 255, 0, 0];
  for (let y = 0; y < height; y += STRIDE) {
    for (let x = 0; x + 1 < width; x += STRIDE) {
      const value = data[y * width + x] ?? 0;
      sum += value;
      count += 1;
      if (value >= WHITE) white += 1;
      if (value <= BLACK) black += 1;
      least = Math.min(least, value);
      greatest = Math.max(greatest, value);
      steepest = Math.max(steepest, Math.abs(value - (data[y * width + x + 1] ?? 0)));
    }
  }
  return { mean: sum / count, white: white / count, black: black / count, least, greatest, steepest };
}
