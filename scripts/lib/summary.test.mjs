import { expect, test } from 'vitest';
import { formatSummary, isGreen } from './summary.mjs';

const unit = { project: 'unit', passed: 120, failed: 0, skipped: [], seconds: 4.4 };
const e2e = {
  project: 'e2e',
  passed: 3,
  failed: 1,
  skipped: [{ test: 'AWS signs', reason: 'no credentials' }],
  seconds: 61,
};

test('the summary has a row a project, the reasons, and the sums at its end', () => {
  expect(formatSummary([unit, e2e])).toBe(
    [
      'project  ran  passed  failed  skipped  seconds',
      'unit     120     120       0        0        4',
      'e2e        4       3       1        1       61',
      '',
      '1 skipped (e2e) because: no credentials',
      '  AWS signs',
      '',
      '123 passed, 1 failed, 1 skipped',
    ].join('\n'),
  );
});

test('green needs tests that ran and none that failed', () => {
  expect(isGreen([unit])).toBe(true);
  expect(isGreen([unit, e2e])).toBe(false);
  expect(isGreen([unit, { ...unit, passed: 0 }])).toBe(false);
  expect(isGreen([])).toBe(false);
});
