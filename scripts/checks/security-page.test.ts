import { describe, expect, test } from 'vitest';
import { findWrong, type Repository } from './security-page.ts';

const FILES: Readonly<Record<string, string>> = {
  'signer-desktop/src/main/windows.ts': 'sandbox: true, // E-04',
  'e2e/security/e04-sandbox.spec.ts': "test('every renderer', () => {}); // E-04",
};

const repository: Repository = {
  files: Object.keys(FILES),
  read: (file) => FILES[file] ?? '',
};

const GOOD_ROW =
  '| E-04 | sandboxed | `signer-desktop/src/main/windows.ts` | `e2e/security/e04-sandbox.spec.ts`: "every renderer" |';

const page = (...rows: string[]): string =>
  ['| | what | where | test |', '| --- | --- | --- | --- |', ...rows].join('\n');

describe('SECURITY.md', () => {
  test('a control with code and a test that exist is good', () => {
    expect(findWrong(page(GOOD_ROW), repository)).toEqual([]);
  });

  test.each([
    ['no control', 'Trust us.', 'no control'],
    [
      'a test that is gone',
      page(GOOD_ROW.replace('e04-sandbox', 'e05-gone')),
      'e2e/security/e05-gone.spec.ts does not',
    ],
    ['code that is gone', page(GOOD_ROW.replace('windows.ts', 'gone.ts')), 'signer-desktop/src/main/gone.ts does not'],
    ['a renamed test', page(GOOD_ROW.replace('every renderer', 'each one')), 'has no test "each one"'],
    [
      'a control without code',
      page(GOOD_ROW.replace('`signer-desktop/src/main/windows.ts`', 'all')),
      'where in the code',
    ],
    ['a control without a test', page(GOOD_ROW.replace(/`e2e.*"/, 'reviewed by hand')), 'E-04 names no test'],
    ['a number given twice', page(GOOD_ROW, GOOD_ROW), 'E-04 stands behind'],
    ['a path in a sentence', `${page(GOOD_ROW)}\nSee \`docs/gone.md\`.`, 'docs/gone.md does not'],
  ])('%s is found', (_name, text, words) => {
    expect(findWrong(text, repository).join('\n')).toContain(words);
  });

  test('a folder may be named, with and without its slash', () => {
    expect(findWrong(`${page(GOOD_ROW)}\n\`e2e/security\` and \`signer-desktop/src/\``, repository)).toEqual([]);
  });

  test('a spec that no control names is found, and a number that the page does not know', () => {
    const more = { ...FILES, 'e2e/security/e99-new.spec.ts': '// E-99' };
    const wrong = findWrong(page(GOOD_ROW), { files: Object.keys(more), read: (file) => Reflect.get(more, file) });
    expect(wrong).toEqual([
      'e2e/security/e99-new.spec.ts is not named',
      'e2e/security/e99-new.spec.ts speaks of E-99, which is not a control',
    ]);
  });
});
