import type { Reading } from '@vieraugen/shared/qr';

/** One picture for the worker. The buffer is transferred, and comes back with the answer to be used again. */
export interface PictureMessage {
  readonly width: number;
  readonly height: number;
  /** The first `width * height` bytes are the luminance, one byte a pixel, row by row. */
  readonly buffer: ArrayBuffer;
}

/** What the worker read in it. */
export interface ReadingMessage {
  readonly reading: Reading;
  readonly buffer: ArrayBuffer;
}
