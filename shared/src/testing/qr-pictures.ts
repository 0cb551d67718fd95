import { drawSymbols, modulesOf, type Picture, type Pixels } from '../qr/index.ts';

/** A picture of a camera: what a screen shows, on a wall of grey. For tests. */
export function pictureOf(
  shown: readonly { readonly pixels: Pixels; readonly x: number; readonly y: number }[],
  { width = 1280, height = 720, wall = 128 } = {},
): Picture {
  const data = new Uint8Array(width * height).fill(wall);
  for (const { pixels, x, y } of shown) {
    for (let row = 0; row < pixels.height; row++) {
      for (let column = 0; column < pixels.width; column++) {
        data[(y + row) * width + x + column] = pixels.data[(row * pixels.width + column) * 4] ?? 0;
      }
    }
  }
  return { data, width, height };
}

/** The code of a text as a screen draws it. For tests. */
export function codeOf(text: string, { version = 10, scale = 5 } = {}): Pixels {
  return drawSymbols([modulesOf(text, version)], scale);
}

/** The same picture with each pixel changed by a function. For tests. */
export function changed(picture: Picture, change: (value: number, place: number) => number): Picture {
  return { ...picture, data: picture.data.map((value, place) => Math.max(0, Math.min(255, change(value, place)))) };
}

/** The mean over a square of `2 * radius + 1` pixels: a lens out of focus. For tests. */
export function blurred({ data, width, height }: Picture, radius: number): Picture {
  const rows = averaged(data, radius, 1);
  return { data: averaged(rows, radius, width), width, height };
}

/** Each byte becomes the mean of its neighbours, which stand `step` apart. */
function averaged(data: Uint8Array, radius: number, step: number): Uint8Array {
  return data.map((_, place) => {
    let sum = 0;
    for (let offset = -radius; offset <= radius; offset++) sum += data[place + offset * step] ?? 0;
    return sum / (2 * radius + 1);
  });
}
