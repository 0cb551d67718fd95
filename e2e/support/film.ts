import type { Locator } from 'playwright';
import { PNG } from 'pngjs';
import { type Luminance, onWall, writeY4m } from './camera/index.ts';

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
  const seen = { width: WIDTH, height: HEIGHT, wall: WALL };
  writeY4m(
    path,
    film.map((picture) => onWall(luminanceOf(PNG.sync.read(picture)), seen)),
    PICTURES_A_SECOND,
  );
}

/** ITU-R BT.601, full range. */
function luminanceOf({ data, width, height }: PNG): Luminance {
  const grey = new Uint8Array(width * height);
  for (let at = 0; at < grey.length; at += 1) {
    const [red = 0, green = 0, blue = 0] = data.subarray(4 * at, 4 * at + 3);
    grey[at] = Math.round(0.299 * red + 0.587 * green + 0.114 * blue);
  }
  return { data: grey, width, height };
}
