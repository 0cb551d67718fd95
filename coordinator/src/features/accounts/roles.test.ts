import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { SEPARATED_ROLES, separatedPair } from './roles.ts';

test('names the pair that must be separate', () => {
  expect(separatedPair(['approver', 'operator'])).toEqual(['operator', 'approver']);
  expect(separatedPair(['compliance', 'approver'])).toBeUndefined();
});

test('the table has the same pairs', () => {
  const sql = readFileSync(new URL('../../db/migrations/0004-accounts.sql', import.meta.url), 'utf8');
  const pairs = [...sql.matchAll(/roles @> ARRAY\['(\w+)', '(\w+)'\]/g)].map(([, a, b]) => `${a} ${b}`);
  expect(pairs.sort()).toEqual(SEPARATED_ROLES.map((pair) => pair.join(' ')).sort());
});
