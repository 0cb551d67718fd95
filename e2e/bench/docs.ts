import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Result } from './measure.ts';
import { type AreaReport, goalOf, machine, shown } from './report.ts';

const FILE = join(import.meta.dirname, '../../docs/performance.md');

/** Puts the figures of this run into docs/performance.md, between the marks of each measured area. */
export function writeDocs(run: {
  readonly date: string;
  readonly rounds: number;
  readonly reports: readonly AreaReport[];
}): void {
  let text = readFileSync(FILE, 'utf8');
  for (const report of run.reports) text = withArea(text, report, run);
  writeFileSync(FILE, text);
}

/** The text with the figures of an area between `<!-- bench AREA -->` and `<!-- /bench -->`; an Error if the marks are missing. */
export function withArea(
  text: string,
  report: AreaReport,
  run: { readonly date: string; readonly rounds: number },
): string {
  const begin = `<!-- bench ${report.area} -->`;
  const start = text.indexOf(begin);
  const end = text.indexOf('<!-- /bench -->', start);
  if (start < 0 || end < 0) throw new Error(`docs/performance.md has no marks for ${report.area}`);
  return `${text.slice(0, start + begin.length)}\n${tableOf(report, run)}\n${text.slice(end)}`;
}

function tableOf(report: AreaReport, { date, rounds }: { readonly date: string; readonly rounds: number }): string {
  const missing = report.missing.map(({ goal, title, why }) => `| ${goal} | ${title} | not measured: ${why} | | | | |`);
  return [
    `\`npm run bench -- ${report.area}\`, ${date}, ${machine()}, medians of ${rounds} rounds [least-greatest].`,
    '',
    '| goal | what | ours | beside it | ratio | goal is | verdict |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...report.results.map(rowOf),
    ...missing,
    '',
    ...report.notes.map((note) => `- ${note}`),
  ].join('\n');
}

function rowOf(result: Result): string {
  const { goal, title, unit, ours, floor, judged, isMet } = result;
  const beside = floor === undefined ? '' : `${floor.name}: ${shown(floor)}`;
  const ratio = floor === undefined ? '' : shown(judged);
  return `| ${goal} | ${title} | ${shown(ours)} ${unit} | ${beside} | ${ratio} | ${goalOf(result)} | ${isMet ? 'met' : '**missed**'} |`;
}
