import type { Box, Canvas } from './projection.ts';
import { createSeededRandom, normalValues, type SeededRandom } from './seeded-random.ts';

/** As many neighbours on each side add to a blurred pixel: more than two sigma of the strongest blur. */
const REACH = 3;

/** A Gaussian blur of a box, first across and then down. `spare` is as large as the canvas and is overwritten. */
export function blur(canvas: Canvas, spare: Float32Array, sigma: number, box: Box): void {
  const weights = gaussianWeights(sigma);
  const { width, height } = canvas;
  const inner = {
    fromX: Math.max(REACH, box.fromX - REACH),
    toX: Math.min(width - REACH, box.toX + REACH),
    fromY: Math.max(REACH, box.fromY - REACH),
    toY: Math.min(height - REACH, box.toY + REACH),
  };
  spare.set(canvas.data);
  const rowsAround = { ...inner, fromY: inner.fromY - REACH, toY: inner.toY + REACH };
  blurAlong(canvas.data, spare, weights, { box: rowsAround, width, step: 1 });
  blurAlong(spare, canvas.data, weights, { box: inner, width, step: width });
}

/** The weight of a pixel itself, then of its neighbours at 1, 2, ... pixels; together with both sides they make 1. */
function gaussianWeights(sigma: number): readonly number[] {
  const raw = Array.from({ length: REACH + 1 }, (_, distance) =>
    Math.exp((-distance * distance) / (2 * sigma * sigma)),
  );
  const sum = raw.reduce((total, weight, distance) => total + (distance === 0 ? weight : 2 * weight), 0);
  return raw.map((weight) => weight / sum);
}

/** Written out neighbour by neighbour: this is where a picture's time goes. */
function blurAlong(
  from: Float32Array,
  into: Float32Array,
  [own = 1, first = 0, second = 0, third = 0]: readonly number[],
  { box, width, step }: { readonly box: Box; readonly width: number; readonly step: number },
): void {
  const at = (place: number) => from[place] ?? 0;
  for (let y = box.fromY; y < box.toY; y += 1) {
    for (let place = y * width + box.fromX; place < y * width + box.toX; place += 1) {
      into[place] =
        own * at(place) +
        first * (at(place - step) + at(place + step)) +
        second * (at(place - 2 * step) + at(place + 2 * step)) +
        third * (at(place - 3 * step) + at(place + 3 * step));
    }
  }
}

/** Light that falls unevenly: for each pixel the share of it that arrives, 1 in the brightest corner. */
export function unevenLight(width: number, height: number, darkest: number, direction: number): Float32Array {
  const light = new Float32Array(width * height);
  const [across, down] = [Math.cos(direction), Math.sin(direction)];
  const reach = Math.abs(across) + Math.abs(down);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const along = ((2 * x) / width - 1) * across + ((2 * y) / height - 1) * down;
      light[y * width + x] = 1 - ((1 - darkest) * (1 + along / reach)) / 2;
    }
  }
  return light;
}

const TEXTURE_CELL = 24;

/** A wall with patches of light and dark, softly changing, and a grain. */
export function texturedWall(width: number, height: number, random: SeededRandom): Float32Array {
  const columns = Math.ceil(width / TEXTURE_CELL) + 2;
  const lattice = Float32Array.from({ length: columns * (Math.ceil(height / TEXTURE_CELL) + 2) }, random.next);
  const wall = new Float32Array(width * height);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const grain = (x * 7 + y * 13) % 11;
      wall[y * width + x] = 70 + 100 * smoothAt(lattice, columns, x / TEXTURE_CELL, y / TEXTURE_CELL) + grain;
    }
  }
  return wall;
}

function smoothAt(lattice: Float32Array, columns: number, x: number, y: number): number {
  const [left, top] = [Math.floor(x), Math.floor(y)];
  const [right, bottom] = [x - left, y - top];
  const at = top * columns + left;
  const upper = (lattice[at] ?? 0) * (1 - right) + (lattice[at + 1] ?? 0) * right;
  const lower = (lattice[at + columns] ?? 0) * (1 - right) + (lattice[at + columns + 1] ?? 0) * right;
  return upper * (1 - bottom) + lower * bottom;
}

const NOISE_VALUES = 1 << 16;

/** Makes the bytes that the camera gives of what reached its sensor; the noise is other noise at each call. */
export type Sensor = (canvas: Canvas, light: Float32Array) => Uint8Array;

/** Each row takes its noise from another place of one long table, which is much cheaper than drawing it anew. */
export function createSensor(sigma: number, seed: number): Sensor {
  const random = createSeededRandom(seed);
  const noise = normalValues(random, NOISE_VALUES, sigma);
  return ({ data, width, height }, light) => {
    const bytes = new Uint8ClampedArray(data.length);
    for (let y = 0; y < height; y += 1) {
      const offset = random.below(NOISE_VALUES - width) - y * width;
      for (let at = y * width; at < (y + 1) * width; at += 1) {
        bytes[at] = (data[at] ?? 0) * (light[at] ?? 0) + (noise[at + offset] ?? 0);
      }
    }
    return new Uint8Array(bytes.buffer);
  };
}
