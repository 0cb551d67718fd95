import type { PictureHint } from './picture-hint.ts';
import type { Reading } from './picture-reader.ts';

/** What keeps the camera from reading, once it has lasted. */
export type ScanAdvice = PictureHint | 'nothing-in-view';

/** What a person can do about it: a title and a sentence. */
export const ADVICE_TEXTS: Readonly<Record<ScanAdvice, { readonly title: string; readonly text: string }>> = {
  'nothing-in-view': {
    title: 'No code in view',
    text: 'Let the code on the other screen fill the marked square, and hold it upright.',
  },
  'too-dark': {
    title: 'The picture is too dark',
    text: 'Uncover the camera, turn the other screen brighter, or make light.',
  },
  glare: {
    title: 'The picture is too bright',
    text: 'Tilt the screen a little, or dim the lamp that it mirrors; turn the screen’s brightness down.',
  },
  'too-far': {
    title: 'The code is too small in the picture',
    text: 'Move the camera nearer, or choose coarser codes there.',
  },
  blurred: {
    title: 'The picture is not sharp',
    text: 'Hold still for a moment, move a little back so that the camera can focus, or wipe its lens.',
  },
};

/** A second and a half of unreadable pictures at 30 a second; shorter ones come with every movement. */
const MISSES_BEFORE_ADVICE = 45;

/** Watches what is read; answers what to tell the person, undefined as long as all is well. */
export function createScanWatch(): (reading: Reading) => ScanAdvice | undefined {
  let misses = 0;
  let hint: PictureHint | undefined;
  return (reading) => {
    if (reading.texts.length > 0) {
      misses = 0;
      hint = undefined;
      return undefined;
    }
    misses += 1;
    hint = reading.hint ?? hint;
    return misses < MISSES_BEFORE_ADVICE ? undefined : (hint ?? 'nothing-in-view');
  };
}
