import { describe, expect, test } from 'vitest';
import { isReadable } from './readable-text.ts';

describe('a text that shows what it says', () => {
  test.each([
    'Exchange account',
    'Überweisung an „Müller & Söhne“, Nr. 7',
    'Банк России',
    'Τράπεζα της Ελλάδος',
    'Банк Deutsche',
    '三菱UFJ銀行',
    'ธนาคารกรุงเทพ',
    'בנק הפועלים',
    'بنك',
    'ngân hàng'.normalize('NFD'),
    '100 € ✓',
    'x',
  ])('%s', (text) => {
    expect(isReadable(text)).toBe(true);
  });
});

describe('a text that does not', () => {
  test.each([
    ['nothing', ''],
    ['spaces alone', '   '],
    ['a line break', 'Bank\nApproved'],
    ['a null', 'Bank\u0000'],
    ['a lone surrogate', 'Bank\ud800'],
    ['a bidirectional override', 'Bank \u202ekcab'],
    ['an isolate', 'Bank \u2066x'],
    ['a zero-width space', 'Ba\u200bnk'],
    ['a zero-width joiner', 'Ba\u200dnk'],
    ['a soft hyphen', 'Ba\u00adnk'],
    ['a no-break space', 'Bank\u00a0AG'],
    ['a Hangul filler, which is a letter', 'Bank\u3164'],
    ['a half-width filler', 'Bank\uffa0'],
    ['a grapheme joiner, which is a mark', 'Ba\u034fnk'],
    ['a variation selector', 'Bank\ufe0f'],
    ['a tag character', 'Bank\u{e0041}'],
    ['the blank Braille sign', 'Bank\u2800'],
    ['a null notehead', 'Bank\u{1d159}'],
    ['a heap of marks', `Bank${'\u0335'.repeat(4)}`],
    ['a mark on whatever stands before it', '\u0338Bank'],
    ['a Cyrillic letter in a Latin word', 'Exch\u0430nge'],
    ['a Latin letter in a Cyrillic word', 'Б\u0061нк'],
    ['a Greek letter in a Latin word', 'B\u03b1nk'],
  ])('%s', (_what, text) => {
    expect(isReadable(text)).toBe(false);
  });
});
