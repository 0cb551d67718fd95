import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { FALLBACK_VERSION, fetchElectronFallback, findElectronFallback } from './electron-fallback.mjs';
import { isRoot, MODULES, programCache } from './paths.mjs';
import { capture } from './run.mjs';
import { say } from './say.mjs';

const PROBE_TIMEOUT_MS = 8_000;
const DOWNLOAD_TIMEOUT_MS = 900_000;

/** @typedef {{ electron: string, electronVersion: string, electronIsFallback: boolean }} ElectronProgram */

/**
 * The Electron program: the pinned one from Electron's release page, else the stand-in.
 * @param {string} node
 * @param {{ retryDownload: boolean }} wishes whether to try the release page although a stand-in is there
 * @returns {Promise<ElectronProgram>}
 */
export async function provideElectron(node, { retryDownload }) {
  if (!isDownloaded()) {
    const standIn = retryDownload ? undefined : findElectronFallback();
    if (standIn) return fallback(standIn);
    if (!download(node)) return fallback(findElectronFallback() ?? (await fetchElectronFallback()));
  }
  return { electron: readableProgram(), electronVersion: pinnedVersion(), electronIsFallback: false };
}

/**
 * @param {string} electron
 * @returns {ElectronProgram}
 */
function fallback(electron) {
  return { electron, electronVersion: FALLBACK_VERSION, electronIsFallback: true };
}

const electronPackage = join(MODULES, 'electron');

/** @returns {string} */
function pinnedVersion() {
  return JSON.parse(readFileSync(join(electronPackage, 'package.json'), 'utf8')).version;
}

function isDownloaded() {
  const version = join(electronPackage, 'dist', 'version');
  return existsSync(version) && readFileSync(version, 'utf8').trim().replace(/^v/, '') === pinnedVersion();
}

/** @param {string} node */
function download(node) {
  if (!canReachReleases(node)) {
    say(`Electron: its release page cannot be reached from here, so ${pinnedVersion()} cannot be downloaded`);
    return false;
  }
  say(`Electron: downloading ${pinnedVersion()} from its release page`);
  // Electron's own installer: it compares the archive with the digests that its npm package, pinned by us, carries.
  const result = capture(node, [join(electronPackage, 'install.js')], { timeout: DOWNLOAD_TIMEOUT_MS });
  if (!result.ok) say(`Electron: the download failed: ${result.errors.trim().split('\n')[0]}`);
  return result.ok && isDownloaded();
}

/**
 * The installer itself would wait for minutes where a firewall drops packets.
 * @param {string} node
 */
function canReachReleases(node) {
  const mirror = process.env.ELECTRON_MIRROR ?? 'https://github.com/electron/electron/releases/download/';
  const probe = `const answer = await fetch(process.argv[1], { signal: AbortSignal.timeout(${PROBE_TIMEOUT_MS}) });
    process.exit(answer.ok ? 0 : 1);`;
  return capture(node, ['--input-type=module', '--eval', probe, `${mirror}v${pinnedVersion()}/SHASUMS256.txt`], {
    env: { ...process.env, NODE_USE_ENV_PROXY: '1' },
    timeout: 2 * PROBE_TIMEOUT_MS,
  }).ok;
}

/** Root starts Electron as an ordinary user, who may not be able to look into this clone: then a copy is made. */
function readableProgram() {
  const folder = join(electronPackage, 'dist');
  if (!isRoot) return join(folder, 'electron');
  const copy = join(programCache(), `electron-${pinnedVersion()}`);
  if (!existsSync(copy)) {
    say(`Electron: copying it to ${copy}, where the ordinary user that runs it can read it`);
    mkdirSync(programCache(), { recursive: true, mode: 0o755 });
    rmSync(`${copy}.new`, { recursive: true, force: true });
    cpSync(folder, `${copy}.new`, { recursive: true, verbatimSymlinks: true });
    renameSync(`${copy}.new`, copy);
  }
  return join(copy, 'electron');
}
