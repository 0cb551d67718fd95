/**
 * `npm run coordinator`: runs the coordinator with the repository's own Node. In development it first installs the npm
 * packages and builds the back office where they are missing; in production it installs nothing and names what is missing.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { MODULES, ROOT } from './lib/paths.mjs';
import { findNode } from './lib/pinned-node.mjs';
import { runShown } from './lib/run.mjs';
import { programPath, runWithPinnedNode } from './lib/run-with-pinned-node.mjs';
import { Missing, runMain, say } from './lib/say.mjs';
import { prepareNode } from './lib/set-up.mjs';

const PAGE = join(ROOT, 'coordinator', 'web', 'dist', 'index.html');
const command = process.argv.slice(2);
const isProduction = (process.env.VIERAUGEN_MODE ?? process.env.NODE_ENV) === 'production';

await runMain(async () => {
  if (!isProduction) await prepareNode();
  else if (!existsSync(MODULES)) throw new Missing('The npm packages are not installed. Run: npm ci');
  const serves = command.length === 0 || command[0] === 'start';
  if (serves && !existsSync(PAGE)) {
    if (isProduction) throw new Missing('The back office is not built. Run: npm run build -- coordinator');
    say('back office: building its page, once');
    const built = await runWithPinnedNode(['scripts/build.mjs', 'coordinator']);
    if (built !== 0) return built;
  }
  const node = findNode();
  // npm runs scripts in the repository's folder; a file that is named on the command line is where the caller is.
  const cwd = process.env.INIT_CWD ?? process.cwd();
  const env = { ...process.env, PATH: programPath(node) };
  return runShown(node, [join(ROOT, 'coordinator', 'src', 'main.ts'), ...command], { cwd, env });
});
