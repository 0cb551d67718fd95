import { Worker } from 'node:worker_threads';
import type { FileCoverage } from './coverage.ts';
import type { Progress } from './engine.ts';

export interface WorkerOrder {
  /** Two numbers (inputs begun, length of the input) and the input that runs now, for when the worker cannot tell. */
  readonly current: SharedArrayBuffer;
  readonly corpus: readonly Uint8Array[];
  readonly seed: number;
  readonly endsAt: number;
  readonly maxRuns: number;
}

export type WorkerNews =
  | { readonly kind: 'new'; readonly input: Uint8Array }
  | { readonly kind: 'finding'; readonly input: Uint8Array; readonly error: string }
  | { readonly kind: 'progress'; readonly progress: Progress; readonly files: readonly FileCoverage[] }
  | {
      readonly kind: 'over';
      readonly progress: Progress;
      readonly files: readonly FileCoverage[];
      readonly smallest: readonly Uint8Array[];
    };

export interface Finding {
  readonly kind: 'crash' | 'hang';
  readonly input: Uint8Array;
  readonly error: string;
}

export interface WatchOptions {
  readonly bundle: string;
  readonly corpus: readonly Uint8Array[];
  readonly seed: number;
  readonly endsAt: number;
  readonly maxRuns: number;
  readonly onFinding: (finding: Finding) => void;
  readonly onProgress: (executions: number, corpus: number, reached: number) => void;
}

export interface RunResult {
  readonly executions: number;
  readonly slowestMs: number;
  /** What reached something new, in the order in which it was found. */
  readonly inputs: readonly Uint8Array[];
  /** Few and short inputs that reach the same branches; none if the worker died. */
  readonly smallest: readonly Uint8Array[];
  readonly files: readonly FileCoverage[];
  /** The worker ended before its time: the input that it ran is among the findings. */
  readonly died: boolean;
}

const MAX_INPUT = 1 << 20;
const HEAP_MB = 256;
const HANG_MS = 20_000;
const LOOK_MS = 500;

/** Fuzzes in a worker with a bounded heap, which is ended when one input runs for too long. */
export function watchWorker(options: WatchOptions): Promise<RunResult> {
  const current = new SharedArrayBuffer(8 + MAX_INPUT);
  const { corpus, seed, endsAt, maxRuns } = options;
  const order: WorkerOrder = { current, corpus, seed, endsAt, maxRuns };
  const worker = new Worker(options.bundle, { workerData: order, resourceLimits: { maxOldGenerationSizeMb: HEAP_MB } });
  const inputs: Uint8Array[] = [];
  let last: Omit<RunResult, 'inputs' | 'died'> = { executions: 0, slowestMs: 0, files: [], smallest: [] };
  return new Promise((resolve) => {
    const end = (died: boolean) => {
      clearInterval(watchdog);
      void worker.terminate().then(() => resolve({ ...last, inputs, died }));
    };
    const lose = (kind: Finding['kind'], error: string) => {
      options.onFinding({ kind, input: runningInput(current), error });
      end(true);
    };
    const watchdog = watchFor(current, () => lose('hang', `one input ran for more than ${HANG_MS} ms`));
    worker.on('error', (error) => lose('crash', String(error)));
    worker.on('message', (news: WorkerNews) => {
      if (news.kind === 'new') inputs.push(news.input);
      else if (news.kind === 'finding') options.onFinding({ kind: 'crash', input: news.input, error: news.error });
      else {
        const { executions, slowestMs } = news.progress;
        last = { executions, slowestMs, files: news.files, smallest: news.kind === 'over' ? news.smallest : [] };
        options.onProgress(executions, news.progress.corpus, reachedIn(news.files));
        if (news.kind === 'over') end(false);
      }
    });
  });
}

/** How many branches were reached. */
export function reachedIn(files: readonly FileCoverage[]): number {
  return files.reduce((sum, { reached }) => sum + reached, 0);
}

/** Calls when no new input began for too long. */
function watchFor(current: SharedArrayBuffer, onHang: () => void): NodeJS.Timeout {
  const state = new Int32Array(current, 0, 2);
  let begun = -1;
  let since = Date.now();
  return setInterval(() => {
    const now = Atomics.load(state, 0);
    if (now !== begun) since = Date.now();
    begun = now;
    if (begun > 0 && Date.now() - since > HANG_MS) onHang();
  }, LOOK_MS);
}

function runningInput(current: SharedArrayBuffer): Uint8Array {
  const length = Math.min(MAX_INPUT, Atomics.load(new Int32Array(current, 0, 2), 1));
  return Uint8Array.from(new Uint8Array(current, 8, length));
}
