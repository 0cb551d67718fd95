import { finderTriples, likeliestFinders } from './finder-triples.ts';
import { FirstReader, type Found } from './first-reader.ts';
import type { Point } from './homography.ts';
import { crop, grown, type Picture, type Region } from './picture.ts';
import { hintOf, type PictureHint } from './picture-hint.ts';
import { readSecond } from './second-reader.ts';
import { StraightReader } from './straight-reader.ts';
import { completedTriples } from './third-finder.ts';
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

/** A code that is there and is not read will not be read otherwise: only in every so many such pictures all is tried again. */
const MISSES_PER_SEARCH = 6;
/** Of so many places where a code is said to be and is not read, the others are not tried. */
const MAX_UNREAD = 2;

/** Beside a code that is followed another one is looked for in every so many pictures, if it has room there: */
const PICTURES_PER_SEARCH = 24;
/** this share of the width of the one that is known, for codes side by side are of one size. */
const LEAST_ROOM = 0.6;
/** Codes that are turned reach into each other's columns. */
const OVERLAP = 0.3;

/** So many codes are followed at most. */
const MAX_FOLLOWED = 2;

/** A code that is looked for in the next picture where it is in this one. */
interface Followed {
  readonly region: Region;
  readonly finders: Finders;
  /** Undefined for a code of one of the low versions, which only the first reader reads. */
  readonly version: number | undefined;
}

/** A code in a picture; without a text it is there and is not read, as when it changed half-way through the picture. */
interface Code extends Followed {
  readonly text: string | undefined;
  /** Pixels on a side of a module. */
  readonly moduleSize: number;
}

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
  #picturesToSearch = 0;
  #misses = 0;

  read(picture: Picture): Reading {
    this.#picturesToSearch -= 1;
    const codes = this.#codesIn(picture);
    if (!codes.some(isRead)) return this.#readMissed(picture, codes[0]?.moduleSize);
    this.#misses = 0;
    return { texts: [...new Set(codes.flatMap(({ text }) => text ?? []))], hint: undefined };
  }

  #codesIn(picture: Picture): readonly Code[] {
    const seen = this.#seeFollowed(picture);
    if (seen.some(isRead)) return this.#picturesToSearch > 0 ? seen : this.#withOther(picture, seen);
    if (seen.length > 0 && (this.#misses + 1) % MISSES_PER_SEARCH !== 0) return seen;
    const code = this.#seeAnywhere(picture);
    if (code === undefined) return [];
    if (isRead(code)) return this.#withOther(picture, [code]);
    if (code.version !== undefined) this.#followed = [code];
    return [code];
  }

  /** What is where codes were before. One of two that is not there is looked for again until the next search. */
  #seeFollowed(picture: Picture): readonly Code[] {
    const seen = this.#followed.map(
      (followed) => this.#seeStraight(picture, followed) ?? this.#readCropped(picture, followed.region),
    );
    const codes = seen.flatMap((code) => code ?? []);
    if (codes.length > 0) this.#followed = this.#followed.map((followed, place) => seen[place] ?? followed);
    return codes;
  }

  #seeStraight(picture: Picture, { finders, version }: Followed): Code | undefined {
    return version === undefined ? undefined : this.#straight.read(picture, { finders, version });
  }

  /** Not again in the pictures after a miss, where the first reader would look at the same twice. */
  #readCropped(picture: Picture, region: Region): Code | undefined {
    return this.#misses > 0 ? undefined : this.#readIn(picture, grown(region, MARGIN, picture));
  }

  /** From now on these codes are followed, and a further one to the left or to the right of one that is alone. */
  #withOther(picture: Picture, codes: readonly Code[]): readonly Code[] {
    this.#picturesToSearch = PICTURES_PER_SEARCH;
    const other = codes.length > 1 ? [] : codes.flatMap(({ region }) => this.#readBeside(picture, region));
    this.#followed = [...codes, ...other].slice(0, MAX_FOLLOWED);
    return [...codes, ...other];
  }

  #readBeside(picture: Picture, region: Region): readonly Code[] {
    const right = region.x + region.width;
    const overlap = OVERLAP * region.width;
    return [
      { x: 0, width: region.x },
      { x: right, width: picture.width - right },
    ]
      .filter(({ width }) => width >= LEAST_ROOM * region.width)
      .map(({ x, width }) => ({ x: x - overlap, y: 0, width: width + 2 * overlap, height: picture.height }))
      .flatMap((room) => this.#readIn(picture, grown(room, 0, picture)) ?? []);
  }

  #readIn(picture: Picture, place: Region): Code | undefined {
    if (place.width === 0 || place.height === 0) return undefined;
    const code = this.#seeAnywhere(crop(picture, place, this.#room(place)));
    return code && isRead(code) ? moved(code, place) : undefined;
  }

  /** A code wherever it is; one that is not read, only if none is. */
  #seeAnywhere(picture: Picture): Code | undefined {
    const found = this.#first.read(picture);
    const read = found.find(({ text }) => text !== undefined);
    if (read !== undefined) return { ...read, version: toldVersion(picture, read.finders) };
    const [unread] = found;
    return this.#seeTriples(picture, this.#triplesOf(picture, found)) ?? (unread && { ...unread, version: undefined });
  }

  /**
   * Where a code may be, the likeliest first. The first reader puts the wrong finder patterns together where much looks like
   * one, or overlooks one of them: other three may make a code, or two and one that is searched.
   */
  *#triplesOf(picture: Picture, found: readonly Found[]): Generator<Finders> {
    yield* found.slice(0, MAX_FOLLOWED).map(({ finders }) => finders);
    const likeliest = likeliestFinders(this.#first.candidates());
    yield* finderTriples(likeliest);
    yield* completedTriples(picture, likeliest);
  }

  /** The first code that is read of those with these finder patterns, or else that is there. */
  #seeTriples(picture: Picture, triples: Iterable<Finders>): Code | undefined {
    const unread: Code[] = [];
    for (const finders of triples) {
      const code = this.#straight.read(picture, { finders });
      if (code === undefined) continue;
      if (code.text !== undefined) return code;
      unread.push(code);
      if (unread.length === MAX_UNREAD) break;
    }
    return unread[0];
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

function isRead({ text }: Code): boolean {
  return text !== undefined;
}

/** A code of a cropped picture, where it is in the whole one. */
function moved({ region, finders, ...rest }: Code, { x, y }: Region): Code {
  const shifted = (point: Point): Point => ({ x: point.x + x, y: point.y + y });
  return {
    ...rest,
    region: { ...region, x: region.x + x, y: region.y + y },
    finders: {
      topLeft: shifted(finders.topLeft),
      topRight: shifted(finders.topRight),
      bottomLeft: shifted(finders.bottomLeft),
    },
  };
}
