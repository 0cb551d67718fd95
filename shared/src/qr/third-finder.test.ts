import { describe, expect, test } from 'vitest';
import { codeOf, pictureOf } from '../testing/qr-pictures.ts';
import type { FinderCandidate } from './finder-triples.ts';
import { dimensionOf } from './function-patterns.ts';
import { completedTriples } from './third-finder.ts';

const TEXT = 'UR:X-VIER-REQUEST/1-9/LPADASCFADAXCYWENBPLJKHDCAHKADAEMEJTSWHHYLKEPMYKHHTSYTSNOYOYAXAEDSUTTYDMMHHP';
const SCALE = 5;
const picture = pictureOf([{ pixels: codeOf(TEXT, { version: 10, scale: SCALE }), x: 300, y: 150 }]);
const [near, far] = [7.5 * SCALE, (dimensionOf(10) + 0.5) * SCALE];
const candidate = (x: number, y: number, moduleSize = SCALE): FinderCandidate => ({ x, y, moduleSize, rows: 5 });
const topLeft = candidate(300 + near, 150 + near);
const topRight = candidate(300 + far, 150 + near);
const bottomLeft = candidate(300 + near, 150 + far);

function completed(...candidates: readonly FinderCandidate[]) {
  return [...completedTriples(picture, candidates)];
}

describe('a finder pattern that was overlooked', () => {
  test.each([
    ['lower left', [topLeft, topRight]],
    ['lower left, the others the other way round', [topRight, topLeft]],
    ['upper right', [topLeft, bottomLeft]],
    ['upper right, the others the other way round', [bottomLeft, topLeft]],
    ['upper left', [topRight, bottomLeft]],
    ['upper left, the others the other way round', [bottomLeft, topRight]],
    ['upper left, beside something else', [topRight, candidate(500, 400), bottomLeft]],
  ])('%s', (_, candidates) => {
    const found = completed(...candidates);
    expect(found).toHaveLength(1);
    const places = [found[0]?.topLeft, found[0]?.topRight, found[0]?.bottomLeft];
    for (const [place, { x, y }] of [topLeft, topRight, bottomLeft].entries()) {
      expect(Math.hypot((places[place]?.x ?? 0) - x, (places[place]?.y ?? 0) - y)).toBeLessThan(SCALE);
    }
  });

  test.each([
    ['one alone', [topLeft]],
    ['one twice', [topLeft, topLeft]],
    ['of modules of another size', [topLeft, candidate(topRight.x, topRight.y, 9)]],
    ['where nothing of the kind stands', [candidate(400, 300), candidate(600, 300)]],
    ['beside the picture', [candidate(-200, -200), candidate(-200, 40)]],
    ['nowhere', [candidate(Number.NaN, 1), topLeft]],
    ['none', []],
  ])('not beside %s', (_, candidates) => {
    expect(completed(...candidates)).toEqual([]);
  });

  test('of hundreds of candidates the first few are looked at', () => {
    const wrong = Array.from({ length: 300 }, (_, place) => candidate((place * 541) % 1280, (place * 331) % 720));
    expect(completed(...wrong, topLeft, topRight)).toEqual([]);
  });
});
