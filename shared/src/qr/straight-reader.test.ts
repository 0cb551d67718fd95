import { describe, expect, test } from 'vitest';
import { blurred, changed, codeOf, pictureOf } from '../testing/qr-pictures.ts';
import { FirstReader } from './first-reader.ts';
import { dimensionOf, LEAST_TOLD_VERSION } from './function-patterns.ts';
import type { Picture } from './picture.ts';
import { redraw } from './redraw.ts';
import { StraightReader } from './straight-reader.ts';
import { modulesOf } from './symbol.ts';
import type { Finders } from './told-version.ts';

const TEXT = 'UR:X-VIER-REQUEST/1-9/LPADASCFADAXCYWENBPLJKHDCAHKADAEMEJTSWHHYLKEPMYKHHTSYTSNOYOYAXAEDSUTTYDMMHHP';
const VERSIONS = Array.from({ length: 41 - LEAST_TOLD_VERSION }, (_, place) => LEAST_TOLD_VERSION + place);

/** Where the finder patterns are of a code that begins there, its quiet zone included. */
function findersAt(x: number, y: number, { version = 10, scale = 5 } = {}): Finders {
  const [near, far] = [7.5 * scale, (dimensionOf(version) + 0.5) * scale];
  return {
    topLeft: { x: x + near, y: y + near },
    topRight: { x: x + far, y: y + near },
    bottomLeft: { x: x + near, y: y + far },
  };
}

const near = pictureOf([{ pixels: codeOf(TEXT), x: 300, y: 150 }]);
const place = findersAt(300, 150);

describe('drawing a code anew', () => {
  test.each(VERSIONS)('version %i stays what it is, and is read', (version) => {
    const rows = modulesOf(TEXT, version).slice(4, -4);
    const modules = Uint8Array.from(rows.flatMap((row) => row.slice(4, -4).map(Number)));
    const drawn = redraw(modules, version);
    const expected = codeOf(TEXT, { version, scale: 2 });
    expect(Buffer.from(drawn.data).equals(Uint8Array.from(drawn.data, (_, at) => expected.data[at * 4] ?? 0))).toBe(
      true,
    );
    expect(drawn.width).toBe(expected.width);
    expect(new FirstReader().read(drawn)[0]?.text).toBe(TEXT);
  });

  test('repairs what all codes have alike', () => {
    const side = dimensionOf(10);
    const modules = Uint8Array.from(
      modulesOf(TEXT, 10)
        .slice(4, -4)
        .flatMap((row) => row.slice(4, -4).map(Number)),
    );
    const broken = modules.map((module, at) => (at % side < 7 && at < 7 * side ? 1 : module));
    expect(redraw(broken, 10)).toEqual(redraw(modules, 10));
  });
});

describe('reading a code of which the finder patterns are known', () => {
  test.each([7, 13, 14, 20, 27, 34, 40])('version %i', (version) => {
    const at = { version, scale: 3 };
    const picture = pictureOf([{ pixels: codeOf(TEXT, at), x: 40, y: 20 }]);
    const code = new StraightReader().read(picture, { finders: findersAt(40, 20, at) });
    expect(code).toMatchObject({ text: TEXT, version });
    expect(code?.region.x).toBeCloseTo(40 + 12, 0);
    expect(code?.region.width).toBeCloseTo(dimensionOf(version) * 3, 0);
  });

  test('that went a little further since the last picture', () => {
    const read = (x: number, y: number) =>
      new StraightReader().read(near, { finders: findersAt(x, y), version: 10 })?.text;
    expect([read(309, 142), read(291, 158), read(300, 150)]).toEqual([TEXT, TEXT, TEXT]);
    expect([read(345, 150), read(300, 60)]).toEqual([undefined, undefined]);
  });

  test('that became another version since the last picture', () => {
    const reader = new StraightReader();
    const next = pictureOf([{ pixels: codeOf(TEXT, { version: 11, scale: 5 }), x: 300, y: 150 }]);
    expect(reader.read(next, { finders: place, version: 10 })).toBeUndefined();
    expect(reader.read(next, { finders: findersAt(300, 150, { version: 11 }) })?.text).toBe(TEXT);
  });

  test('in light that falls unevenly, and out of focus', () => {
    const dim = changed(near, (value, at) => value * (1 - (0.8 * (at % near.width)) / near.width));
    expect(new StraightReader().read(dim, { finders: place })?.text).toBe(TEXT);
    expect(new StraightReader().read(blurred(near, 2), { finders: place })?.text).toBe(TEXT);
  });

  test('that reaches beyond the edges of the picture', () => {
    const cut = (width: number, height: number): Picture => {
      const data = new Uint8Array(width * height);
      for (let y = 0; y < height; y++) data.set(near.data.subarray(y * 1280, y * 1280 + width), y * width);
      return { data, width, height };
    };
    for (const [width, height] of [
      [580, 720],
      [1280, 420],
      [330, 180],
    ] as const) {
      expect(new StraightReader().read(cut(width, height), { finders: place, version: 10 })).toBeUndefined();
    }
  });
});

const NOWHERE: readonly [string, Finders][] = [
  ['all in one place', { topLeft: { x: 90, y: 90 }, topRight: { x: 90, y: 90 }, bottomLeft: { x: 90, y: 90 } }],
  ['in a line', { topLeft: { x: 90, y: 90 }, topRight: { x: 190, y: 90 }, bottomLeft: { x: 290, y: 90 } }],
  ['far beside', findersAt(-4000, 9000)],
  ['at the corner', findersAt(-30, -30)],
  ['of a huge code', findersAt(0, 0, { scale: 1e6 })],
  ['of a tiny code', findersAt(640, 360, { scale: 1e-6 })],
  ['endless', findersAt(0, 0, { scale: Number.POSITIVE_INFINITY })],
  ['no numbers', findersAt(Number.NaN, 0)],
];

describe('nothing is read, and nothing breaks, where finder patterns are said to be', () => {
  const noise = changed(near, (_, at) => Math.imul(at + 1, 2_654_435_761) >>> 24);
  const empty: Picture = { data: new Uint8Array(0), width: 0, height: 0 };
  const dot: Picture = { data: Uint8Array.of(7), width: 1, height: 1 };

  test.each(NOWHERE)('%s', (_, finders) => {
    for (const picture of [near, noise, pictureOf([]), empty, dot]) {
      for (const version of [undefined, 7, 40]) {
        expect(new StraightReader().read(picture, { finders, version })).toBeUndefined();
      }
    }
  });

  test('on a wall, in noise, in no picture', () => {
    for (const picture of [noise, pictureOf([]), empty, dot]) {
      for (const version of [undefined, 10]) {
        expect(new StraightReader().read(picture, { finders: place, version })).toBeUndefined();
      }
    }
  });
});
