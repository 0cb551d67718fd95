import { type _QRLayer, _QRScanner as QrScanner } from 'qr/decode.js';
import type { FinderCandidate } from './finder-triples.ts';
import type { Picture, Region } from './picture.ts';
import type { Finders } from './told-version.ts';

/** A code that was found in a picture. */
export interface Found {
  /** Undefined if it was found and could not be read. */
  readonly text: string | undefined;
  readonly region: Region;
  /** Pixels on a side of a module. */
  readonly moduleSize: number;
  readonly finders: Finders;
}

/** Luminance planes are what a planar format begins with; nothing behind the plane is looked at. */
const FORMAT = 'I420';

/**
 * Reads with the library `qr`. Its scanner is kept, because a new one for each picture costs half as much time again; it is
 * made anew only for a picture larger than any before.
 */
export class FirstReader {
  #scanner: QrScanner | undefined;
  #capacity = { width: 0, height: 0 };
  #found: Found[] = [];

  /** The first code of the picture that is read, and those that were found before it. Never throws. */
  read(picture: Picture): readonly Found[] {
    this.#found = [];
    try {
      const scanner = this.#scannerFor(picture);
      scanner.addImage(picture, FORMAT);
      scanner.decode();
      return this.#found;
    } catch {
      // The library says by an exception, too, that it was not able to read; the next picture gets a new scanner.
      this.#scanner = undefined;
      return this.#found.filter(({ text }) => text !== undefined);
    }
  }

  /** What looked like finder patterns in the last picture, the finest first; none where the library gave up. */
  candidates(): readonly FinderCandidate[] {
    const scanner = this.#scanner;
    if (scanner === undefined) return [];
    const layers = scanner.layers.filter(({ used, width }) => used && width > 0);
    return layers.flatMap((layer) => candidatesOf(layer, scanner.width / layer.width));
  }

  #scannerFor({ width, height }: Picture): QrScanner {
    const fits = width <= this.#capacity.width && height <= this.#capacity.height;
    if (this.#scanner !== undefined && fits) return this.#scanner;
    this.#capacity = { width: Math.max(width, this.#capacity.width), height: Math.max(height, this.#capacity.height) };
    this.#scanner = new QrScanner({
      maxSize: this.#capacity,
      format: FORMAT,
      pointsOnDetect: (points, result) => {
        const text = typeof result === 'string' && result !== '' ? result : undefined;
        const finders = { topLeft: points.tl, topRight: points.tr, bottomLeft: points.bl };
        this.#found.push({ text, region: points.boundingBox, moduleSize: points.tl.moduleSize, finders });
      },
    });
    return this.#scanner;
  }
}

/** Of each pattern the library keeps four numbers: where it is, the size of its modules, and the rows that cross it. */
function candidatesOf({ patterns, patternCount }: _QRLayer, scale: number): readonly FinderCandidate[] {
  return Array.from({ length: patternCount }, (_, place) => {
    const [x = 0, y = 0, moduleSize = 0, rows = 0] = patterns.subarray(place * 4, place * 4 + 4);
    return { x: x * scale, y: y * scale, moduleSize: moduleSize * scale, rows: rows * scale };
  });
}
