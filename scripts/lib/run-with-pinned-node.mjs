import { delimiter, dirname, join } from 'node:path';
import { MODULES } from './paths.mjs';
import { findNode } from './pinned-node.mjs';
import { runShown, systemPath } from './run.mjs';

/**
 * Runs a script with the repository's own Node, which is first on the PATH of everything it starts.
 * @param {readonly string[]} args the script and its arguments
 * @param {NodeJS.ProcessEnv} [env] added to ours
 * @returns {Promise<number>} its exit code
 */
export function runWithPinnedNode(args, env = {}) {
  const node = findNode();
  return runShown(node, args, { env: { ...process.env, PATH: programPath(node), ...env } });
}

/** @param {string} node */
export function programPath(node) {
  return [dirname(node), join(MODULES, '.bin'), systemPath()].join(delimiter);
}
