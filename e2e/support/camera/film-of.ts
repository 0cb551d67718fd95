import type { Camera } from './camera.ts';
import type { Luminance } from './luminance.ts';

export interface FilmOptions {
  /** Screens a second. */
  readonly displayFps: number;
  /** Pictures a second. */
  readonly cameraFps: number;
  /** Seconds for which each row gathers light. */
  readonly shutter?: number;
  /** Seconds from the first row's exposure to the last one's (rolling shutter). */
  readonly readout?: number;
  /** When the first picture begins, in pictures after the first screen came up: 0 to 1. By lot if it is not given. */
  readonly phase?: number;
}

/** A picture of a film: of one screen, of two (torn), or none (dropped: the one before stands for it, so that time fits). */
export interface Shot {
  readonly kind: 'whole' | 'torn' | 'dropped';
  readonly picture: Luminance;
  /** Number of the screen that is up when the picture begins. */
  readonly screen: number;
}

const SHUTTER = 0.008;
const READOUT = 0.012;

/** What a camera films of a display that shows these screens one after the other, until the last one has been up. */
export function filmOf(screens: readonly Luminance[], camera: Camera, options: FilmOptions): Luminance[] {
  return Array.from(shotsOf(screens, camera, options), ({ picture }) => picture);
}

/** {@link filmOf} picture by picture, for films that are too long to keep, and with what happened to each picture. */
export function* shotsOf(screens: readonly Luminance[], camera: Camera, options: FilmOptions): Generator<Shot> {
  const { displayFps, cameraFps, phase = camera.chance.next() } = options;
  const count = Math.floor((screens.length * cameraFps) / displayFps);
  let previous: Luminance | undefined;
  for (let number = 0; number < count; number += 1) {
    const begins = (number + phase) / cameraFps;
    const index = Math.min(screens.length - 1, Math.floor(begins * displayFps));
    // Three lots for each picture, so that one share does not move the other's.
    const [drop, tear, row] = [camera.chance.next(), camera.chance.next(), camera.chance.next()];
    const shot = drop < camera.dropped ? undefined : shoot(screens, index, camera, { begins, tear, row }, options);
    const picture: Luminance = shot?.picture ?? previous ?? camera.photographNothing();
    previous = picture;
    yield { kind: shot?.kind ?? 'dropped', picture, screen: index };
  }
}

function shoot(
  screens: readonly Luminance[],
  index: number,
  camera: Camera,
  { begins, tear, row }: { readonly begins: number; readonly tear: number; readonly row: number },
  { displayFps, shutter = SHUTTER, readout = READOUT }: FilmOptions,
): Pick<Shot, 'kind' | 'picture'> {
  const [before, screen, after] = [screens[index - 1], screens[index], screens[index + 1]];
  if (screen === undefined) throw new Error('a film needs a screen');
  if (before !== undefined && tear < camera.torn) {
    const at = 0.2 + 0.6 * row;
    return { kind: 'torn', picture: camera.photographChange({ before, after: screen, from: at, to: at }) };
  }
  const changes = (index + 1) / displayFps - begins;
  if (after === undefined || changes >= shutter + readout) return { kind: 'whole', picture: camera.photograph(screen) };
  // A row that begins at t sees the old screen alone if it ends before the change, the new one alone if it begins after it.
  const from = (changes - shutter) / readout;
  return {
    kind: 'torn',
    picture: camera.photographChange({ before: screen, after, from, to: changes / readout }),
  };
}
