import { expect, test } from 'vitest';
import { withArea } from './docs.ts';

const spread = { median: 2, least: 1, greatest: 3 };
const report = {
  area: 'chains',
  results: [
    {
      goal: '17',
      title: 'decode',
      unit: 'ops/s',
      ours: spread,
      floor: { name: 'ethers', ...spread },
      judged: spread,
      bound: { atLeast: 8 },
      isMet: false,
    },
  ],
  missing: [{ goal: '18', title: 'KMS', why: 'no KMS here' }],
  notes: ['a note'],
  seconds: 1,
};

test('figures replace those of the same area and leave the rest of the text', () => {
  const text =
    'before\n<!-- bench chains -->\nold\n<!-- /bench -->\nafter\n<!-- bench api -->\nkept\n<!-- /bench -->\n';
  const written = withArea(text, report, { date: '2026-01-02', rounds: 3 });
  expect(written).toMatch(/^before\n/);
  expect(written).toContain('after\n<!-- bench api -->\nkept\n<!-- /bench -->\n');
  expect(written).not.toContain('old');
  expect(written).toContain('2026-01-02');
  expect(written).toContain(
    '| 17 | decode | 2.00 [1.00-3.00] ops/s | ethers: 2.00 [1.00-3.00] | 2.00 [1.00-3.00] | at least 8 | **missed** |',
  );
  expect(written).toContain('not measured: no KMS here');
  expect(withArea(written, report, { date: '2026-01-02', rounds: 3 })).toBe(written);
});

test('an area without its marks is an error, not a lost table', () => {
  expect(() => withArea('nothing', report, { date: '2026-01-02', rounds: 3 })).toThrow('chains');
});
