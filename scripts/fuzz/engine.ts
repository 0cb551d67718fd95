import { setImmediate } from 'node:timers/promises';
import { createSeededRandom, type SeededRandom } from '../../e2e/support/camera/seeded-random.ts';
import type { Coverage, FileCoverage } from './coverage.ts';
import type { FuzzTarget } from './target.ts';

export interface FuzzOptions {
  readonly target: FuzzTarget;
  readonly coverage: Coverage;
  /** Inputs to begin with, beside the target's own. */
  readonly corpus: readonly Uint8Array[];
  readonly seed: number;
  /** Ends the run: asked after each input. */
  readonly isOver: (executions: number) => boolean;
  /** Told before an input is run, so that whoever watches knows it if this never returns. */
  readonly onInput: (input: Uint8Array) => void;
  /** Told of an input that reached something new. */
  readonly onNew: (input: Uint8Array) => void;
  readonly onFinding: (input: Uint8Array, error: unknown) => void;
  readonly onProgress: (progress: Progress) => void;
}

export interface Progress {
  readonly executions: number;
  readonly corpus: number;
  readonly slowestMs: number;
}

export interface FuzzResult {
  readonly progress: Progress & { readonly files: readonly FileCoverage[] };
  /** Few and short inputs that together reach every branch that was reached. */
  readonly smallest: readonly Uint8Array[];
}

/** Milliseconds of a processor that one input may take: hundreds of times what the slowest honest one takes. */
const SLOW_MS = 3_000;
const PROGRESS_EVERY = 1_000;
const TELL_EVERY = 100;
/** Bytes outside of the heap, which no limit of the engine bounds. */
const MAX_BUFFERS = 256 * 1024 * 1024;

/** Runs inputs, keeps those that reach new branches, and makes further ones of them, until it is over. */
export async function fuzz(options: FuzzOptions): Promise<FuzzResult> {
  const { target, coverage, seed } = options;
  const random = createSeededRandom(seed);
  const corpus: Uint8Array[] = [];
  let executions = 0;
  let slowestMs = 0;
  const tryInput = (input: Uint8Array) => {
    options.onInput(input);
    const took = timed(() => runOnce(options, input));
    executions += 1;
    slowestMs = Math.max(slowestMs, took);
    if (took > SLOW_MS) options.onFinding(input, new Error(`one input took ${Math.round(took)} ms of a processor`));
    if (coverage.hasNew()) {
      corpus.push(input);
      options.onNew(input);
    }
    if (executions % PROGRESS_EVERY === 0) {
      refuseMuchMemory(options, input);
      options.onProgress({ executions, corpus: corpus.length, slowestMs });
    }
  };
  for (const input of [...target.seeds(), ...options.corpus]) tryInput(input);
  while (!options.isOver(executions)) {
    const made = target.mutate(choose(corpus, random), choose(corpus, random), random);
    tryInput(made.length > target.maxLength ? made.slice(0, target.maxLength) : made);
    // What is told leaves this process only now.
    if (executions % TELL_EVERY === 0) await setImmediate();
  }
  const progress = { executions, corpus: corpus.length, slowestMs, files: coverage.byFile() };
  return { progress, smallest: coverAgain(options, corpus) };
}

/** Runs what was kept once more, the shortest first, and keeps what reaches a branch that none before it did. */
function coverAgain(options: FuzzOptions, corpus: readonly Uint8Array[]): Uint8Array[] {
  options.coverage.forgetCounts();
  return corpus
    .toSorted((one, other) => one.length - other.length)
    .filter((input) => {
      options.onInput(input);
      runOnce({ ...options, onFinding: () => undefined }, input);
      return options.coverage.hasNew();
    });
}

function runOnce({ target, coverage, onFinding }: FuzzOptions, input: Uint8Array): void {
  coverage.clear();
  try {
    // A copy of its own: a decoder that writes into its input must not spoil the corpus.
    target.run(input.slice());
  } catch (error) {
    onFinding(input, error);
  }
}

/** By the processor's time of this thread: the clock also counts what the machine does beside. */
function timed(action: () => void): number {
  const begin = process.threadCpuUsage();
  action();
  const { user, system } = process.threadCpuUsage(begin);
  return (user + system) / 1_000;
}

/** The newest half as often as all of them. */
function choose(corpus: readonly Uint8Array[], random: SeededRandom): Uint8Array {
  const from = random.next() < 0.5 ? corpus.length >> 1 : 0;
  return corpus[from + random.below(corpus.length - from)] ?? new Uint8Array();
}

function refuseMuchMemory({ onFinding }: FuzzOptions, input: Uint8Array): void {
  const { arrayBuffers } = process.memoryUsage();
  if (arrayBuffers > MAX_BUFFERS) onFinding(input, new Error(`the buffers hold ${arrayBuffers} bytes`));
}
