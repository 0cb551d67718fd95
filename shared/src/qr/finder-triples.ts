import type { Point } from './homography.ts';
import type { Finders } from './told-version.ts';

/** What looks like a finder pattern along some rows of a picture; in a dense code and on a wall much does. */
export interface FinderCandidate extends Point {
  /** Pixels on a side of a module. */
  readonly moduleSize: number;
  /** Rows of pixels, as many as were seen to cross it. */
  readonly rows: number;
}

/** So many candidates, crossed by the most rows, are looked at, and put together. */
const MAX_COMPARED = 128;
const MAX_CANDIDATES = 16;
/** So many triples are tried at most. */
const MAX_TRIPLES = 16;

/** Bounds of what a code may look like that leans away: sides, modules and the angle at its corner. */
const GREATEST_SIDES_RATIO = 1.3;
const GREATEST_MODULES_RATIO = 2;
const GREATEST_COSINE = 0.3;

/** The likeliest of the candidates, each pattern once: those crossed by the most rows. */
export function likeliestFinders(candidates: readonly FinderCandidate[]): readonly FinderCandidate[] {
  const compared = new Set(mostCrossed(candidates, MAX_COMPARED));
  return mostCrossed(distinct(candidates.filter((candidate) => compared.has(candidate))), MAX_CANDIDATES);
}

/**
 * The triples of the likeliest candidates that may be the finder patterns of one code, the likeliest first: of these the least
 * crossed pattern is crossed by the most rows.
 */
export function finderTriples(likeliest: readonly FinderCandidate[]): readonly Finders[] {
  const best = likeliest.slice(0, MAX_CANDIDATES);
  const triples: { readonly finders: Finders; readonly rows: number }[] = [];
  for (const topLeft of best) {
    for (const topRight of best) {
      for (const bottomLeft of best) {
        if (!isCorner(topLeft, topRight, bottomLeft)) continue;
        const rows = Math.min(topLeft.rows, topRight.rows, bottomLeft.rows);
        triples.push({ finders: { topLeft, topRight, bottomLeft }, rows });
      }
    }
  }
  return mostCrossed(triples, MAX_TRIPLES).map(({ finders }) => finders);
}

function mostCrossed<T extends { readonly rows: number }>(all: readonly T[], count: number): readonly T[] {
  return all.toSorted((one, other) => other.rows - one.rows).slice(0, count);
}

/** The same pattern is seen in the picture and in the smaller ones made of it: the first, finest place stays. */
function distinct(candidates: readonly FinderCandidate[]): readonly FinderCandidate[] {
  const kept: FinderCandidate[] = [];
  for (const candidate of candidates) {
    const { x, y, moduleSize, rows } = candidate;
    const place = kept.findIndex(
      (other) => Math.hypot(other.x - x, other.y - y) < 2 * Math.max(other.moduleSize, moduleSize),
    );
    const same = kept[place];
    if (same === undefined) kept.push(candidate);
    else kept[place] = { ...same, rows: same.rows + rows };
  }
  return kept;
}

/** Whether the three make the upper left corner of a square that may be turned and lean away, and is not mirrored. */
function isCorner(corner: FinderCandidate, right: FinderCandidate, down: FinderCandidate): boolean {
  const across = { x: right.x - corner.x, y: right.y - corner.y };
  const along = { x: down.x - corner.x, y: down.y - corner.y };
  const cross = across.x * along.y - across.y * along.x;
  const [width, height] = [Math.hypot(across.x, across.y), Math.hypot(along.x, along.y)];
  const modules = [corner.moduleSize, right.moduleSize, down.moduleSize];
  return (
    cross > 0 &&
    Math.max(width, height) <= GREATEST_SIDES_RATIO * Math.min(width, height) &&
    Math.abs(across.x * along.x + across.y * along.y) <= GREATEST_COSINE * width * height &&
    Math.max(...modules) <= GREATEST_MODULES_RATIO * Math.min(...modules)
  );
}
