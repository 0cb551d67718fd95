import { encodeFrames } from '@vieraugen/shared/ur';
import { type CameraLevel, createCamera, drawSymbol, filmOf, writeY4m } from './camera/index.ts';

/** Small enough for several codes of every message, and sparse enough for level medium. */
const FRAGMENT_LENGTH = 150;
const VERSION = 10;
const DISPLAY_FPS = 10;
const CAMERA_FPS = 30;
const SEED = 7;

/**
 * Writes a film of the codes of a message as a camera of this level sees them, pictures lost and torn: twice round, then
 * mixed parts, so that what got lost comes again otherwise.
 */
export function filmMessage(path: string, message: { type: string; bytes: Uint8Array }, level: CameraLevel): void {
  const frames = encodeFrames({ ...message, maxFragmentLength: FRAGMENT_LENGTH });
  const screens = Array.from({ length: 3 * frames.partCount }, (_, index) =>
    drawSymbol(frames.frameAt(index + 1), { version: VERSION }),
  );
  const camera = createCamera({ level, seed: SEED, torn: 0.15, dropped: 0.15 });
  writeY4m(path, filmOf(screens, camera, { displayFps: DISPLAY_FPS, cameraFps: CAMERA_FPS }), CAMERA_FPS);
}
