import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MODULES, ROOT } from './paths.mjs';
import { findProgram, runShown, systemPath } from './run.mjs';
import { Missing, say } from './say.mjs';

/** @typedef {{ version?: string, integrity?: string, optional?: boolean, link?: boolean }} LockedPackage */
/** @typedef {Record<string, LockedPackage>} LockedPackages */

/** Installs what package-lock.json names, unless node_modules has exactly that. */
export async function installNpmPackages() {
  const difference = findDifference(readLock(join(ROOT, 'package-lock.json')), readLock(installedLock()));
  if (difference === undefined) return;
  const npm = findProgram('npm');
  if (!npm) throw new Missing('npm is missing. It comes with Node.js; on Debian and Ubuntu: apt-get install npm');
  say(`npm packages: npm ci (${difference})`);
  // Without install scripts (.npmrc): what a package really needs is done, visibly, by the steps that follow.
  const code = await runShown(npm, ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    env: { ...process.env, PATH: systemPath() },
  });
  if (code !== 0) throw new Missing('npm ci failed: its own message is above. The npm registry must be reachable.');
}

/**
 * What of the lock file is not installed, in words; undefined when nothing is.
 * @param {LockedPackages} wanted package-lock.json
 * @param {LockedPackages} installed npm's record of what it put into node_modules, written last
 * @returns {string | undefined}
 */
export function findDifference(wanted, installed) {
  if (Object.keys(installed).length === 0) return 'nothing is installed yet';
  for (const [path, entry] of Object.entries(wanted)) {
    if (!path.startsWith('node_modules/') && !path.includes('/node_modules/')) continue;
    const found = installed[path];
    if (!found && entry.optional) continue;
    if (!found) return `${path} is not installed`;
    if (found.version !== entry.version || found.integrity !== entry.integrity) return `${path} is of another version`;
  }
  return undefined;
}

function installedLock() {
  return join(MODULES, '.package-lock.json');
}

/**
 * @param {string} path
 * @returns {LockedPackages}
 */
function readLock(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).packages;
  } catch {
    return {};
  }
}
