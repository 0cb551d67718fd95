/**
 * `npm test`: sets the machine up, runs the checks, the builds and all tests, and says how many ran, failed and were
 * skipped, and why. `npm test -- unit e2e` runs these projects alone, without the checks.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MODULES } from './lib/paths.mjs';
import { runWithPinnedNode } from './lib/run-with-pinned-node.mjs';
import { Missing, runMain } from './lib/say.mjs';
import { setUp } from './lib/set-up.mjs';
import { formatSummary, isGreen } from './lib/summary.mjs';

const PROJECTS = ['unit', 'integration', 'e2e'];

await runMain(async () => {
  const named = process.argv.slice(2);
  const unknown = named.find((name) => !PROJECTS.includes(name));
  if (unknown) throw new Missing(`There is no test project ${unknown}: ${PROJECTS.join(', ')}`);
  await setUp();
  const checks = named.length > 0 || (await runStep('checks', 'scripts/check.mjs'));
  const builds = await runStep('builds', 'scripts/build.mjs');
  const results = [];
  for (const project of named.length > 0 ? named : PROJECTS) results.push(await runProject(project));
  console.log(`\n${checks ? '' : 'The checks failed: see above.\n'}${builds ? '' : 'The builds failed: see above.\n'}`);
  console.log(formatSummary(results));
  return checks && builds && isGreen(results) ? 0 : 1;
});

/**
 * @param {string} name
 * @param {string} script
 */
async function runStep(name, script) {
  console.log(`\n== ${name}`);
  return (await runWithPinnedNode([script])) === 0;
}

/**
 * @param {string} project
 * @returns {Promise<import('./lib/summary.mjs').ProjectResult>}
 */
async function runProject(project) {
  console.log(`\n== tests: ${project}`);
  const folder = mkdtempSync(join(tmpdir(), 'vieraugen-test-'));
  const summary = join(folder, 'summary.json');
  const start = Date.now();
  const code = await runWithPinnedNode([join(MODULES, 'vitest', 'vitest.mjs'), 'run', '--project', project], {
    VIERAUGEN_TEST_SUMMARY: summary,
  });
  const counts = readSummary(summary);
  rmSync(folder, { recursive: true, force: true });
  // Vitest's own verdict counts too: a project without tests, a crash, an error after the last test.
  if (code !== 0 && counts.failed === 0) counts.failed = 1;
  return { project, ...counts, seconds: (Date.now() - start) / 1000 };
}

/**
 * @param {string} file
 * @returns {Omit<import('./lib/summary.mjs').ProjectResult, 'project' | 'seconds'>}
 */
function readSummary(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return { passed: 0, failed: 0, skipped: [] };
  }
}
