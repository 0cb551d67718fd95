import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';

/**
 * Chromium's sandbox does not work for root, so that a root shell (a container, say) runs the signer as `nobody`. Any other
 * user runs it directly.
 */
export const IS_ROOT = process.getuid?.() === 0;

const AS_NOBODY = ['setpriv', '--reuid=nobody', '--regid=nogroup', '--clear-groups'] as const;

/** The words that go before a command, so that it runs as an ordinary user; none when that is who we are. */
export function ordinaryUserPrefix(): readonly string[] {
  return IS_ROOT ? AS_NOBODY : [];
}

/** Runs a command as the user that the signer runs as, so that what it makes belongs to that user. */
export function runAsSigner(
  command: string,
  args: readonly string[],
  env: Record<string, string> = {},
): SpawnSyncReturns<string> {
  const [program, ...rest] = [...ordinaryUserPrefix(), command, ...args];
  return spawnSync(program ?? command, rest, { encoding: 'utf8', env: { ...process.env, ...env } });
}

/** Gives a folder and all in it to the user that the signer runs as. */
export function giveToSigner(path: string): void {
  if (IS_ROOT) spawnSync('chown', ['-R', 'nobody:nogroup', path]);
}

/**
 * A working copy below /root cannot be read by an ordinary user: then the folder is copied, once a version, to a place that
 * can. Returns where to run it from.
 */
export function readableCopy(folder: string, probe: string): string {
  const isReadable = runAsSigner('test', ['-r', join(folder, probe)]).status === 0;
  if (isReadable) return folder;
  const { mtimeMs, size } = statSync(join(folder, probe));
  const copy = join(tmpdir(), 'vieraugen-readable', `${basename(folder)}-${Math.trunc(mtimeMs)}-${size}`);
  if (existsSync(copy)) return copy;
  const unfinished = `${copy}.${process.pid}`;
  mkdirSync(dirname(copy), { recursive: true });
  cpSync(folder, unfinished, { recursive: true });
  chmodSync(unfinished, 0o755);
  moveUnlessThere(unfinished, copy);
  return copy;
}

/** Another test file may have finished the same copy meanwhile. */
function moveUnlessThere(from: string, to: string): void {
  if (existsSync(to)) rmSync(from, { recursive: true, force: true });
  else renameSync(from, to);
}
