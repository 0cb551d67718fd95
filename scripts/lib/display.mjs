import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, chownSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeOrdinaryFolder, ordinaryUser } from './ordinary-user.mjs';

/** @typedef {{ env: { DISPLAY: string, XAUTHORITY: string }, close: () => Promise<void> }} Display */

/**
 * Starts a virtual screen that only root and the ordinary user can open, and answers the environment that leads to it.
 * @param {{ width: number, height: number }} [size]
 * @returns {Promise<Display>}
 */
export async function openVirtualDisplay({ width, height } = { width: 1600, height: 1200 }) {
  const folder = makeOrdinaryFolder('display');
  const authority = join(folder, 'authority');
  const cookie = randomBytes(16).toString('hex');
  // The server takes every cookie of the file whatever display it is for; clients look theirs up by number.
  addCookie(authority, ':0', cookie);
  const screen = ['-screen', '0', `${width}x${height}x24`, '-nolisten', 'tcp'];
  const server = spawn('Xvfb', ['-displayfd', '3', '-auth', authority, ...screen], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  const ended = new Promise((resolve) => server.once('close', resolve));
  const display = `:${await firstLine(server)}`;
  addCookie(authority, display, cookie);
  return {
    env: { DISPLAY: display, XAUTHORITY: authority },
    close: async () => {
      server.kill('SIGTERM');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/**
 * @param {string} authority
 * @param {string} display
 * @param {string} cookie
 */
function addCookie(authority, display, cookie) {
  writeFileSync(authority, '', { flag: 'a', mode: 0o600 });
  // Over the standard input: a cookie among the arguments could be read in the list of processes.
  const result = spawnSync('xauth', ['-q', '-f', authority, 'source', '-'], {
    input: `add ${display} . ${cookie}\n`,
    encoding: 'utf8',
  });
  if (result.status !== 0) throw new Error(`xauth failed: ${result.error?.message ?? result.stderr}`);
  chmodSync(authority, 0o600);
  const user = ordinaryUser();
  if (user) chownSync(authority, user.uid, user.gid);
}

/**
 * The display's number, which Xvfb writes when it is ready.
 * @param {import('node:child_process').ChildProcess} server
 * @returns {Promise<string>}
 */
function firstLine(server) {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.once('close', (code) => reject(new Error(`Xvfb ended with code ${code} before it was ready`)));
    server.stdio[3]?.once('data', (chunk) => resolve(String(chunk).trim()));
  });
}
