import { writeFileSync } from 'node:fs';
import type { Locator } from 'playwright';

/** The fake camera plays Motion JPEG at 30 frames a second; each picture is held as long as a screen at 10 a second holds it. */
const REPEATS = 3;
const JPEG_QUALITY = 92;

/** Pictures of what an element really showed, oldest first, all of one size. */
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
    const picture = await element.screenshot({ type: 'jpeg', quality: JPEG_QUALITY, animations: 'allow' });
    if (pictures.length === 0 || !picture.equals(pictures[pictures.length - 1] ?? Buffer.alloc(0)))
      pictures.push(picture);
  }
  return pictures;
}

/** Writes a film where a fake camera looks for it. The file is read when the camera is opened, and played in a loop. */
export function writeFilm(path: string, film: Film): void {
  writeFileSync(path, Buffer.concat(film.flatMap((picture) => Array.from({ length: REPEATS }, () => picture))));
}
