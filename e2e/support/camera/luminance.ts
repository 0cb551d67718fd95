/** A picture of grey values: one byte a pixel, row by row, 0 dark. */
export interface Luminance {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** A picture of one grey value. */
export function plainPicture(width: number, height: number, value: number): Luminance {
  return { data: new Uint8Array(width * height).fill(value), width, height };
}

/** Lays a picture over another one, which must have room for it. */
export function paste(onto: Luminance, picture: Luminance, left: number, top: number): void {
  const isInside = left >= 0 && top >= 0 && left + picture.width <= onto.width && top + picture.height <= onto.height;
  if (!isInside) {
    throw new Error(`${picture.width} x ${picture.height} at ${left}, ${top} is not in ${onto.width} x ${onto.height}`);
  }
  for (let y = 0; y < picture.height; y += 1) {
    const row = picture.data.subarray(y * picture.width, (y + 1) * picture.width);
    onto.data.set(row, (top + y) * onto.width + left);
  }
}

/** A picture in the middle of a plain wall, each of its pixels one of the camera's. */
export function onWall(picture: Luminance, options: { width: number; height: number; wall: number }): Luminance {
  const seen = plainPicture(options.width, options.height, options.wall);
  const left = Math.floor((options.width - picture.width) / 2);
  paste(seen, picture, left, Math.floor((options.height - picture.height) / 2));
  return seen;
}

/** Each square of `factor` pixels becomes one, their mean; what is left at the right and at the bottom is cut off. */
export function shrink(picture: Luminance, factor: number): Luminance {
  if (factor <= 1) return picture;
  const width = Math.floor(picture.width / factor);
  const height = Math.floor(picture.height / factor);
  const data = new Uint8Array(width * height);
  const sums = new Uint32Array(width);
  for (let y = 0; y < height; y += 1) {
    sums.fill(factor * factor * 0.5);
    for (let line = 0; line < factor; line += 1) addRow(sums, picture, y * factor + line, factor);
    for (let x = 0; x < width; x += 1) data[y * width + x] = (sums[x] ?? 0) / (factor * factor);
  }
  return { data, width, height };
}

function addRow(sums: Uint32Array, { data, width }: Luminance, row: number, factor: number): void {
  let from = row * width;
  for (let x = 0; x < sums.length; x += 1) {
    let sum = sums[x] ?? 0;
    for (let step = 0; step < factor; step += 1, from += 1) sum += data[from] ?? 0;
    sums[x] = sum;
  }
}
