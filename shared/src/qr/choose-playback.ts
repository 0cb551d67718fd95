import { encodeFrames, fragmentLengthForFrame, type UrFrames } from '../ur/index.ts';
import { capacityOf, sideOf, versionFor } from './capacity.ts';

/** Pixels of the screen (not of the page) that codes may take. */
export interface ScreenSpace {
  readonly width: number;
  readonly height: number;
}

/** How dense codes are: chosen by the program, or a person's choice from the coarsest (1) to the densest (5). */
export type Density = 'automatic' | 1 | 2 | 3 | 4 | 5;

/** What is shown, and how. */
export interface Playback {
  readonly frames: UrFrames;
  /** QR version of every code, so that all have one size. */
  readonly version: number;
  /** Codes a second, or sets of codes where several stand side by side; 0 for a still code. */
  readonly rate: number;
  /** Codes side by side. */
  readonly symbols: 1 | 2;
  /** Screen pixels on a side of a module: a whole number. */
  readonly scale: number;
}

/** What the choice depends on. */
export interface PlaybackWish {
  readonly type: string;
  readonly bytes: Uint8Array;
  readonly screen: ScreenSpace;
  /** Default `automatic`. */
  readonly density?: Density;
  /** Two codes side by side, where the screen is wide enough and more than one is needed. Default false. */
  readonly sideBySide?: boolean;
}

/** A camera of 30 pictures a second sees each of 15 codes a second whole at least once. */
const RATE = 15;

/** Fewer pixels a module are not told apart well by a camera at arm's length. */
const LEAST_SCALE = 3;

/** One still code up to this version: no animation, one good picture. */
const LARGEST_STILL = 25;

/** What the steps of a person's choice are; weak cameras get more time too. */
const STEPS = [
  { version: 8, rate: 6 },
  { version: 14, rate: 8 },
  { version: 20, rate: 12 },
  { version: 30, rate: RATE },
  { version: 40, rate: RATE },
] as const;

/** Other makers' devices have small cameras: about 400 bytes a code, ten codes a second at most. */
const FOREIGN = { version: 15, rate: 8 };

/**
 * Chooses how a message is shown: one still code if it fits, else the coarsest animation that takes about a second, else a
 * denser one. Coarse codes are read from further away and by worse cameras, so density is spent only where it saves time a
 * person notices. Refuses what encodeFrames refuses.
 */
export function choosePlayback(wish: PlaybackWish): Playback {
  const still = stillOf(wish);
  if (still !== undefined) return still;
  const { version, rate } = chooseDensity(wish);
  const frames = framesAt(wish, version);
  const symbols =
    wish.sideBySide === true && frames.partCount > 2 && scaleOf(wish.screen, version, 2) >= LEAST_SCALE ? 2 : 1;
  return { frames, version, rate, symbols, scale: scaleOf(wish.screen, version, symbols) };
}

function stillOf(wish: PlaybackWish): Playback | undefined {
  if (typeof wish.density === 'number' && wish.density < 3) return undefined;
  const frames = encodeFrames({ ...wish, maxFragmentLength: LARGEST_FRAGMENT });
  if (frames.partCount > 1) return undefined;
  const version = frames.longestFrame <= capacityOf(LARGEST_STILL) ? versionFor(frames.longestFrame) : undefined;
  if (version === undefined) return undefined;
  const scale = scaleOf(wish.screen, version, 1);
  return scale >= LEAST_SCALE || version <= 10 ? { frames, version, rate: 0, symbols: 1, scale } : undefined;
}

/** No more than a receiver takes in one frame. */
const LARGEST_FRAGMENT = 2_146;

/** An animation that is over in about a second is quick enough. */
const PARTS_OF_A_SECOND = RATE;
/** From here on, a person waits: the densest of the usual codes is worth it. */
const PARTS_OF_SEVERAL_SECONDS = 4 * RATE;

function chooseDensity(wish: PlaybackWish): { readonly version: number; readonly rate: number } {
  if (typeof wish.density === 'number') return STEPS[wish.density - 1] ?? STEPS[2];
  if (!wish.type.startsWith('x-vier-')) return FOREIGN;
  const possible = [10, 15, 20, 25, 30].filter(
    (version) => version === 10 || scaleOf(wish.screen, version, 1) >= LEAST_SCALE,
  );
  const densest = possible.at(-1) ?? 10;
  const enough = possible.find((version) => version >= 15 && framesAt(wish, version).partCount <= PARTS_OF_A_SECOND);
  if (enough !== undefined) return { version: enough, rate: RATE };
  const usual = Math.min(25, densest);
  const version = framesAt(wish, usual).partCount <= PARTS_OF_SEVERAL_SECONDS ? usual : densest;
  return { version, rate: RATE };
}

function framesAt({ type, bytes }: PlaybackWish, version: number): UrFrames {
  return encodeFrames({ type, bytes, maxFragmentLength: fragmentLengthForFrame(type, capacityOf(version)) });
}

/** Whole screen pixels for a module, at least one. */
function scaleOf({ width, height }: ScreenSpace, version: number, symbols: number): number {
  return Math.max(1, Math.floor(Math.min(width / symbols, height) / sideOf(version)));
}
