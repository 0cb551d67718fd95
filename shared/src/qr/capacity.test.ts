import { expect, test } from 'vitest';
import { capacityOf, MAX_VERSION, sideOf, versionFor } from './capacity.ts';
import { modulesOf } from './symbol.ts';

test.each(Array.from({ length: MAX_VERSION }, (_, index) => index + 1))(
  'version %i holds what the table says, not a character more, and has its side',
  (version) => {
    const full = 'A'.repeat(capacityOf(version));
    expect(modulesOf(full, version)).toHaveLength(sideOf(version));
    expect(() => modulesOf(`${full}A`, version)).toThrow();
    expect(versionFor(full.length)).toBe(version);
  },
);

test.each([0, 41, 1.5, Number.NaN])('there is no version %d', (version) => {
  expect(() => capacityOf(version)).toThrow(RangeError);
});

test('no code holds more than the largest', () => {
  expect(() => versionFor(4_297)).toThrow(RangeError);
  expect(versionFor(0)).toBe(1);
});
