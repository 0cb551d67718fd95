import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of the working copy. */
export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

const TOOLCHAIN = join(ROOT, 'node_modules', '.cache', 'vieraugen', 'toolchain.json');

/** The Electron program that `npm run setup` found or put together. */
export function electronProgram(): string {
  const path = existsSync(TOOLCHAIN) ? electronOf(JSON.parse(readFileSync(TOOLCHAIN, 'utf8'))) : undefined;
  if (path === undefined || !existsSync(path)) throw new Error('No Electron program is known. Run: npm run setup');
  return path;
}

function electronOf(toolchain: unknown): string | undefined {
  if (typeof toolchain !== 'object' || toolchain === null || !('electron' in toolchain)) return undefined;
  return typeof toolchain.electron === 'string' ? toolchain.electron : undefined;
}

/** The browser of the tests: Debian's Chromium, or what CHROMIUM names. */
export function chromiumProgram(): string {
  const candidates = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/google-chrome'];
  const found = candidates.find((path) => path !== undefined && existsSync(path));
  if (found === undefined) throw new Error('No Chromium is here. Run: npm run setup');
  return found;
}

/** The pinned Node, which runs the coordinator. */
export function nodeProgram(): string {
  return process.execPath;
}
