/** The branches of one file of the program under test. */
interface FileBranches {
  readonly file: string;
  readonly from: number;
  readonly count: number;
}

export interface FileCoverage {
  readonly file: string;
  readonly reached: number;
  readonly branches: number;
}

const MAX_BRANCHES = 1 << 16;
/** How often a branch was taken counts in steps, as AFL does: 1, 2, 3, 4-7, 8-15, 16-31, 32-127, 128-255 times. */
const STEP_OF_COUNT = Uint8Array.from({ length: 256 }, (_, count) => {
  const steps = [1, 2, 3, 4, 8, 16, 32, 128];
  const step = steps.findLastIndex((least) => count >= least);
  return step < 0 ? 0 : 1 << step;
});

const TAKEN_OR_NOT = STEP_OF_COUNT.map((step) => (step === 0 ? 0 : 1));

/** Counts branches, and knows which were ever taken, and how often. The instrumented files count into it by themselves. */
export class Coverage {
  readonly #counters = new Uint8Array(MAX_BRANCHES);
  readonly #words = new Uint32Array(this.#counters.buffer);
  readonly #seen = new Uint8Array(MAX_BRANCHES);
  readonly #files: FileBranches[] = [];
  #used = 0;
  #stepOfCount = STEP_OF_COUNT;

  /** The counters of a file that begins to run. */
  register(file: string, count: number): Uint8Array {
    const from = this.#used;
    if (from + count > MAX_BRANCHES) throw new Error('more branches than counters');
    this.#files.push({ file, from, count });
    this.#used += count;
    return this.#counters.subarray(from, from + count);
  }

  clear(): void {
    this.#counters.fill(0, 0, this.#used);
  }

  /** Whether a branch was taken since {@link clear} that was never taken before, or never so often. Remembers it. */
  hasNew(): boolean {
    let isNew = false;
    for (let word = 0; word < this.#used / 4; word += 1) {
      if (this.#words[word] !== 0) isNew = this.#rememberWord(4 * word) || isNew;
    }
    return isNew;
  }

  /** Forgets which branches were seen; from now on it only counts whether one is taken, not how often. */
  forgetCounts(): void {
    this.#seen.fill(0);
    this.#stepOfCount = TAKEN_OR_NOT;
  }

  byFile(): readonly FileCoverage[] {
    return this.#files.map(({ file, from, count }) => {
      const reached = this.#seen.subarray(from, from + count).reduce((sum, steps) => sum + (steps === 0 ? 0 : 1), 0);
      return { file, reached, branches: count };
    });
  }

  #rememberWord(from: number): boolean {
    let isNew = false;
    for (let branch = from; branch < from + 4; branch += 1) {
      const step = this.#stepOfCount[this.#counters[branch] ?? 0] ?? 0;
      const seen = this.#seen[branch] ?? 0;
      isNew ||= (step & ~seen) !== 0;
      this.#seen[branch] = seen | step;
    }
    return isNew;
  }
}
