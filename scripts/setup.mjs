/** `npm run setup`: installs what is missing. `-- --electron` tries again to download the pinned Electron. */
import { runMain } from './lib/say.mjs';
import { setUp } from './lib/set-up.mjs';

await runMain(async () => {
  await setUp({ retryElectron: process.argv.includes('--electron') });
});
