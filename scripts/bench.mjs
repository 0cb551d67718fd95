/**
 * `npm run bench`: sets the machine up, builds, and measures every claim of docs/performance.md beside its floor in the
 * same run. `npm run bench -- transport api` measures these areas alone; `--rounds N`, `--json FILE`, `--docs` (writes
 * docs/performance.md anew).
 */
import { runWithPinnedNode } from './lib/run-with-pinned-node.mjs';
import { runMain } from './lib/say.mjs';
import { setUp } from './lib/set-up.mjs';

await runMain(async () => {
  await setUp();
  const built = await runWithPinnedNode(['scripts/build.mjs']);
  return built === 0 ? runWithPinnedNode(['--expose-gc', 'e2e/bench/bench.ts', ...process.argv.slice(2)]) : built;
});
