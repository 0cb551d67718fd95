import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's folder. */
export const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
export const MODULES = join(ROOT, 'node_modules');

/** What set-up found and made: the tests and the demo read it. */
export const TOOLCHAIN_FILE = join(MODULES, '.cache', 'vieraugen', 'toolchain.json');

export const isRoot = process.getuid !== undefined && process.getuid() === 0;

/**
 * Where programs too large to fetch for each clone are kept. Root's place is readable by everybody and writable by root
 * alone, because root starts Electron as an ordinary user, who cannot look into a clone under root's home.
 */
export function programCache() {
  if (isRoot) return '/var/cache/vieraugen';
  return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'vieraugen');
}
