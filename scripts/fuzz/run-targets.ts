/** `npm run fuzz`: fuzzes one target after the other and tells what came of it. See scripts/fuzz.mjs. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { bundleTarget } from './bundle-target.ts';
import { keepInput, readCorpus } from './corpus.ts';
import { TARGET_NAMES } from './targets/index.ts';
import { type Finding, type RunResult, reachedIn, watchWorker } from './watch.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    minutes: { type: 'string', default: '1' },
    runs: { type: 'string', default: String(Number.MAX_SAFE_INTEGER) },
    seed: { type: 'string', default: '1' },
    keep: { type: 'boolean', default: false },
  },
});
const MINUTES = Number(values.minutes);
const MAX_RUNS = Number(values.runs);
const SEED = Number(values.seed);
/** A target that keeps dying is told about, not tried for ever. */
const MAX_DEATHS = 5;
/** The repository keeps small files. */
const MAX_KEPT_LENGTH = 8_192;
const TELL_EVERY_MS = 30_000;

const unknown = positionals.filter((name) => !TARGET_NAMES.includes(name));
if (unknown.length > 0 || !(MINUTES > 0 && MAX_RUNS > 0 && Number.isSafeInteger(SEED))) {
  console.error(`npm run fuzz -- [${TARGET_NAMES.join('|')}]... [--minutes N] [--runs N] [--seed N] [--keep]`);
  process.exit(2);
}
let findings = 0;
for (const name of positionals.length > 0 ? positionals : TARGET_NAMES) findings += await fuzzTarget(name);
process.exitCode = findings === 0 ? 0 : 1;

async function fuzzTarget(name: string): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'vieraugen-fuzz-'));
  try {
    const bundle = await bundleTarget(name, folder);
    return await runBundle(name, bundle);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function runBundle(name: string, bundle: string): Promise<number> {
  const found = new Map<string, Finding>();
  const onFinding = (finding: Finding) => {
    // One input for each way to fail: the first line and the place, without the numbers in it.
    const key = finding.error
      .split('\n')
      .slice(0, 3)
      .join(' ')
      .replaceAll(/\d+|0x[0-9a-f]+/g, '#')
      .slice(0, 300);
    if (found.has(key)) return;
    found.set(key, finding);
    console.log(`${name}: FOUND ${keepInput(name, finding.kind, finding.input)}\n${finding.error}`);
  };
  const results = await runUntilOver(name, bundle, onFinding);
  if (values.keep) for (const input of keepable(results)) keepInput(name, 'input', input);
  report(name, results, found.size);
  return found.size;
}

function keepable(results: readonly RunResult[]): Uint8Array[] {
  return results.flatMap(({ smallest }) => smallest.filter(({ length }) => length <= MAX_KEPT_LENGTH));
}

async function runUntilOver(name: string, bundle: string, onFinding: (finding: Finding) => void): Promise<RunResult[]> {
  const endsAt = Date.now() + MINUTES * 60_000;
  const results: RunResult[] = [];
  let corpus = readCorpus(name).map(({ input }) => input);
  for (let seed = SEED; seed < SEED + MAX_DEATHS; seed += 1) {
    const onProgress = createTeller(name);
    const result = await watchWorker({ bundle, corpus, seed, endsAt, maxRuns: MAX_RUNS, onFinding, onProgress });
    results.push(result);
    if (!result.died) break;
    corpus = [...corpus, ...result.inputs];
  }
  return results;
}

function createTeller(name: string): (executions: number, corpus: number, reached: number) => void {
  let told = Date.now();
  return (executions, corpus, reached) => {
    if (Date.now() - told < TELL_EVERY_MS) return;
    told = Date.now();
    console.log(`${name}: ${executions} inputs, ${corpus} kept, ${reached} branches`);
  };
}

function report(name: string, results: readonly RunResult[], found: number): void {
  const executions = results.reduce((sum, result) => sum + result.executions, 0);
  const slowest = Math.max(...results.map(({ slowestMs }) => slowestMs));
  const files = results.at(-1)?.files ?? [];
  const branches = files.reduce((sum, file) => sum + file.branches, 0);
  console.log(
    `${name}: ${executions} inputs, slowest ${slowest.toFixed(1)} ms, ${reachedIn(files)} of ${branches} branches, ${found} findings`,
  );
  for (const { file, reached, branches: all } of files.filter(({ reached }) => reached > 0))
    console.log(`  ${file}: ${reached} of ${all}`);
}
