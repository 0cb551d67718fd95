import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

export const ROOT = join(import.meta.dirname, '..', '..');

/** The repository's files: those under version control and those about to be. */
export function listFiles(): string[] {
  const output = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: ROOT,
    encoding: 'utf8',
    maxBuffer: 64 << 20,
  });
  const files = [...new Set(output.split('\0'))].filter((file) => file !== '' && existsSync(join(ROOT, file)));
  if (files.length === 0) throw new Error('Git lists no files: checks that look at nothing prove nothing.');
  return files.sort();
}
