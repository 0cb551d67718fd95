import type { Locator } from 'playwright';
import { PNG } from 'pngjs';
import { createCamera, type Luminance, writeY4m } from './camera/index.ts';

/** Screens a second, and how often each is photographed. */
const SCREENS_A_SECOND = 10;
const TIMES = 2;
const SEED = 1;

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
 * Writes a film as y4m where a fake camera looks for it, each picture as an ordinary camera before that screen sees it, each
 * one several times: what one picture's noise hides, another one shows. The file is read when the camera is opened, and
 * played in a loop.
 */
export function writeFilm(path: string, film: Film): void {
  const camera = createCamera({ level: 'mild', seed: SEED });
  const screens = film.map((picture) => luminanceOf(PNG.sync.read(picture)));
  const pictures = screens.flatMap((screen) => Array.from({ length: TIMES }, () => camera.photograph(screen)));
  writeY4m(path, pictures, TIMES * SCREENS_A_SECOND);
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
