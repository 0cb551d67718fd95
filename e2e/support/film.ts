import { writeFileSync } from 'node:fs';
import type { Locator } from 'playwright';
import { PNG } from 'pngjs';

/** What a camera of a workstation sees: this many pixels, this many pictures a second. */
const WIDTH = 1280;
const HEIGHT = 720;
const PICTURES_A_SECOND = 10;
const WALL = 128;

/** Pictures of what an element really showed, oldest first, as PNG. */
export type Film = readonly Buffer[];

/**
 * Photographs an element of a real window again and again, as a camera in front of its screen would, until `count` pictures
 * that differ from the one before were taken. A still code is one picture.
 */
export async function filmElement(element: Locator, count: number): Promise<Film> {
  await element.scrollIntoViewIfNeeded();
  const pictures: Buffer[] = [];
  const deadline = Date.now() + 2_000 + count * 1_000;
  while (pictures.length < count && Date.now() < deadline) {
    const picture = await element.screenshot({ animations: 'allow' });
    if (!picture.equals(pictures.at(-1) ?? Buffer.alloc(0))) pictures.push(picture);
  }
  return pictures;
}

/**
 * Writes a film as y4m where a fake camera looks for it: the screen in the middle of a grey wall. The file is read when the
 * camera is opened, and played in a loop.
 */
export function writeFilm(path: string, film: Film): void {
  const header = Buffer.from(`YUV4MPEG2 W${WIDTH} H${HEIGHT} F${PICTURES_A_SECOND}:1 Ip A1:1 C420jpeg\n`);
  const colour = Buffer.alloc((WIDTH * HEIGHT) / 2, WALL);
  const frames = film.flatMap((picture) => [Buffer.from('FRAME\n'), luminanceOf(PNG.sync.read(picture)), colour]);
  writeFileSync(path, Buffer.concat([header, ...frames]));
}

function luminanceOf(picture: PNG): Buffer {
  const seen = Buffer.alloc(WIDTH * HEIGHT, WALL);
  const left = Math.floor((WIDTH - picture.width) / 2);
  const top = Math.floor((HEIGHT - picture.height) / 2);
  if (left < 0 || top < 0)
    throw new Error(`a picture of ${picture.width} x ${picture.height} does not fit into the camera`);
  for (let y = 0; y < picture.height; y += 1) {
    for (let x = 0; x < picture.width; x += 1) {
      seen[(top + y) * WIDTH + left + x] = brightnessAt(picture, x, y);
    }
  }
  return seen;
}

/** ITU-R BT.601, full range. */
function brightnessAt({ data, width }: PNG, x: number, y: number): number {
  const offset = (y * width + x) * 4;
  const [red = 0, green = 0, blue = 0] = data.subarray(offset, offset + 3);
  return Math.round(0.299 * red + 0.587 * green + 0.114 * blue);
}
