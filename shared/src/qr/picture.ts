/** What a camera saw: one byte of luminance a pixel, row by row without gaps. */
export interface Picture {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** A part of a picture, in whole pixels. */
export interface Region {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The region of a picture as a picture of its own, in `buffer`, which is long enough. */
export function crop({ data, width }: Picture, region: Region, buffer: Uint8Array): Picture {
  for (let row = 0; row < region.height; row++) {
    const start = (region.y + row) * width + region.x;
    buffer.set(data.subarray(start, start + region.width), row * region.width);
  }
  const size = region.width * region.height;
  return { data: buffer.subarray(0, size), width: region.width, height: region.height };
}

/** The region grown by a share of its size on each side, in whole pixels, within a picture of that size. */
export function grown(
  region: Region,
  share: number,
  picture: { readonly width: number; readonly height: number },
): Region {
  const [dx, dy] = [region.width * share, region.height * share];
  const left = Math.max(0, Math.floor(region.x - dx));
  const top = Math.max(0, Math.floor(region.y - dy));
  const right = Math.min(picture.width, Math.ceil(region.x + region.width + dx));
  const bottom = Math.min(picture.height, Math.ceil(region.y + region.height + dy));
  return { x: left, y: top, width: Math.max(0, right - left), height: Math.max(0, bottom - top) };
}
