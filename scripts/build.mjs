/**
 * `npm run build`: what has to be built is built by each workspace's own `build` script. `npm run build -- coordinator` builds
 * the back office alone, for a server that needs no more.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './lib/paths.mjs';
import { compilePkcs11Addon } from './lib/pkcs11-addon.mjs';
import { findProgram, runShown } from './lib/run.mjs';
import { programPath } from './lib/run-with-pinned-node.mjs';
import { Missing, runMain } from './lib/say.mjs';
import { prepareNode } from './lib/set-up.mjs';

await runMain(async () => {
  const node = await prepareNode();
  const env = { ...process.env, PATH: programPath(node) };
  const npm = findProgram('npm');
  if (!npm) throw new Missing('npm is missing. It comes with Node.js; on Debian and Ubuntu: apt-get install npm');
  const { workspaces = [] } = readPackage('.');
  const wanted = process.argv.slice(2);
  for (const workspace of workspaces.filter((name) => readPackage(name).scripts?.build)) {
    if (wanted.length > 0 && !wanted.includes(workspace)) continue;
    // The signer's artefacts hold the addon.
    if (workspace === 'signer-desktop') compilePkcs11Addon(node);
    console.log(`build: ${workspace}`);
    if ((await runShown(npm, ['run', '--silent', 'build', '--workspace', workspace], { env })) !== 0) return 1;
  }
  return 0;
});

/**
 * @param {string} folder
 * @returns {{ workspaces?: string[], scripts?: Record<string, string> }}
 */
function readPackage(folder) {
  return JSON.parse(readFileSync(join(ROOT, folder, 'package.json'), 'utf8'));
}
