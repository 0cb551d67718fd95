/** One side of a comparison, run once a round: answers a rate (things a second) or a time (of one thing). */
export type Run = () => number | Promise<number>;

/** What a ratio must reach. */
export type Bound = { readonly atLeast: number } | { readonly atMost: number };

/** Something of ours beside its floor or baseline. */
export interface Comparison {
  /** Its number in the list of goals, such as `5`; a letter behind it where one goal needs several figures. */
  readonly goal: string;
  readonly title: string;
  /** Of both figures, such as `ms a frame` or `signatures/s`. */
  readonly unit: string;
  readonly ours: Run;
  readonly floor: { readonly name: string; readonly run: Run };
  /** What is divided: `ours/floor`, or `floor/ours` where less is better and the goal says how many times. */
  readonly ratio: 'ours/floor' | 'floor/ours';
  readonly bound: Bound;
}

/** A figure that is judged by itself. */
export interface Figure {
  readonly goal: string;
  readonly title: string;
  readonly unit: string;
  readonly ours: Run;
  readonly bound: Bound;
}

/** Median, least and greatest of the rounds. */
export interface Spread {
  readonly median: number;
  readonly least: number;
  readonly greatest: number;
}

/** A line of the report. */
export interface Result {
  readonly goal: string;
  readonly title: string;
  readonly unit: string;
  readonly ours: Spread;
  readonly floor?: Spread & { readonly name: string };
  /** The median of the rounds' ratios; of a figure by itself, its median. */
  readonly judged: Spread;
  readonly bound: Bound;
  readonly isMet: boolean;
}

/** Runs both sides in turn, round for round, so that a machine that changes its pace changes it for both. */
export async function compare(comparison: Comparison, rounds: number): Promise<Result> {
  const { goal, title, unit, ours, floor, ratio, bound } = comparison;
  const pairs: { ours: number; floor: number }[] = [];
  for (let round = 0; round < rounds; round++) {
    // Who begins changes with each round: the second one finds warmer caches.
    const oursFirst = round % 2 === 0 ? await settled(ours) : undefined;
    const floorFigure = await settled(floor.run);
    pairs.push({ ours: oursFirst ?? (await settled(ours)), floor: floorFigure });
  }
  const judged = spreadOf(
    pairs.map((pair) => (ratio === 'ours/floor' ? pair.ours / pair.floor : pair.floor / pair.ours)),
  );
  return {
    goal,
    title,
    unit,
    ours: spreadOf(pairs.map((pair) => pair.ours)),
    floor: { name: floor.name, ...spreadOf(pairs.map((pair) => pair.floor)) },
    judged,
    bound,
    isMet: meets(judged.median, bound),
  };
}

/** Runs a figure that is judged by itself. */
export async function measure({ goal, title, unit, ours, bound }: Figure, rounds: number): Promise<Result> {
  const figures: number[] = [];
  for (let round = 0; round < rounds; round++) figures.push(await settled(ours));
  const spread = spreadOf(figures);
  return { goal, title, unit, ours: spread, judged: spread, bound, isMet: meets(spread.median, bound) };
}

/** Garbage of what ran before is not charged to what runs next. */
async function settled(run: Run): Promise<number> {
  globalThis.gc?.();
  return run();
}

/** Calls a function for about `milliseconds`, at least once; answers how many times a second it ran. */
export async function rateOf(call: () => unknown, milliseconds = 700): Promise<number> {
  const start = performance.now();
  let calls = 0;
  let elapsed = 0;
  do {
    const result = call();
    if (result instanceof Promise) await result;
    calls += 1;
    elapsed = performance.now() - start;
  } while (elapsed < milliseconds);
  return (calls * 1000) / elapsed;
}

/** Milliseconds of one call, from as many calls as fit into `milliseconds`. */
export async function timeOf(call: () => unknown, milliseconds = 700): Promise<number> {
  return 1000 / (await rateOf(call, milliseconds));
}

/** The value below which a share (0 to 1) of the values lies; of an empty list NaN. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

/** The middle of an odd number of values, the mean of the middle two of an even one. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[sorted.length >> 1] ?? Number.NaN;
  const lower = sorted[(sorted.length - 1) >> 1] ?? Number.NaN;
  return (lower + upper) / 2;
}

function spreadOf(values: readonly number[]): Spread {
  return { median: median(values), least: Math.min(...values), greatest: Math.max(...values) };
}

function meets(value: number, bound: Bound): boolean {
  return 'atLeast' in bound ? value >= bound.atLeast : value <= bound.atMost;
}
