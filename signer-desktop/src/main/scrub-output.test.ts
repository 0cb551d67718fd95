import { expect, test } from 'vitest';
import { scrubOutput } from './scrub-output.ts';

test('masks what could be a PIN, a key or a share', () => {
  expect(scrubOutput('login with 123456 failed')).toBe('login with *** failed');
  expect(scrubOutput(`key ${'ab'.repeat(32)} end`)).toBe('key *** end');
  expect(scrubOutput('share 8012f0e9aa77d3b1c5==')).toBe('share ***');
  expect(scrubOutput('slot 12 is empty\nTypeError in doctor\n')).toBe('slot 12 is empty\nTypeError in doctor\n');
  expect(scrubOutput('x '.repeat(1_000)).length).toBeLessThanOrEqual(300);
});
