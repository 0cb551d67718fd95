import { expect, test } from 'vitest';
import { findMissing } from './system-packages.mjs';

const nothing = () => false;

test('a library is there under its old or its new name', () => {
  const missing = (/** @type {string} */ name) => findMissing(new Set([name]), nothing).flat();
  expect(missing('libgtk-3-0')).not.toContain('libgtk-3-0t64');
  expect(missing('libgtk-3-0t64')).not.toContain('libgtk-3-0');
  expect(missing('zlib1g')).toContain('libgtk-3-0');
});

test('a program that did not come from a package serves as well', () => {
  const withPython = findMissing(new Set(), (program) => program === 'python3').flat();
  expect(withPython).not.toContain('python3');
  expect(withPython).toContain('softhsm2');
});
