import { closeSync, openSync, writeSync } from 'node:fs';
import type { Luminance } from './luminance.ts';

const GREY = 128;
const FRAME = Buffer.from('FRAME\n');

/**
 * Writes pictures as a y4m file for Chromium's fake camera, which reads it when the camera is opened and plays it in a loop.
 * Picture by picture: a film of a minute is more than a gigabyte.
 */
export function writeY4m(path: string, frames: Iterable<Luminance>, fps: number): void {
  const file = openSync(path, 'w');
  try {
    let header: string | undefined;
    for (const { data, width, height } of frames) {
      const expected = `YUV4MPEG2 W${width} H${height} F${fps}:1 Ip A1:1 C420jpeg\n`;
      if (header === undefined) writeSync(file, expected);
      else if (header !== expected) throw new Error(`a picture of ${width} x ${height} among others: ${header}`);
      header = expected;
      for (const bytes of [FRAME, data, Buffer.alloc(Math.ceil(width / 2) * Math.ceil(height / 2) * 2, GREY)]) {
        writeSync(file, bytes);
      }
    }
    if (header === undefined) throw new Error('a film needs a picture');
  } finally {
    closeSync(file);
  }
}
