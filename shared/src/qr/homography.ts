/** A point: of a picture in pixels, or of a code in modules from its upper left corner (ISO/IEC 18004, 6.3.2). */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** From a code's plane to the picture's: (a x + b y + c) / (g x + h y + 1) across, (d x + e y + f) / (g x + h y + 1) down. */
export interface Homography {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly d: number;
  readonly e: number;
  readonly f: number;
  readonly g: number;
  readonly h: number;
}

/** A point of a code, and where it is seen. */
export interface Match {
  readonly from: Point;
  readonly to: Point;
}

/** Where the homography puts a point. */
export function mapped({ a, b, c, d, e, f, g, h }: Homography, { x, y }: Point): Point {
  const depth = g * x + h * y + 1;
  return { x: (a * x + b * y + c) / depth, y: (d * x + e * y + f) / depth };
}

const UNKNOWNS = 8;
/** Each gives two equations. */
const LEAST_MATCHES = UNKNOWNS / 2;

/**
 * The homography that fits the matches best (least squares of the linear equations; Hartley and Zisserman, Multiple View
 * Geometry, 4.1). Undefined if there are fewer than four, or they lie so that the equations tell nothing.
 */
export function fitHomography(matches: readonly Match[]): Homography | undefined {
  if (matches.length < LEAST_MATCHES) return undefined;
  const equations = Array.from({ length: UNKNOWNS }, () => new Float64Array(UNKNOWNS + 1));
  for (const { from, to } of matches) {
    add(equations, [from.x, from.y, 1, 0, 0, 0, -from.x * to.x, -from.y * to.x, to.x]);
    add(equations, [0, 0, 0, from.x, from.y, 1, -from.x * to.y, -from.y * to.y, to.y]);
  }
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = Number.NaN] = solved(equations);
  return Number.isFinite(a + b + c + d + e + f + g + h) ? { a, b, c, d, e, f, g, h } : undefined;
}

/** Adds one equation, its right side last, to the normal equations. */
function add(equations: readonly Float64Array[], terms: readonly number[]): void {
  for (const [row, equation] of equations.entries()) {
    const factor = terms[row] ?? 0;
    for (let column = 0; column <= UNKNOWNS; column++) {
      equation[column] = (equation[column] ?? 0) + factor * (terms[column] ?? 0);
    }
  }
}

/** Gaussian elimination with pivots; NaN and infinities where the equations do not determine the unknowns. */
function solved(equations: Float64Array[]): readonly number[] {
  for (let column = 0; column < UNKNOWNS; column++) {
    const rest = equations
      .splice(column)
      .sort((one, other) => Math.abs(other[column] ?? 0) - Math.abs(one[column] ?? 0));
    equations.push(...rest);
    const pivot = equations[column];
    if (pivot !== undefined) eliminate(equations, pivot, column);
  }
  return equations.map((equation, row) => (equation[UNKNOWNS] ?? 0) / (equation[row] ?? 0));
}

function eliminate(equations: readonly Float64Array[], pivot: Float64Array, column: number): void {
  for (const equation of equations) {
    if (equation === pivot) continue;
    const factor = (equation[column] ?? 0) / (pivot[column] ?? 0);
    for (let at = column; at <= UNKNOWNS; at++) equation[at] = (equation[at] ?? 0) - factor * (pivot[at] ?? 0);
  }
}
