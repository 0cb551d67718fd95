import { type ChildProcess, fork } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import type { FileCoverage } from './coverage.ts';
import type { Progress } from './engine.ts';

export interface WorkerOrder {
  /** The file in which the worker notes the input that it runs: its number, its length, itself. */
  readonly current: string;
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

const HEAD_LENGTH = 8;
const HEAP_MB = 256;
const HANG_MS = 20_000;
const LOOK_MS = 500;

/** Fuzzes in a process with a bounded heap, which is ended when one input runs for too long. */
export function watchWorker(options: WatchOptions): Promise<RunResult> {
  const { bundle, corpus, seed, endsAt, maxRuns } = options;
  const current = `${bundle}.current`;
  const worker = fork(bundle, {
    execArgv: [`--max-old-space-size=${HEAP_MB}`],
    serialization: 'advanced',
    silent: true,
  });
  const inputs: Uint8Array[] = [];
  let last: Omit<RunResult, 'inputs' | 'died'> = { executions: 0, slowestMs: 0, files: [], smallest: [] };
  let isOver = false;
  const watchdog = watchFor(worker, current, () => worker.kill('SIGKILL'));
  worker.on('message', (news: WorkerNews) => {
    if (news.kind === 'new') inputs.push(news.input);
    else if (news.kind === 'finding') options.onFinding({ kind: 'crash', input: news.input, error: news.error });
    else {
      const { executions, slowestMs } = news.progress;
      isOver = news.kind === 'over';
      last = { executions, slowestMs, files: news.files, smallest: news.kind === 'over' ? news.smallest : [] };
      options.onProgress(executions, news.progress.corpus, reachedIn(news.files));
    }
  });
  const order: WorkerOrder = { current, corpus, seed, endsAt, maxRuns };
  worker.send(order);
  return new Promise((resolve, reject) => {
    const printed = printedBy(worker);
    worker.once('close', () => {
      const hung = watchdog();
      if (headOf(current) === '') return reject(new Error(`the target did not start\n${printed()}`));
      if (!isOver)
        options.onFinding({ kind: hung ? 'hang' : 'crash', input: runningInput(current), error: hung || printed() });
      resolve({ ...last, inputs, died: !isOver });
    });
  });
}

/** How many branches were reached. */
export function reachedIn(files: readonly FileCoverage[]): number {
  return files.reduce((sum, { reached }) => sum + reached, 0);
}

/** Calls when no new input began for too long. What it answers ends the watch, and tells whether that was so. */
function watchFor(worker: ChildProcess, current: string, onHang: () => void): () => string {
  let begun = '';
  let since = Date.now();
  let hung = '';
  const timer = setInterval(() => {
    const now = headOf(current);
    if (now !== begun || now === '') since = Date.now();
    begun = now;
    if (Date.now() - since <= HANG_MS || hung !== '' || worker.exitCode !== null) return;
    hung = `one input ran for more than ${HANG_MS} ms`;
    onHang();
  }, LOOK_MS);
  return () => {
    clearInterval(timer);
    return hung;
  };
}

function headOf(current: string): string {
  return noteIn(current).subarray(0, HEAD_LENGTH).toString('hex');
}

function runningInput(current: string): Uint8Array {
  const note = noteIn(current);
  const length = note.length < HEAD_LENGTH ? 0 : note.readUInt32LE(4);
  return Uint8Array.from(note.subarray(HEAD_LENGTH, HEAD_LENGTH + length));
}

/** Empty before the first input. */
function noteIn(current: string): Buffer {
  return existsSync(current) ? readFileSync(current) : Buffer.alloc(0);
}

/** The end of what the worker printed: why it died. */
function printedBy(worker: ChildProcess): () => string {
  let text = '';
  for (const stream of [worker.stdout, worker.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      text = `${text}${chunk.toString()}`.slice(-4_000);
    });
  }
  return () => text.trim() || 'the process that ran it ended';
}
