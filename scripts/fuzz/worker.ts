import { openSync, writeSync } from 'node:fs';
import { Coverage } from './coverage.ts';
import { fuzz } from './engine.ts';
import type { FuzzTarget } from './target.ts';
import type { WorkerNews, WorkerOrder } from './watch.ts';

/**
 * Fuzzes one target in this process until its time is over. The target is loaded last: its branches count into
 * `registerBranches` from the moment they are loaded.
 */
export async function runWorker(load: () => Promise<{ readonly target: FuzzTarget }>): Promise<void> {
  const order = await new Promise<WorkerOrder>((resolve) => process.once('message', resolve));
  const coverage = new Coverage();
  Reflect.set(globalThis, 'registerBranches', coverage.register.bind(coverage));
  const { target } = await load();
  const { progress, smallest } = await fuzz({
    target,
    coverage,
    corpus: order.corpus,
    seed: order.seed,
    isOver: (executions) => executions >= order.maxRuns || Date.now() >= order.endsAt,
    onInput: createNote(order.current),
    onNew: (input) => tell({ kind: 'new', input }),
    onFinding: (input, error) => tell({ kind: 'finding', input, error: textOf(error) }),
    onProgress: (now) => tell({ kind: 'progress', progress: now, files: coverage.byFile() }),
  });
  tell({ kind: 'over', progress, files: progress.files, smallest });
  process.disconnect();
}

function tell(news: WorkerNews): void {
  process.send?.(news);
}

/** Writes each input down before it runs: its number, its length, itself. A process that is gone tells nothing any more. */
function createNote(path: string): (input: Uint8Array) => void {
  const file = openSync(path, 'w');
  let begun = 0;
  return (input) => {
    begun += 1;
    const head = Buffer.alloc(8);
    head.writeUInt32LE(begun % 2 ** 32, 0);
    head.writeUInt32LE(input.length, 4);
    writeSync(file, Buffer.concat([head, input]), 0, undefined, 0);
  };
}

function textOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
