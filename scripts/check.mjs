/** `npm run check`: everything that can be said about the code without running it. */
import { runWithPinnedNode } from './lib/run-with-pinned-node.mjs';
import { runMain } from './lib/say.mjs';
import { prepareNode } from './lib/set-up.mjs';

await runMain(async () => {
  await prepareNode();
  return runWithPinnedNode(['scripts/checks/check-all.ts']);
});
