import { describe, expect, test } from 'vitest';
import { type FinderCandidate, likeliestFinders, finderTriples as triplesOf } from './finder-triples.ts';

const finderTriples = (candidates: readonly FinderCandidate[]) => triplesOf(likeliestFinders(candidates));
const at = (x: number, y: number, rows = 5, moduleSize = 4): FinderCandidate => ({ x, y, rows, moduleSize });
const [topLeft, topRight, bottomLeft] = [at(100, 100), at(600, 120), at(80, 590)];

describe('finder patterns of one code', () => {
  test.each([
    ['in any order', [bottomLeft, topLeft, topRight]],
    ['beside others', [at(300, 300, 1), topLeft, at(700, 20, 1), topRight, bottomLeft]],
    ['found twice', [topLeft, at(102, 101, 2, 4.5), topRight, bottomLeft]],
  ])('%s', (_, candidates) => {
    const [first] = finderTriples(candidates);
    expect([first?.topLeft, first?.topRight, first?.bottomLeft]).toMatchObject([
      { x: 100, y: 100 },
      { x: 600, y: 120 },
      { x: 80, y: 590 },
    ]);
  });

  test.each([
    ['two of them', [topLeft, topRight]],
    ['in a line', [topLeft, at(600, 100), at(1100, 100)]],
    ['with one side much longer', [topLeft, at(400, 100), bottomLeft]],
    ['of different sizes', [topLeft, topRight, { ...bottomLeft, moduleSize: 9 }]],
    ['nowhere', [at(Number.NaN, 1), topRight, bottomLeft]],
    ['all in one place', [topLeft, topLeft, topLeft]],
    ['none', []],
  ])('not %s', (_, candidates) => {
    expect(finderTriples(candidates)).toEqual([]);
  });

  test('of thousands no more are tried than can be', () => {
    const many = Array.from({ length: 5000 }, (_, place) => at((place * 541) % 1280, (place * 331) % 720, place % 9));
    expect(finderTriples(many)).toHaveLength(16);
    expect(triplesOf(many).length).toBeLessThanOrEqual(16);
  });
});
