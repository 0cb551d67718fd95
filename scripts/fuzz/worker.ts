import { parentPort, workerData } from 'node:worker_threads';
import { Coverage } from './coverage.ts';
import { fuzz } from './engine.ts';
import type { FuzzTarget } from './target.ts';
import type { WorkerNews, WorkerOrder } from './watch.ts';

/**
 * Fuzzes one target in this worker until its time is over. The target is loaded last: its branches count into
 * `registerBranches` from the moment they are loaded.
 */
export async function runWorker(load: () => Promise<{ readonly target: FuzzTarget }>): Promise<void> {
  const { current, corpus, seed, endsAt, maxRuns }: WorkerOrder = workerData;
  const coverage = new Coverage();
  Reflect.set(globalThis, 'registerBranches', coverage.register.bind(coverage));
  const { target } = await load();
  const state = new Int32Array(current, 0, 2);
  const running = new Uint8Array(current, 8);
  const tell = (news: WorkerNews) => parentPort?.postMessage(news);
  const { progress, smallest } = fuzz({
    target,
    coverage,
    corpus,
    seed,
    isOver: (executions) => executions >= maxRuns || Date.now() >= endsAt,
    onInput: (input) => {
      running.set(input.subarray(0, running.length));
      Atomics.store(state, 1, input.length);
      Atomics.add(state, 0, 1);
    },
    onNew: (input) => tell({ kind: 'new', input }),
    onFinding: (input, error) => tell({ kind: 'finding', input, error: textOf(error) }),
    onProgress: (now) => tell({ kind: 'progress', progress: now, files: coverage.byFile() }),
  });
  tell({ kind: 'over', progress, files: progress.files, smallest });
}

function textOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
