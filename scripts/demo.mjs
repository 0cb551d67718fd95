/**
 * `npm run demo`: sets the machine up, builds, and tells the whole story on real programs; then it stays up to be tried.
 * `npm run demo -- --once` ends with the story: exit code 0 only if every withdrawal was confirmed.
 * `npm run demo -- --out DIR` keeps the evidence there: screens, QR codes, the bundle, the journal, the report.
 */
import { runWithPinnedNode } from './lib/run-with-pinned-node.mjs';
import { runMain } from './lib/say.mjs';
import { setUp } from './lib/set-up.mjs';

await runMain(async () => {
  await setUp();
  const built = await runWithPinnedNode(['scripts/build.mjs']);
  return built === 0 ? runWithPinnedNode(['e2e/demo/demo.ts', ...process.argv.slice(2)]) : built;
});
