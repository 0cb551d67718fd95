import type { Camera, Luminance } from '../../support/camera/index.ts';
import { shotsOf } from '../../support/camera/index.ts';
import type { PictureTaker } from './readers.ts';

const CAMERA_FPS = 30;
/** Whoever needs longer is stopped. */
const LONGEST = 20;

/**
 * Seconds until a message was whole: the camera's time up to the picture, and the reader's real time for it. While the
 * reader is busy, pictures pass it by; none waits. NaN if the film ended first.
 */
export function secondsToRead(
  screens: (count: number) => readonly Luminance[],
  displayFps: number,
  camera: Camera,
  taker: PictureTaker,
): number {
  const film = shotsOf(screens(Math.ceil(LONGEST * displayFps)), camera, { displayFps, cameraFps: CAMERA_FPS });
  let free = 0;
  let number = 0;
  for (const { picture } of film) {
    // A picture is there when the camera has read it out.
    const taken = (number + 1) / CAMERA_FPS;
    number += 1;
    if (taken < free) continue;
    const start = performance.now();
    const isWhole = taker.take(picture);
    free = taken + (performance.now() - start) / 1000;
    if (isWhole) return free;
  }
  return Number.NaN;
}
