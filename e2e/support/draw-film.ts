import { writeFileSync } from 'node:fs';
import encodeQR from 'qr';

export interface DrawnFilmOptions {
  readonly width?: number;
  readonly height?: number;
  readonly framesPerSecond?: number;
  /** Pictures without a code after the last one. */
  readonly blankFrames?: number;
}

const BLACK = 16;
const WHITE = 235;
const GREY = 128;
const QUIET_ZONE = 4;

/**
 * Writes what a camera sees that is held before a screen with these QR codes, one a frame, as a y4m file for Chromium's fake
 * camera, which plays it in a loop.
 */
export function drawFilm(path: string, texts: readonly string[], options: DrawnFilmOptions = {}): void {
  const { width = 1280, height = 720, framesPerSecond = 10, blankFrames = 0 } = options;
  const header = Buffer.from(`YUV4MPEG2 W${width} H${height} F${framesPerSecond}:1 Ip A1:1 C420jpeg\n`);
  const colour = Buffer.alloc((width * height) / 2, GREY);
  const blank = Buffer.alloc(width * height, GREY);
  const pictures = [
    ...texts.map((text) => luminanceOf(text, width, height)),
    ...Array.from({ length: blankFrames }, () => blank),
  ];
  const frames = pictures.flatMap((picture) => [Buffer.from('FRAME\n'), picture, colour]);
  writeFileSync(path, Buffer.concat([header, ...frames]));
}

function luminanceOf(text: string, width: number, height: number): Buffer {
  const modules = encodeQR(text, 'raw', { ecc: 'low', border: QUIET_ZONE });
  const scale = Math.floor(Math.min(width, height) / modules.length);
  if (scale < 1) throw new Error('the code has more modules than the picture has pixels');
  const left = Math.floor((width - modules.length * scale) / 2);
  const top = Math.floor((height - modules.length * scale) / 2);
  const picture = Buffer.alloc(width * height, WHITE);
  modules.forEach((row, y) => {
    row.forEach((dark, x) => {
      if (dark) fillSquare(picture, width, left + x * scale, top + y * scale, scale);
    });
  });
  return picture;
}

function fillSquare(picture: Buffer, width: number, left: number, top: number, size: number): void {
  for (let y = top; y < top + size; y += 1) picture.fill(BLACK, y * width + left, y * width + left + size);
}
