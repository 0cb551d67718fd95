/** Runs every check, two at once, and prints each with the time it took. */
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { listFiles, ROOT } from './list-files.ts';

type Step = { readonly name: string; readonly script: string; readonly args: readonly string[] };
type Outcome = { readonly name: string; readonly ok: boolean; readonly seconds: number; readonly output: string };

const AT_ONCE = 2;
const MODULES = 'node_modules';

function listSteps(): Step[] {
  const typeChecks = listFiles()
    .filter((file) => /(^|\/)tsconfig[^/]*\.json$/.test(file) && !isForExtendingOnly(file))
    .map((file) => ({ name: `types: ${file}`, script: `${MODULES}/typescript/bin/tsc`, args: ['-p', file] }));
  return [
    { name: 'unused files, exports, dependencies', script: `${MODULES}/knip/bin/knip.js`, args: ['--no-progress'] },
    { name: 'format and lint', script: `${MODULES}/@biomejs/biome/bin/biome`, args: ['check', '--error-on-warnings'] },
    ...typeChecks,
    { name: 'who imports whom', script: 'scripts/checks/imports.ts', args: [] },
    { name: 'what must not be there', script: 'scripts/checks/forbidden.ts', args: [] },
    { name: 'SECURITY.md says what is there', script: 'scripts/checks/security.ts', args: [] },
    { name: 'docs/protocol.md is up to date', script: 'scripts/protocol-reference.ts', args: ['--check'] },
  ];
}

/** The root's tsconfig holds the options of all the others and no files. */
function isForExtendingOnly(file: string): boolean {
  const config: unknown = JSON.parse(readFileSync(join(ROOT, file), 'utf8'));
  return typeof config === 'object' && config !== null && 'files' in config && !('include' in config);
}

function runStep({ name, script, args }: Step): Promise<Outcome> {
  const start = Date.now();
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [join(ROOT, script), ...args],
      { cwd: ROOT, maxBuffer: 64 << 20 },
      (error, stdout, stderr) => {
        const seconds = (Date.now() - start) / 1000;
        resolve({ name, ok: error === null, seconds, output: `${stdout}${stderr}`.trim() });
      },
    );
  });
}

function show({ name, ok, seconds, output }: Outcome): void {
  console.log(`${ok ? 'ok    ' : 'FAILED'} ${seconds.toFixed(1).padStart(5)} s  ${name}`);
  if (!ok) console.log(output.replaceAll(/^/gm, '    '));
}

async function runAll(steps: readonly Step[]): Promise<Outcome[]> {
  const waiting = [...steps];
  const outcomes: Outcome[] = [];
  const work = async (): Promise<void> => {
    for (let step = waiting.shift(); step; step = waiting.shift()) {
      const outcome = await runStep(step);
      show(outcome);
      outcomes.push(outcome);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return outcomes;
}

const steps = listSteps();
for (const { script } of steps) if (!existsSync(join(ROOT, script))) throw new Error(`${script} is missing`);
const outcomes = await runAll(steps);
const failed = outcomes.filter(({ ok }) => !ok).length;
console.log(failed === 0 ? `all ${outcomes.length} checks are good` : `${failed} of ${outcomes.length} checks failed`);
process.exitCode = failed === 0 ? 0 : 1;
