import { describe, expect, test } from 'vitest';
import { blurred, changed, codeOf, pictureOf } from '../testing/qr-pictures.ts';
import { hintOf } from './picture-hint.ts';
import { createPictureReader } from './picture-reader.ts';

const TEXT = 'UR:X-VIER-REQUEST/1-9/LPADASCFADAXCYWENBPLJKHDCAHKADAEMEJTSWHHYLKEPMYKHHTSYTSNOYOYAXAEDSUTTYDMMHHP';
const other = TEXT.replace('1-9', '2-9');
const wall = pictureOf([]);
const near = pictureOf([{ pixels: codeOf(TEXT), x: 300, y: 150 }]);

describe('reading pictures', () => {
  test('a code is read wherever it stands, and in the next picture where it went', () => {
    const read = createPictureReader();
    for (const [x, y] of [
      [300, 150],
      [310, 160],
      [12, 8],
      [900, 380],
      [905, 381],
    ] as const) {
      expect(read(pictureOf([{ pixels: codeOf(TEXT), x, y }])).texts).toEqual([TEXT]);
    }
  });

  test('a code that changes is read anew', () => {
    const read = createPictureReader();
    const next = pictureOf([{ pixels: codeOf(other), x: 300, y: 150 }]);
    expect([near, next, near].map((picture) => read(picture).texts)).toEqual([[TEXT], [other], [TEXT]]);
  });

  test('two codes are followed, and one alone after the other went', () => {
    const read = createPictureReader();
    const both = pictureOf([
      { pixels: codeOf(TEXT), x: 40, y: 150 },
      { pixels: codeOf(other), x: 700, y: 150 },
    ]);
    for (let picture = 0; picture < 4; picture++) expect([...read(both).texts].sort()).toEqual([TEXT, other]);
    expect(read(near).texts).toEqual([TEXT]);
    expect(read(near).texts).toEqual([TEXT]);
  });

  test('a second code that comes into view is found after a while', () => {
    const read = createPictureReader();
    expect(read(near).texts).toEqual([TEXT]);
    const both = pictureOf([
      { pixels: codeOf(TEXT), x: 40, y: 150 },
      { pixels: codeOf(other), x: 700, y: 150 },
    ]);
    const counts = Array.from({ length: 30 }, () => read(both).texts.length);
    expect(counts.at(-1)).toBe(2);
  });

  test('twenty codes in one picture cost no more than two are worth', () => {
    const small = { version: 5, scale: 3 };
    const shown = Array.from({ length: 20 }, (_, place) => ({
      pixels: codeOf(`UR:X-VIER-OFFER/${place + 1}-20/LPADASCFADAX`, small),
      x: 20 + (place % 5) * 250,
      y: 10 + Math.floor(place / 5) * 175,
    }));
    const read = createPictureReader();
    for (let picture = 0; picture < 3; picture++) {
      const { texts } = read(pictureOf(shown));
      expect(texts.length).toBeGreaterThan(0);
      expect(texts.every((text) => text.startsWith('UR:X-VIER-OFFER/'))).toBe(true);
    }
  });

  test('a code that changed half-way through a picture is read as one of the two or not at all', () => {
    const upper = pictureOf([{ pixels: codeOf(other), x: 300, y: 150 }]);
    for (let row = 160; row < 500; row += 20) {
      const torn = changed(near, (value, place) => (place < row * near.width ? (upper.data[place] ?? 0) : value));
      for (const text of createPictureReader()(torn).texts) expect([TEXT, other]).toContain(text);
    }
  });

  test('a code that is torn in every second picture is read in the others', () => {
    const dense = [1, 2, 3, 4].map((part) => `UR:X-VIER-REQUEST/${part}-9/`.padEnd(1500, 'AEADAOAXAAAHAMAT'));
    const shown = dense.map((text) => pictureOf([{ pixels: codeOf(text, { version: 25, scale: 5 }), x: 330, y: 20 }]));
    const read = createPictureReader();
    for (const [place, picture] of shown.entries()) {
      expect(read(picture).texts).toEqual([dense[place]]);
      const next = shown[place + 1]?.data ?? picture.data;
      const torn = changed(picture, (value, at) => (at < picture.data.length / 2 ? (next[at] ?? 0) : value));
      for (const text of read(torn).texts) expect(dense).toContain(text);
    }
  });

  test('pictures may change their size, down to nothing', () => {
    const read = createPictureReader();
    const large = pictureOf([{ pixels: codeOf(TEXT), x: 500, y: 300 }], { width: 1920, height: 1080 });
    expect([near, large, near].map((picture) => read(picture).texts)).toEqual([[TEXT], [TEXT], [TEXT]]);
    for (const [width, height] of [
      [0, 0],
      [1, 1],
      [3, 700],
      [640, 2],
    ] as const) {
      expect(read({ data: new Uint8Array(width * height), width, height }).texts).toEqual([]);
    }
    expect(read(near).texts).toEqual([TEXT]);
  });

  test('noise is no code', () => {
    const read = createPictureReader();
    let state = 1;
    const noisy = changed(wall, () => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
      return state >>> 23;
    });
    for (let picture = 0; picture < 7; picture++) expect(read(noisy).texts).toEqual([]);
  });
});

describe('hints', () => {
  test.each([
    ['a dark room', changed(wall, () => 9), 'too-dark'],
    ['a screen that mirrors a lamp', changed(near, (value) => 200 + value), 'glare'],
    ['a lens out of focus', blurred(near, 9), 'blurred'],
    ['a wall', wall, undefined],
  ])('%s', (_, picture, hint) => {
    expect(createPictureReader()(picture)).toEqual({ texts: [], hint });
  });

  test('a code that was found and is not read is too small, or out of focus', () => {
    expect([1.8, 6].map((moduleSize) => hintOf(near, moduleSize))).toEqual(['too-far', 'blurred']);
  });

  test('what is read needs none', () => {
    expect(createPictureReader()(near)).toEqual({ texts: [TEXT], hint: undefined });
  });
});
