import { cpus, totalmem } from 'node:os';
import { type Comparison, compare, type Figure, measure, type Result, type Spread } from './measure.ts';

/** What an area of the bench is given: it measures through it, and each result is printed as it comes. */
export interface Bench {
  readonly rounds: number;
  /** Measures something of ours beside its floor. */
  compare(comparison: Comparison): Promise<void>;
  /** Measures something that is judged by itself. */
  figure(figure: Figure): Promise<void>;
  /** Says what could not be measured here, and why; it counts as not met. */
  missing(goal: string, title: string, why: string): void;
  /** A remark for the reader, such as what a baseline is made of. */
  note(text: string): void;
}

/** All that was measured in an area. */
export interface AreaReport {
  readonly area: string;
  readonly results: readonly Result[];
  readonly missing: readonly { readonly goal: string; readonly title: string; readonly why: string }[];
  readonly notes: readonly string[];
  readonly seconds: number;
}

/** Runs one area and prints its lines. */
export async function runArea(area: string, run: (bench: Bench) => Promise<void>, rounds: number): Promise<AreaReport> {
  console.log(`\n== ${area}`);
  const start = performance.now();
  const results: Result[] = [];
  const missing: { goal: string; title: string; why: string }[] = [];
  const notes: string[] = [];
  const take = (result: Result) => {
    results.push(result);
    console.log(lineOf(result));
  };
  await run({
    rounds,
    compare: async (comparison) => take(await compare(comparison, rounds)),
    figure: async (figure) => take(await measure(figure, rounds)),
    missing: (goal, title, why) => {
      missing.push({ goal, title, why });
      console.log(`  ${goal.padEnd(4)} ${title}: NOT MEASURED, ${why}`);
    },
    note: (text) => {
      notes.push(text);
      console.log(`       ${text}`);
    },
  });
  return { area, results, missing, notes, seconds: (performance.now() - start) / 1000 };
}

function lineOf(result: Result): string {
  const { goal, title, unit, ours, floor, judged, isMet } = result;
  const beside = floor === undefined ? '' : `; ${floor.name} ${shown(floor)}; ratio ${shown(judged)}`;
  return `  ${goal.padEnd(4)} ${title}: ${shown(ours)} ${unit}${beside}; ${goalOf(result)}: ${isMet ? 'met' : 'MISSED'}`;
}

/** The median, and in brackets the least and the greatest of the rounds. */
export function shown({ median, least, greatest }: Spread): string {
  return `${short(median)} [${short(least)}-${short(greatest)}]`;
}

/** What was to be reached. */
export function goalOf({ bound, floor, unit }: Result): string {
  const [word, value] = 'atLeast' in bound ? ['at least', bound.atLeast] : ['at most', bound.atMost];
  return `${word} ${value}${floor === undefined ? ` ${unit}` : ''}`;
}

function short(value: number): string {
  if (!Number.isFinite(value)) return '-';
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : Math.abs(value) >= 1 ? 2 : 3;
  return value.toFixed(digits);
}

/** The machine that measured, as a reader needs it to judge the figures. */
export function machine(): string {
  const [first] = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  return `${cpus().length} x ${first?.model.trim() ?? 'unknown processor'}, ${memory} GiB, Node ${process.version}`;
}
