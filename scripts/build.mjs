/** `npm run build`: what has to be built is built by each workspace's own `build` script. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './lib/paths.mjs';
import { findProgram, runShown } from './lib/run.mjs';
import { programPath } from './lib/run-with-pinned-node.mjs';
import { Missing, runMain } from './lib/say.mjs';
import { prepareNode } from './lib/set-up.mjs';

await runMain(async () => {
  const env = { ...process.env, PATH: programPath(await prepareNode()) };
  const npm = findProgram('npm');
  if (!npm) throw new Missing('npm is missing. It comes with Node.js; on Debian and Ubuntu: apt-get install npm');
  const { workspaces = [] } = readPackage('.');
  for (const workspace of workspaces.filter((name) => readPackage(name).scripts?.build)) {
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
