/** Measures every claim of docs/performance.md beside its floor, in one run. `npm run bench` starts it; see scripts/bench.mjs. */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { AREAS } from './areas.ts';
import { writeDocs } from './docs.ts';
import { type AreaReport, machine, runArea } from './report.ts';

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '3' },
    json: { type: 'string' },
    docs: { type: 'boolean', default: false },
  },
});
const rounds = Number(options.rounds);
const unknown = positionals.find((name) => !AREAS.has(name));
if (unknown !== undefined) fail(`There is no area ${unknown}: ${[...AREAS.keys()].join(', ')}.`);
if (!Number.isInteger(rounds) || rounds < 1) fail('--rounds takes a whole number from 1.');

console.log(`Each figure: the median of ${rounds} rounds [least-greatest]. ${machine()}`);
const reports: AreaReport[] = [];
for (const [name, run] of AREAS) {
  if (positionals.length === 0 || positionals.includes(name)) reports.push(await runArea(name, run, rounds));
}
summarise(reports);
const date = new Date().toISOString().slice(0, 10);
if (options.json !== undefined)
  writeFileSync(options.json, `${JSON.stringify({ date, machine: machine(), rounds, reports }, undefined, 2)}\n`);
if (options.docs) writeDocs({ date, rounds, reports });

function summarise(measured: readonly AreaReport[]): void {
  const results = measured.flatMap((report) => report.results);
  const missed = results.filter((result) => !result.isMet);
  const unmeasured = measured.flatMap((report) => report.missing);
  const seconds = measured.reduce((sum, report) => sum + report.seconds, 0);
  console.log(
    `\n${results.length - missed.length} goals met, ${missed.length} missed, ${unmeasured.length} not measured, in ${Math.round(seconds)} s`,
  );
  for (const { goal, title } of missed) console.log(`  missed: ${goal} ${title}`);
}

function fail(message: string): never {
  console.error(message);
  process.exit(2);
}
