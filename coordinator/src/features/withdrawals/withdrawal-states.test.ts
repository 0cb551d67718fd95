import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  FINAL_STATES,
  isLegalMove,
  MOVES,
  UNPAID_STATES,
  WITHDRAWAL_STATES,
  type WithdrawalState,
} from './withdrawal-states.ts';

const moves = WITHDRAWAL_STATES.flatMap((from) => MOVES[from].map((to) => `${from} -> ${to}`));

test('the database has the same moves', () => {
  const sql = readFileSync(join(import.meta.dirname, '../../db/migrations/0022-withdrawals.sql'), 'utf8');
  const statement = /INSERT INTO withdrawal_moves VALUES([^;]+);/.exec(sql)?.[1] ?? '';
  const inDatabase = [...statement.matchAll(/\('([a-z-]+)', '([a-z-]+)'\)/g)].map(([, from, to]) => `${from} -> ${to}`);
  expect(inDatabase.sort()).toEqual([...moves].sort());
});

test('the final states are those in which nothing can follow', () => {
  expect([...FINAL_STATES].sort()).toEqual(['confirmed', ...UNPAID_STATES].sort());
});

test('every state but the first is reached, and every state leads to an end', () => {
  for (const state of WITHDRAWAL_STATES.slice(1)) expect(reachable('requested')).toContain(state);
  for (const state of WITHDRAWAL_STATES) {
    expect([...reachable(state)].some((end) => FINAL_STATES.includes(end))).toBe(true);
  }
});

test('no walk comes back, signs twice, or takes back what was signed', () => {
  const walk = fc.array(fc.nat(), { maxLength: 30 }).map((choices) => {
    const path: WithdrawalState[] = ['requested'];
    for (const choice of choices) {
      const next = MOVES[path.at(-1) ?? 'requested'];
      const to = next[choice % Math.max(next.length, 1)];
      if (to !== undefined) path.push(to);
    }
    return path;
  });
  fc.assert(
    fc.property(walk, (path) => {
      expect(new Set(path).size).toBe(path.length);
      const signed = path.indexOf('signed');
      if (signed < 0) return;
      expect(path.slice(0, signed)).toContain('approved');
      for (const undone of ['rejected', 'expired', 'cancelled'] as const)
        expect(path.slice(signed)).not.toContain(undone);
    }),
    { numRuns: 500 },
  );
});

test.each([
  ['requested', 'signed'],
  ['awaiting-approval', 'signing'],
  ['signed', 'cancelled'],
  ['broadcast', 'expired'],
  ['confirmed', 'failed'],
  ['cancelled', 'requested'],
] as const)('%s never becomes %s', (from, to) => {
  expect(isLegalMove(from, to)).toBe(false);
});

function reachable(from: WithdrawalState, seen = new Set<WithdrawalState>([from])): ReadonlySet<WithdrawalState> {
  for (const to of MOVES[from]) {
    if (seen.has(to)) continue;
    seen.add(to);
    reachable(to, seen);
  }
  return seen;
}
