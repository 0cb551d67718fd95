/**
 * What became of a project's tests.
 * @typedef {object} ProjectResult
 * @property {string} project
 * @property {number} passed
 * @property {number} failed
 * @property {{ test: string, reason: string }[]} skipped
 * @property {number} seconds
 */

/**
 * The table at the end of `npm test`, the reasons of what was skipped, and the last line.
 * @param {readonly ProjectResult[]} results
 * @returns {string}
 */
export function formatSummary(results) {
  const head = ['project', 'ran', 'passed', 'failed', 'skipped', 'seconds'];
  const rows = results.map(({ project, passed, failed, skipped, seconds }) =>
    [project, passed + failed, passed, failed, skipped.length, seconds.toFixed(0)].map(String),
  );
  const reasons = results.flatMap(listReasons);
  return [formatTable([head, ...rows]), '', ...reasons, ...(reasons.length > 0 ? [''] : []), lastLine(results)].join(
    '\n',
  );
}

/**
 * Each reason once, with the tests that did not run because of it.
 * @param {ProjectResult} result
 */
function listReasons({ project, skipped }) {
  const reasons = [...new Set(skipped.map(({ reason }) => reason))];
  return reasons.flatMap((reason) => {
    const tests = skipped.filter((entry) => entry.reason === reason).map(({ test }) => `  ${test}`);
    return [`${tests.length} skipped (${project}) because: ${reason}`, ...tests];
  });
}

/** @param {readonly ProjectResult[]} results */
function lastLine(results) {
  const [passed, failed, skipped] = [
    results.reduce((sum, result) => sum + result.passed, 0),
    results.reduce((sum, result) => sum + result.failed, 0),
    results.reduce((sum, result) => sum + result.skipped.length, 0),
  ];
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

/**
 * Green means: every project ran at least one test, and none failed.
 * @param {readonly ProjectResult[]} results
 */
export function isGreen(results) {
  return results.length > 0 && results.every(({ passed, failed }) => passed > 0 && failed === 0);
}

/**
 * First column to the left, numbers to the right.
 * @param {readonly (readonly string[])[]} rows
 */
function formatTable(rows) {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const format = (/** @type {readonly string[]} */ row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  ');
  return rows.map(format).join('\n');
}
