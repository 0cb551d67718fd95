import { chmodSync, chownSync, cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { isRoot } from './paths.mjs';
import { capture, findProgram } from './run.mjs';
import { say } from './say.mjs';

/**
 * Chromium's sandbox does not start for root. So when tests run as root, they start Electron as an ordinary user, who has
 * no home, no password and no groups, and can read only what is staged here.
 */
const USER = 'vieraugen-test';

/** @typedef {{ name: string, uid: number, gid: number }} OrdinaryUser */

/**
 * The user that Electron runs as; undefined when we are one ourselves.
 * @returns {OrdinaryUser | undefined}
 */
export function ordinaryUser() {
  if (!isRoot) return undefined;
  const user = findUser(USER) ?? findUser('nobody');
  if (!user) throw new Error(`There is neither a user ${USER} nor nobody. Run: npm run setup`);
  return user;
}

/** Makes the user, once; where that fails, `nobody` serves. */
export function makeOrdinaryUser() {
  if (!isRoot || findUser(USER)) return;
  say(`ordinary user: making ${USER}, as which Electron runs when the tests run as root`);
  const home = ['--no-create-home', '--home-dir', '/nonexistent', '--shell', '/usr/sbin/nologin'];
  const made = capture(findProgram('useradd') ?? 'useradd', ['--system', '--user-group', ...home, USER]);
  if (!made.ok) say(`ordinary user: that failed (${made.errors.trim()}), nobody is used instead`);
}

/** Whether Chromium's sandbox, which is made of user namespaces, works for the ordinary user on this machine. */
export function canSandbox() {
  if (process.platform !== 'linux') return true;
  const [program = '', ...args] = asOrdinaryUser(['unshare', '--user', '--pid', '--fork', 'true']);
  return capture(program, args).ok;
}

/**
 * The command that does the same as the ordinary user. `setpriv` replaces itself by the program: signals, exit code and
 * process id are the program's own.
 * @param {readonly string[]} command
 * @returns {string[]}
 */
export function asOrdinaryUser(command) {
  const user = ordinaryUser();
  if (!user) return [...command];
  return ['setpriv', `--reuid=${user.uid}`, `--regid=${user.gid}`, '--clear-groups', ...command];
}

/**
 * A new empty folder that belongs to the ordinary user alone: for its settings, tokens and journal.
 * @param {string} name what it is for
 */
export function makeOrdinaryFolder(name) {
  const folder = mkdtempSync(join(tmpdir(), `vieraugen-${name}-`));
  const user = ordinaryUser();
  if (user) chownSync(folder, user.uid, user.gid);
  return folder;
}

/**
 * A copy of a folder that the ordinary user can read and not change. The clone may lie where only root can look; the
 * caller deletes the copy. Links are followed, as what they point to may not be readable.
 * @param {string} source
 */
export function stageForOrdinaryUser(source) {
  const parent = mkdtempSync(join(tmpdir(), 'vieraugen-stage-'));
  chmodSync(parent, 0o755);
  const copy = join(parent, basename(source));
  cpSync(source, copy, { recursive: true, dereference: true });
  if (!capture('chmod', ['-R', 'u+rwX,go+rX,go-w', copy]).ok) throw new Error(`chmod failed in ${copy}`);
  return copy;
}

/**
 * A program file that starts `program` as the ordinary user with `home` as its home, for callers that can name a program
 * but not a user (Playwright).
 * @param {string} program
 * @param {string} home a folder of makeOrdinaryFolder
 * @returns {string} its path
 */
export function wrapForOrdinaryUser(program, home) {
  const wrapper = join(mkdtempSync(join(tmpdir(), 'vieraugen-run-')), basename(program));
  const command = asOrdinaryUser(['env', `HOME=${home}`, `XDG_CONFIG_HOME=${home}`, `TMPDIR=${home}`, program]);
  const quoted = command.map((part) => `'${part.replaceAll("'", `'\\''`)}'`).join(' ');
  writeFileSync(wrapper, `#!/bin/sh\ncd /\nunset XDG_RUNTIME_DIR\nexec ${quoted} "$@"\n`, { mode: 0o755 });
  return wrapper;
}

/**
 * @param {string} name
 * @returns {OrdinaryUser | undefined}
 */
function findUser(name) {
  const entry = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((line) => line.startsWith(`${name}:`));
  const [, , uid, gid] = entry?.split(':') ?? [];
  return uid === undefined || gid === undefined ? undefined : { name, uid: Number(uid), gid: Number(gid) };
}
