/** Looks through every text file of the repository for what must not be there. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findForbidden } from './forbidden-text.ts';
import { listFiles, ROOT } from './list-files.ts';

const BINARY = /\.(png|ico|woff2?|jpe?g|gif|pdf|y4m)$/;

const files = listFiles().filter((file) => !BINARY.test(file));
const offences = files.flatMap((file) => findForbidden(file, readFileSync(join(ROOT, file), 'utf8')));
for (const offence of offences) console.error(offence);
console.log(`${files.length} files, ${offences.length} offences`);
process.exitCode = offences.length === 0 ? 0 : 1;
