import { spawn, spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { MODULES, ROOT } from './paths.mjs';

/** @typedef {{ env?: NodeJS.ProcessEnv, cwd?: string, timeout?: number }} RunOptions */

/**
 * Runs a program and answers what it wrote; never throws for its exit code.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 * @returns {{ ok: boolean, output: string, errors: string }}
 */
export function capture(program, args, options = {}) {
  const result = spawnSync(program, args, { cwd: ROOT, encoding: 'utf8', maxBuffer: 64 << 20, ...options });
  const errors = result.error ? result.error.message : result.stderr;
  return { ok: result.status === 0, output: result.stdout ?? '', errors: errors ?? '' };
}

/**
 * Runs a program whose output the reader sees, and answers its exit code. Ctrl-C reaches the program through the
 * terminal; we wait for it to end, so that nothing is left behind.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<number>}
 */
export function runShown(program, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: ROOT, stdio: 'inherit', ...options });
    const ignore = () => undefined;
    const forward = () => child.kill('SIGTERM');
    process.on('SIGINT', ignore).on('SIGTERM', forward);
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      process.removeListener('SIGINT', ignore).removeListener('SIGTERM', forward);
      resolve(signal ? 1 : (code ?? 1));
    });
  });
}

/**
 * The first executable of this name on the PATH, our own node_modules/.bin left out.
 * @param {string} name
 * @returns {string | undefined}
 */
export function findProgram(name) {
  return systemPath()
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find(isExecutable);
}

/** @param {string} path */
export function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * The PATH without this repository's programs: npm puts them first, and `npm ci` deletes the Node it would be running on.
 * Administrators' folders are added, as ordinary users on Debian lack them.
 */
export function systemPath() {
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder && !folder.startsWith(MODULES));
  const missing = ['/usr/sbin', '/sbin'].filter((folder) => !folders.includes(folder));
  return [...folders, ...missing].join(delimiter);
}
