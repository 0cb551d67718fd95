/**
 * `npm run fuzz`: makes inputs for every decoder that sees what a camera saw, and looks for one that breaks it. Coverage-guided,
 * seeded, bounded in time and memory. `npm run fuzz -- cbor ur-stream` runs these targets alone; `--minutes N` (1 for each),
 * `--runs N`, `--seed N`; `--keep` adds the smallest inputs that reach every branch to shared/vectors/corpus. An input that
 * breaks a decoder is always kept there, and `npm test` runs all that is kept.
 */
import { runWithPinnedNode } from './lib/run-with-pinned-node.mjs';
import { runMain } from './lib/say.mjs';
import { prepareNode } from './lib/set-up.mjs';

await runMain(async () => {
  await prepareNode();
  return runWithPinnedNode(['scripts/fuzz/run-targets.ts', ...process.argv.slice(2)]);
});
