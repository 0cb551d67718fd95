/** Compares SECURITY.md with the repository. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { listFiles, ROOT } from './list-files.ts';
import { findWrong } from './security-page.ts';

const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');

const wrong = findWrong(read('SECURITY.md'), { files: listFiles(), read });
for (const offence of wrong) console.error(`SECURITY.md: ${offence}`);
process.exitCode = wrong.length === 0 ? 0 : 1;
