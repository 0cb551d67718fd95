/** Checks who imports whom, over every source file of the repository. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkImports } from './check-imports.ts';
import { listFiles, ROOT } from './list-files.ts';
import { readImports } from './read-imports.ts';

const sources = listFiles().filter((file) => /\.(ts|tsx|mts|mjs|js|cjs)$/.test(file));
const imports = sources.flatMap((file) => readImports(file, readFileSync(join(ROOT, file), 'utf8')));
if (imports.length === 0) throw new Error('No import was found: the reader is broken.');
const offences = checkImports(imports);
for (const offence of offences) console.error(offence);
console.log(`${imports.length} imports of ${sources.length} files, ${offences.length} against the rules`);
process.exitCode = offences.length === 0 ? 0 : 1;
