import { describe, expect, test } from 'vitest';
import type { PictureHint } from './picture-hint.ts';
import { ADVICE_TEXTS, createScanWatch } from './scan-advice.ts';
import { createScanPace, timeLeftInWords } from './scan-pace.ts';

const missed = (hint?: PictureHint) => ({ texts: [], hint });

describe('advice', () => {
  test('comes after a while without a code, and goes with the next one', () => {
    const watch = createScanWatch();
    for (let picture = 1; picture < 45; picture++) expect(watch(missed())).toBeUndefined();
    expect(watch(missed())).toBe('nothing-in-view');
    expect(watch({ texts: ['A'], hint: undefined })).toBeUndefined();
    expect(watch(missed())).toBeUndefined();
  });

  test('says what the pictures tell, the newest last', () => {
    const watch = createScanWatch();
    for (let picture = 1; picture < 45; picture++) watch(missed('too-dark'));
    expect(watch(missed())).toBe('too-dark');
    expect(watch(missed('blurred'))).toBe('blurred');
  });

  test('is a sentence that says what to do', () => {
    for (const { title, text } of Object.values(ADVICE_TEXTS)) {
      expect(title).not.toMatch(/[.!]$/);
      expect(text).toMatch(/^[A-Z].*\.$/);
    }
  });
});

describe('the pace', () => {
  test('is told from what came lately', () => {
    const pace = createScanPace();
    expect(pace(1, 40, 0)).toBeUndefined();
    expect(pace(2, 40, 100)).toBeUndefined();
    expect(pace(11, 40, 1_000)).toBeCloseTo(2.9);
    expect(pace(11, 40, 6_000)).toBeUndefined();
  });

  test('starts again with another message', () => {
    const pace = createScanPace();
    pace(1, 40, 0);
    pace(20, 40, 1_000);
    expect(pace(1, 10, 1_100)).toBeUndefined();
  });

  test.each([
    [0.4, 'about a second left'],
    [3.2, 'about 3 seconds left'],
    [33, 'about 35 seconds left'],
    [200, 'about 3 minutes left'],
  ])('%d seconds are %s', (seconds, words) => {
    expect(timeLeftInWords(seconds)).toBe(words);
  });
});
