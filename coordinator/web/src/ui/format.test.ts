import { describe, expect, test } from 'vitest';
import { groupDigits, shortAddress, timeLeft } from './format.ts';

describe('numbers and times as people read them', () => {
  test.each([
    ['0', '0'],
    ['999', '999'],
    ['1250.75', '1\u202f250.75'],
    ['1234567', '1\u202f234\u202f567'],
    ['0.000000000000000001', '0.000000000000000001'],
  ])('groups %s', (decimal, grouped) => expect(groupDigits(decimal)).toBe(grouped));

  test('shortens an address without touching its ends', () => {
    expect(shortAddress('0x70997970C51812dc3A010C7d01b50e0d17dc79C8')).toBe('0x709979…dc79C8');
  });

  test.each([
    [-1, 'expired'],
    [5, '5 min left'],
    [61, '1 h left'],
    [3 * 24 * 60, '3 days left'],
  ])('%i minutes are %s', (minutes, text) => {
    const now = Date.parse('2026-01-01T00:00:00Z');
    expect(timeLeft(new Date(now + minutes * 60_000).toISOString(), now)).toBe(text);
  });
});
