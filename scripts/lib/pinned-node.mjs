import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { MODULES } from './paths.mjs';
import { Missing } from './say.mjs';

/** Node from this version on runs the repository's TypeScript files as they are. */
const OLDEST = { major: 22, minor: 18 };

/** The Node that the repository runs on: the pinned one, or else this one if it is new enough. */
export function findNode() {
  const pinned = join(pinnedNodeFolder(), 'bin', 'node');
  if (existsSync(pinned)) return pinned;
  if (isNewEnough(process.versions.node)) return process.execPath;
  throw new Missing(
    `Node.js ${process.versions.node} is too old, and the pinned Node 24 is not published for ${process.platform}-${process.arch} ` +
      `or was left out of the installation (npm's --omit=optional). ` +
      `Install Node.js 24 from your system's packages or nodejs.org, or repeat: npm ci`,
  );
}

/** The npm package that carries Node and the headers to compile against. */
export function pinnedNodeFolder() {
  return join(MODULES, `node-${process.platform}-${process.arch}`);
}

/** @param {string} version */
export function isNewEnough(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > OLDEST.major || (major === OLDEST.major && minor >= OLDEST.minor);
}
