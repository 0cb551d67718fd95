import { drawSymbol, type Luminance, onWall, plainPicture, writeY4m } from './camera/index.ts';

export interface DrawnFilmOptions {
  readonly width?: number;
  readonly height?: number;
  readonly framesPerSecond?: number;
  /** Pictures without a code after the last one. */
  readonly blankFrames?: number;
}

const WHITE = 235;
const GREY = 128;

/**
 * Writes a film of these QR codes, one a frame, seen by a perfect camera that is held before a white screen, for Chromium's
 * fake camera, which plays it in a loop. What a real camera makes of a screen: `camera/`.
 */
export function drawFilm(path: string, texts: readonly string[], options: DrawnFilmOptions = {}): void {
  const { width = 1280, height = 720, framesPerSecond = 10, blankFrames = 0 } = options;
  const blank = plainPicture(width, height, GREY);
  const codes = texts.map((text) => asLargeAsFits(text, width, height));
  writeY4m(path, [...codes, ...Array.from({ length: blankFrames }, () => blank)], framesPerSecond);
}

function asLargeAsFits(text: string, width: number, height: number): Luminance {
  const modules = drawSymbol(text, { scale: 1 }).width;
  const scale = Math.floor(Math.min(width, height) / modules);
  if (scale < 1) throw new Error('the code has more modules than the picture has pixels');
  return onWall(drawSymbol(text, { scale, background: WHITE }), { width, height, wall: WHITE });
}
