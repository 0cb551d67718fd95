import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { TOOLCHAIN_FILE } from './paths.mjs';

/**
 * The programs that the tests and the demo start; e2e/support/toolchain.ts reads the file.
 * @typedef {object} Toolchain
 * @property {string} node the Node that runs the repository
 * @property {string} electron Electron's executable, readable for the ordinary user it is started as
 * @property {string} electronVersion
 * @property {boolean} electronIsFallback true: not the pinned Electron but an old one, for development and tests alone
 * @property {boolean} sandbox whether Chromium's sandbox works for an ordinary user on this machine
 * @property {string} chromium the browser's executable
 * @property {string} softhsmModule SoftHSM's PKCS#11 library
 */

/** @param {Toolchain} toolchain */
export function writeToolchain(toolchain) {
  mkdirSync(dirname(TOOLCHAIN_FILE), { recursive: true });
  writeFileSync(TOOLCHAIN_FILE, `${JSON.stringify(toolchain, undefined, 2)}\n`);
}
