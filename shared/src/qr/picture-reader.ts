import { FirstReader, type Found } from './first-reader.ts';
import { crop, grown, type Picture, type Region } from './picture.ts';
import { hintOf, type PictureHint } from './picture-hint.ts';
import { readSecond } from './second-reader.ts';

/** What a picture held. */
export interface Reading {
  /** Texts of the codes that were read, each once: none, one, or two that stand side by side. */
  readonly texts: readonly string[];
  /** What may help, if nothing was read and the picture itself tells. */
  readonly hint: PictureHint | undefined;
}

/** Reads one picture after another of the same camera. */
export type PictureReader = (picture: Picture) => Reading;

/** A code is looked for where it was, and this share of its size around it: people's hands shake. */
const MARGIN = 0.12;

/** The second reader takes ten times as long: it looks at every so many of the pictures that the first cannot read. */
const MISSES_PER_SECOND_READING = 6;

/** Looking for further codes takes three times as long as for the first one: it is done in every so many pictures. */
const PICTURES_PER_SEARCH = 24;

/** So many codes are followed at most. */
const MAX_FOLLOWED = 2;

/**
 * A reader that follows the codes: where they were in one picture they are looked for in the next, and only if they are not
 * there, everywhere. `qr` reads first, `jsqr` now and then what it misses; both are plain JavaScript, so that the strictest
 * content security policy stays.
 */
export function createPictureReader(): PictureReader {
  const reader = new FollowingReader();
  return (picture) => reader.read(picture);
}

class FollowingReader {
  readonly #first = new FirstReader();
  #followed: readonly Region[] = [];
  #buffer = new Uint8Array(0);
  #pictures = 0;
  #misses = 0;

  read(picture: Picture): Reading {
    this.#pictures += 1;
    const search = this.#pictures % PICTURES_PER_SEARCH === 1;
    const followed = search ? [] : this.#readFollowed(picture);
    const found = followed.length > 0 ? followed : this.#readWhole(picture, search || this.#followed.length > 1);
    const texts = new Set(found.flatMap(({ text }) => text ?? []));
    if (texts.size > 0) {
      this.#misses = 0;
      return { texts: [...texts], hint: undefined };
    }
    return this.#readMissed(picture, found);
  }

  /** What is read where codes were in the last picture; nothing if one of them is no longer there. */
  #readFollowed(picture: Picture): readonly Found[] {
    const found: Found[] = [];
    for (const region of this.#followed) {
      const place = grown(region, MARGIN, picture);
      if (place.width === 0 || place.height === 0) return [];
      const code = this.#first
        .read(crop(picture, place, this.#room(place)), false)
        .find(({ text }) => text !== undefined);
      if (code === undefined) return [];
      const { x, y } = code.region;
      found.push({ ...code, region: { ...code.region, x: x + place.x, y: y + place.y } });
    }
    this.#followed = found.map(({ region }) => region);
    return found;
  }

  #readWhole(picture: Picture, all: boolean): readonly Found[] {
    const found = this.#first.read(picture, all);
    const read = found.filter(({ text }) => text !== undefined);
    this.#followed = read.slice(0, MAX_FOLLOWED).map(({ region }) => region);
    return found;
  }

  #readMissed(picture: Picture, found: readonly Found[]): Reading {
    this.#misses += 1;
    const text = this.#misses % MISSES_PER_SECOND_READING === 0 ? readSecond(picture) : undefined;
    if (text !== undefined) return { texts: [text], hint: undefined };
    return { texts: [], hint: hintOf(picture, found[0]?.moduleSize) };
  }

  #room({ width, height }: Region): Uint8Array {
    if (this.#buffer.length < width * height) this.#buffer = new Uint8Array(width * height);
    return this.#buffer;
  }
}
