import { finderTriples } from './finder-triples.ts';
import { FirstReader, type Found } from './first-reader.ts';
import type { Point } from './homography.ts';
import { crop, grown, type Picture, type Region } from './picture.ts';
import { hintOf, type PictureHint } from './picture-hint.ts';
import { readSecond } from './second-reader.ts';
import { StraightReader } from './straight-reader.ts';
import { type Finders, toldVersion } from './told-version.ts';

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

/**
 * The second reader takes a hundred times as long, seconds where there is no code. It looks at every so many of the pictures
 * in a row in which a code was found and not read, and now and then at those in which none was found.
 */
const MISSES_PER_SECOND_READING = { found: 12, notFound: 150 };

/** Looking for further codes takes three times as long as for the first one: it is done in every so many pictures. */
const PICTURES_PER_SEARCH = 24;

/** So many codes are followed at most. */
const MAX_FOLLOWED = 2;

/** A code that was read, and is looked for there in the next picture. */
interface Followed {
  readonly region: Region;
  readonly finders: Finders;
  /** Undefined for a code of one of the low versions, which only the first reader reads. */
  readonly version: number | undefined;
}

/** A code in a picture, read unless its text is undefined. */
type Code = Omit<Found, 'moduleSize'> & { readonly version?: number };

/**
 * A reader that follows the codes: where they were in one picture they are looked for in the next, and only if they are not
 * there, everywhere. `qr` finds and reads; what it finds and cannot read, and what it read before, is straightened for it;
 * `jsqr` reads now and then what is still missed. All is plain JavaScript, so that the strictest content security policy stays.
 */
export function createPictureReader(): PictureReader {
  const reader = new FollowingReader();
  return (picture) => reader.read(picture);
}

class FollowingReader {
  readonly #first = new FirstReader();
  readonly #straight = new StraightReader();
  /** Kept while nothing is read: a camera that stands still sees the code again where it was. */
  #followed: readonly Followed[] = [];
  #buffer = new Uint8Array(0);
  #pictures = 0;
  #misses = 0;

  read(picture: Picture): Reading {
    this.#pictures += 1;
    const search = this.#pictures % PICTURES_PER_SEARCH === 1;
    const followed = search ? [] : this.#readFollowed(picture);
    if (followed.length > 0) return this.#read(picture, followed);
    const found = this.#first.read(picture, search || (this.#followed.length > 1 && this.#misses === 0));
    const read = this.#readFound(picture, found, search);
    return read.length > 0 ? this.#read(picture, read) : this.#readMissed(picture, found[0]?.moduleSize);
  }

  /** What is read where codes were before; nothing if one of them is no longer there. */
  #readFollowed(picture: Picture): readonly Code[] {
    const read: Code[] = [];
    for (const followed of this.#followed) {
      const code = this.#readStraight(picture, followed) ?? this.#readCropped(picture, followed.region);
      if (code === undefined) return [];
      read.push(code);
    }
    return read;
  }

  #readStraight(picture: Picture, { finders, version }: Followed): Code | undefined {
    return version === undefined ? undefined : this.#straight.read(picture, { finders, version });
  }

  /** Not again in the pictures after a miss, where the first reader would look at the same twice. */
  #readCropped(picture: Picture, region: Region): Code | undefined {
    const place = grown(region, MARGIN, picture);
    if (this.#misses > 0 || place.width === 0 || place.height === 0) return undefined;
    const found = this.#first.read(crop(picture, place, this.#room(place)), false);
    const code = found.find(({ text }) => text !== undefined);
    return code && moved(code, place);
  }

  /** What was read of what was found, and what is read of the rest straightened. */
  #readFound(picture: Picture, found: readonly Found[], search: boolean): readonly Code[] {
    const read: Code[] = found.filter(({ text }) => text !== undefined);
    const unread = found.filter(({ text }) => text === undefined).slice(0, MAX_FOLLOWED);
    const straight = unread.flatMap(({ finders }) => this.#straight.read(picture, { finders }) ?? []);
    if (read.length + straight.length > 0) return [...read, ...straight];
    const known = search ? this.#followed.flatMap((followed) => this.#readStraight(picture, followed) ?? []) : [];
    return known.length > 0 ? known : this.#readCandidates(picture);
  }

  /** The first reader puts the wrong finder patterns together where much looks like one: other three may make a code. */
  #readCandidates(picture: Picture): readonly Code[] {
    for (const finders of finderTriples(this.#first.candidates())) {
      const code = this.#straight.read(picture, { finders });
      if (code !== undefined) return [code];
    }
    return [];
  }

  #read(picture: Picture, codes: readonly Code[]): Reading {
    this.#misses = 0;
    this.#followed = codes.slice(0, MAX_FOLLOWED).map(({ region, finders, version }) => {
      return { region, finders, version: version ?? toldVersion(picture, finders) };
    });
    return { texts: [...new Set(codes.flatMap(({ text }) => text ?? []))], hint: undefined };
  }

  #readMissed(picture: Picture, moduleSize: number | undefined): Reading {
    this.#misses += 1;
    const { found, notFound } = MISSES_PER_SECOND_READING;
    const isDue = this.#misses % (moduleSize === undefined ? notFound : found) === 0;
    const text = isDue ? readSecond(picture) : undefined;
    if (text !== undefined) return { texts: [text], hint: undefined };
    return { texts: [], hint: hintOf(picture, moduleSize) };
  }

  #room({ width, height }: Region): Uint8Array {
    if (this.#buffer.length < width * height) this.#buffer = new Uint8Array(width * height);
    return this.#buffer;
  }
}

/** A code of a cropped picture, where it is in the whole one. */
function moved({ text, region, finders }: Found, { x, y }: Region): Code {
  const shifted = (point: Point): Point => ({ x: point.x + x, y: point.y + y });
  return {
    text,
    region: { ...region, x: region.x + x, y: region.y + y },
    finders: {
      topLeft: shifted(finders.topLeft),
      topRight: shifted(finders.topRight),
      bottomLeft: shifted(finders.bottomLeft),
    },
  };
}
