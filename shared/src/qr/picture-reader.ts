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

/** Beside a code that is followed another one is looked for in every so many pictures, if it has room there: */
const PICTURES_PER_SEARCH = 24;
/** this share of the width of the one that is known, for codes side by side are of one size. */
const LEAST_ROOM = 0.6;
/** Codes that are turned reach into each other's columns. */
const OVERLAP = 0.3;

/** So many codes are followed at most. */
const MAX_FOLLOWED = 2;

/** A code that was read, and is looked for there in the next picture. */
interface Followed {
  readonly region: Region;
  readonly finders: Finders;
  /** Undefined for a code of one of the low versions, which only the first reader reads. */
  readonly version: number | undefined;
}

/** A code that was read in a picture. */
type Code = Followed & { readonly text: string };

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
    const known = this.#readFollowed(picture);
    this.#picturesToSearch -= 1;
    if (known.length > 0 && this.#picturesToSearch > 0) return reading(known);
    const { code, moduleSize } = known.length > 0 ? { code: known[0] } : this.#readAnywhere(picture);
    if (code === undefined) return this.#readMissed(picture, moduleSize);
    const codes = known.length > 1 ? known : [code, ...this.#readBeside(picture, code)];
    this.#misses = 0;
    this.#picturesToSearch = PICTURES_PER_SEARCH;
    this.#followed = codes;
    return reading(codes);
  }

  /** What is read where codes were before. One of two that is not read is looked for again until the next search. */
  #readFollowed(picture: Picture): readonly Code[] {
    const read = this.#followed.map(
      (followed) => this.#readStraight(picture, followed) ?? this.#readCropped(picture, followed.region),
    );
    const codes = read.flatMap((code) => code ?? []);
    if (codes.length > 0) {
      this.#misses = 0;
      this.#followed = this.#followed.map((followed, place) => read[place] ?? followed);
    }
    return codes;
  }

  #readStraight(picture: Picture, { finders, version }: Followed): Code | undefined {
    return version === undefined ? undefined : this.#straight.read(picture, { finders, version });
  }

  /** Not again in the pictures after a miss, where the first reader would look at the same twice. */
  #readCropped(picture: Picture, region: Region): Code | undefined {
    return this.#misses > 0 ? undefined : this.#readIn(picture, grown(region, MARGIN, picture));
  }

  /** A further code to the left or to the right of one that is known. */
  #readBeside(picture: Picture, { region }: Code): readonly Code[] {
    const right = region.x + region.width;
    const rooms = [
      { x: 0, width: region.x },
      { x: right, width: picture.width - right },
    ].filter(({ width }) => width >= LEAST_ROOM * region.width);
    return rooms
      .flatMap(({ x, width }) => {
        const overlap = OVERLAP * region.width;
        const room = { x: x - overlap, y: 0, width: width + 2 * overlap, height: picture.height };
        return this.#readIn(picture, grown(room, 0, picture)) ?? [];
      })
      .slice(0, MAX_FOLLOWED - 1);
  }

  #readIn(picture: Picture, place: Region): Code | undefined {
    if (place.width === 0 || place.height === 0) return undefined;
    const { code } = this.#readAnywhere(crop(picture, place, this.#room(place)));
    return code && moved(code, place);
  }

  /** A code wherever it is; if none is read, the size of the modules of one that was found. */
  #readAnywhere(picture: Picture): { readonly code: Code | undefined; readonly moduleSize: number | undefined } {
    const found = this.#first.read(picture);
    const code =
      found.flatMap((one) => codeOf(picture, one) ?? [])[0] ??
      this.#readTriples(picture, found.map(({ finders }) => finders).slice(0, MAX_FOLLOWED)) ??
      this.#readCandidates(picture);
    return { code, moduleSize: found[0]?.moduleSize };
  }

  /**
   * The first reader puts the wrong finder patterns together where much looks like one, or overlooks one of them: other three
   * may make a code, or two and one that is searched.
   */
  #readCandidates(picture: Picture): Code | undefined {
    const likeliest = likeliestFinders(this.#first.candidates());
    const code = this.#readTriples(picture, finderTriples(likeliest));
    return code ?? this.#readTriples(picture, completedTriples(picture, likeliest));
  }

  /** The first that is read of the codes with these finder patterns. */
  #readTriples(picture: Picture, triples: Iterable<Finders>): Code | undefined {
    for (const finders of triples) {
      const code = this.#straight.read(picture, { finders });
      if (code !== undefined) return code;
    }
    return undefined;
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

function reading(codes: readonly Code[]): Reading {
  return { texts: [...new Set(codes.map(({ text }) => text))], hint: undefined };
}

function codeOf(picture: Picture, { text, region, finders }: Found): Code | undefined {
  return text === undefined ? undefined : { text, region, finders, version: toldVersion(picture, finders) };
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
