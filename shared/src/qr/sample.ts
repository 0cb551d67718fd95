import type { Picture } from './picture.ts';

/** The luminance at a point between pixels, bilinear; beside the picture that of its edge. Pixels' centres lie at halves. */
export function sample({ data, width, height }: Picture, x: number, y: number): number {
  const across = clamped(x - 0.5, width - 1);
  const down = clamped(y - 0.5, height - 1);
  // Both are less than 2^31: a shift cuts the fraction off.
  const left = across | 0;
  const top = down | 0;
  const toRight = across - left;
  const toBottom = down - top;
  const at = top * width + left;
  const right = left + 1 < width ? 1 : 0;
  const below = top + 1 < height ? width : 0;
  const upper = (data[at] ?? 0) * (1 - toRight) + (data[at + right] ?? 0) * toRight;
  const lower = (data[at + below] ?? 0) * (1 - toRight) + (data[at + below + right] ?? 0) * toRight;
  return upper * (1 - toBottom) + lower * toBottom;
}

/** Not a number becomes 0. */
function clamped(value: number, greatest: number): number {
  return value > 0 ? Math.min(value, greatest) : 0;
}
