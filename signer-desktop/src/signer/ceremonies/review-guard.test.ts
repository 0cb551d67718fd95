import { Refusal } from '@vieraugen/shared/bytes';
import { describe, expect, test } from 'vitest';
import { REVIEW_IDLE_LIMIT, type Workshop } from './ceremony.ts';
import { ReviewGuard } from './review-guard.ts';

const ONE = new Uint8Array(32).fill(1);
const OTHER = new Uint8Array(32).fill(2);

function guardOf(subject: Uint8Array) {
  const clock = { now: 1_800_000_000 };
  return { clock, guard: new ReviewGuard({ now: () => clock.now } as Workshop, subject) };
}

function codeOf(act: () => void): string {
  try {
    act();
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
  return 'taken';
}

describe('an approval', () => {
  test('names what was shown: another subject has another id, in every showing', () => {
    const [one, same, other] = [guardOf(ONE).guard, guardOf(ONE).guard, guardOf(OTHER).guard];
    expect(same.id).toBe(one.id);
    expect(other.id).not.toBe(one.id);
    expect(codeOf(() => one.take(other.id))).toBe('REVIEW_NOT_SHOWN');
  });

  test('counts once', () => {
    const { guard } = guardOf(ONE);
    const { id } = guard;
    expect(codeOf(() => guard.take(id))).toBe('taken');
    expect(codeOf(() => guard.take(id))).toBe('REVIEW_NOT_SHOWN');
    expect(guard.id).not.toBe(id);
  });

  test('is too old when nobody did anything for longer than the limit, to the second', () => {
    const { guard, clock } = guardOf(ONE);
    clock.now += REVIEW_IDLE_LIMIT;
    guard.stillReading();
    clock.now += REVIEW_IDLE_LIMIT;
    expect(codeOf(() => guard.take(guard.id))).toBe('taken');
    clock.now += REVIEW_IDLE_LIMIT + 1;
    // Who comes back after the limit reads it anew.
    guard.stillReading();
    expect(codeOf(() => guard.take(guard.id))).toBe('REVIEW_STALE');
  });
});
