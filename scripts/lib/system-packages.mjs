import { existsSync } from 'node:fs';
import { isRoot } from './paths.mjs';
import { capture, findProgram, runShown } from './run.mjs';
import { Missing, say } from './say.mjs';

/**
 * Debian's and Ubuntu's packages, each with what tells that it is there on a system without dpkg. Newer releases renamed
 * some libraries to ...t64.
 * @type {ReadonlyArray<{ names: readonly string[], program?: string }>}
 */
const PACKAGES = [
  { names: ['softhsm2'], program: 'softhsm2-util' },
  { names: ['opensc'], program: 'pkcs11-tool' },
  { names: ['xvfb'], program: 'Xvfb' },
  { names: ['xauth'], program: 'xauth' },
  { names: ['libnss3-tools'], program: 'certutil' },
  { names: ['python3'], program: 'python3' },
  { names: ['make'], program: 'make' },
  { names: ['g++'], program: 'g++' },
  { names: ['libnss3'] },
  { names: ['libatk1.0-0t64', 'libatk1.0-0'] },
  { names: ['libatk-bridge2.0-0t64', 'libatk-bridge2.0-0'] },
  { names: ['libgtk-3-0t64', 'libgtk-3-0'] },
  { names: ['libgbm1'] },
  { names: ['libasound2t64', 'libasound2'] },
  { names: ['libcups2t64', 'libcups2'] },
  { names: ['libdrm2'] },
];
const BROWSER_PACKAGE = 'chromium';

/**
 * Installs the system's packages that are missing, or names them.
 * @param {{ needsBrowser: boolean }} wishes
 */
export async function installSystemPackages({ needsBrowser }) {
  if (!findProgram('dpkg-query')) return demandPrograms();
  const missing = findMissing(installedPackages(), (program) => findProgram(program) !== undefined).map((names) => [
    ...names,
  ]);
  if (needsBrowser) missing.push([BROWSER_PACKAGE]);
  if (missing.length === 0) return;
  const administrator = administratorCommand();
  if (!administrator) throw new Missing(explain(missing.map(nameHere)));
  await install(missing, administrator);
}

/**
 * @param {ReadonlySet<string>} installed names of packages
 * @param {(program: string) => boolean} hasProgram a program that came from elsewhere serves as well
 * @returns {ReadonlyArray<readonly string[]>} for each missing package the names it may have
 */
export function findMissing(installed, hasProgram) {
  return PACKAGES.filter(({ names, program }) => {
    const isThere = names.some((name) => installed.has(name)) || (program !== undefined && hasProgram(program));
    return !isThere;
  }).map(({ names }) => names);
}

function installedPackages() {
  const names = PACKAGES.flatMap((entry) => entry.names);
  const { output } = capture('dpkg-query', ['--list', ...names]);
  const installed = output.split('\n').filter((line) => line.startsWith('ii'));
  return new Set(installed.map((line) => line.split(/\s+/)[1]?.replace(/:.*/, '') ?? ''));
}

/**
 * @param {ReadonlyArray<readonly string[]>} missing
 * @param {readonly string[]} administrator
 */
async function install(missing, administrator) {
  say(`system packages: apt-get update (missing: ${missing.map(([first]) => first).join(', ')})`);
  await apt(administrator, ['update', '-qq']);
  const names = missing.map(nameHere);
  say(`system packages: apt-get install ${names.join(' ')}`);
  if ((await apt(administrator, ['install', '-y', '-qq', '--no-install-recommends', ...names])) !== 0) {
    throw new Missing(explain(names));
  }
}

/**
 * The package's name on this release: the newest that apt knows.
 * @param {readonly string[]} names
 */
function nameHere(names) {
  return names.find((name) => capture('apt-cache', ['show', name]).ok) ?? names[names.length - 1] ?? '';
}

/**
 * @param {readonly string[]} administrator
 * @param {readonly string[]} args
 */
function apt(administrator, args) {
  const [program = 'env', ...before] = [...administrator, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get'];
  return runShown(program, [...before, ...args]);
}

/** What comes before a command to run it as root: nothing for root; undefined when there is no way without a password. */
function administratorCommand() {
  if (isRoot) return [];
  return capture('sudo', ['-n', 'true']).ok ? ['sudo', '-n'] : undefined;
}

/** @param {readonly string[]} names */
function explain(names) {
  return (
    `These system packages are missing: ${names.join(', ')}\n` +
    `An administrator installs them with:\n\n  sudo apt-get update && sudo apt-get install --no-install-recommends ${names.join(' ')}\n\nThen repeat what you did.`
  );
}

/** On another system we know the programs but not the names of its packages. */
function demandPrograms() {
  const missing = PACKAGES.filter(({ program }) => program && !findProgram(program));
  if (missing.length === 0) return;
  const list = missing.map(({ names, program }) => `  ${program} (Debian's package ${names[0]})`).join('\n');
  throw new Missing(
    `Vieraugen sets itself up on Debian and Ubuntu. On this system (${process.platform}) please install these programs, ` +
      `and the libraries that Electron needs, with its own package manager:\n${list}\n`,
  );
}

const SOFTHSM_MODULES = [
  '/usr/lib/softhsm/libsofthsm2.so',
  `/usr/lib/${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}-linux-gnu/softhsm/libsofthsm2.so`,
  '/usr/lib64/libsofthsm2.so',
  '/usr/lib64/pkcs11/libsofthsm2.so',
  '/usr/local/lib/softhsm/libsofthsm2.so',
  '/opt/homebrew/lib/softhsm/libsofthsm2.so',
];

/** SoftHSM's PKCS#11 library; the environment's SOFTHSM2_MODULE comes first. */
export function findSoftHsmModule() {
  const candidates = [process.env.SOFTHSM2_MODULE ?? '', ...SOFTHSM_MODULES];
  const found = candidates.find((path) => path && existsSync(path));
  if (found) return found;
  throw new Missing('SoftHSM is installed, but libsofthsm2.so was not found: set SOFTHSM2_MODULE to its path.');
}
