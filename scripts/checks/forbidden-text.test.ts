import { describe, expect, test } from 'vitest';
import { FORBIDDEN_TEXTS, findForbidden } from './forbidden-text.ts';

/** Rule, file, offending text. Put together from pieces, as this file is looked at, too. */
const OFFENDERS: ReadonlyArray<readonly [string, string, string]> = [
  ['unfinished', 'shared/src/a.ts', `// ${'TO'}DO later`],
  ['silenced-check', 'shared/src/a.ts', `// @ts-${'ignore'}`],
  ['silenced-check', 'shared/src/a.ts', `// biome-${'ignore'} lint: no`],
  ['lonely-test', 'e2e/a.spec.ts', `test.${'only'}('a', () => {})`],
  ['skip-without-reason', 'e2e/a.spec.ts', `test.${'skip'}('a', () => {})`],
  ['skip-without-reason', 'e2e/a.spec.ts', `test.run${'If'}(isRoot)('a', () => {})`],
  ['debugger', 'shared/src/a.ts', `  ${'debug'}ger;`],
  ['merge-conflict', 'README.md', `a\n${'<'.repeat(7)} HEAD\n`],
  ['private-key', 'docs/a.pem', `-----BEGIN EC PRIVATE${' '}KEY-----`],
  ['path-of-one-machine', 'README.md', `cd /${'home'}/alice/vieraugen`],
  ['address-in-lockfile', 'package-lock.json', `"${'resolved'}": "https://example.org/a.tgz"`],
  ['dials-out', 'coordinator/src/features/wallets/a.ts', `await ${'fetch'}(address)`],
  ['dials-out', 'signer-desktop/src/renderer/scan/a.ts', `new ${'Web'}Socket(address)`],
  ['clock-or-chance-in-shared', 'shared/src/policy/a.ts', `const now = Date.${'now'}();`],
  ['opens-a-browser', 'signer-desktop/src/main/a.ts', `shell.${'open'}External(address)`],
  ['raw-html', 'signer-desktop/src/renderer/review/a.tsx', `element.${'inner'}HTML = text`],
];

describe('forbidden texts', () => {
  test.each(OFFENDERS)('%s is found in %s', (rule, file, text) => {
    expect(findForbidden(file, `first line\n${text}`).join()).toContain(`${rule}:`);
  });

  test('every rule has an offender', () => {
    const rules = FORBIDDEN_TEXTS.map(({ name }) => name).sort();
    expect([...new Set(OFFENDERS.map(([rule]) => rule))].sort()).toEqual(rules);
  });

  test('the offending line is named', () => {
    expect(findForbidden('a.ts', `one\ntwo\n// ${'TO'}DO`)[0]).toMatch(/^a\.ts:3 /);
  });

  test('a long file is found, a test may be longer', () => {
    const text = 'x\n'.repeat(500);
    expect(findForbidden('shared/src/a.ts', text)).toHaveLength(1);
    expect(findForbidden('shared/src/a.test.ts', text)).toEqual([]);
    expect(findForbidden('docs/a.md', text)).toEqual([]);
  });

  test('the client of a chain may call out', () => {
    expect(findForbidden('coordinator/src/rpc/a.ts', `await ${'fetch'}(address)`)).toEqual([]);
  });
});
