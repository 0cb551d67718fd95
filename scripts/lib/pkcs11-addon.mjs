import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pinnedNodeFolder } from './pinned-node.mjs';
import { capture, findProgram, systemPath } from './run.mjs';
import { Missing, say } from './say.mjs';

/**
 * Compiles pkcs11js, the one package whose install script is needed. It is a Node-API addon: what is compiled here loads
 * in every Node and in Electron.
 * @param {string} node
 */
export function compilePkcs11Addon(node) {
  if (loads(node)) return;
  const npm = findProgram('npm');
  if (!npm) throw new Missing('npm is missing. It comes with Node.js; on Debian and Ubuntu: apt-get install npm');
  say('pkcs11js: compiling the PKCS#11 addon');
  const result = capture(npm, ['rebuild', 'pkcs11js', '--ignore-scripts=false', '--foreground-scripts'], {
    env: { ...process.env, ...headers(), PATH: systemPath() },
  });
  if (!result.ok || !loads(node)) {
    throw new Missing(
      `pkcs11js could not be compiled; it needs python3, make and g++.\n${result.output}${result.errors}`,
    );
  }
}

/** @param {string} node */
function loads(node) {
  return capture(node, ['--input-type=commonjs', '--eval', "require('pkcs11js')"]).ok;
}

/** The pinned Node's own headers, so that none are downloaded. */
function headers() {
  const folder = pinnedNodeFolder();
  return existsSync(join(folder, 'include')) ? { npm_config_nodedir: folder } : {};
}
