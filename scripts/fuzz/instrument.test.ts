import { describe, expect, test } from 'vitest';
import { Coverage } from './coverage.ts';
import { instrument } from './instrument.ts';

const SOURCE = `
function f(n) {
  if (n > 5) return n > 7 ? 'large' : 'medium';
  else if (n === 5) { n = 4 } else n += 1;
  const g = (x) => ({ x });
  const h = x => x && g(x).x || n;
  for (const one of [1, 2]) n += one;
  for (let i = 0; i < 2; i += 1) { n += i; }
  while (n > 100) n -= 1;
  do n += 1; while (n < 3);
  switch (n) { case 8: n = 80; break; case 9: default: n = 90 }
  try { h(); throw new Error('x'); } catch { n += h(1); }
  return n ?? (0, 1);
}
`;

type Tested = (n: number) => number | string;

function load(source: string, coverage = new Coverage()): Tested {
  const make = new Function('registerBranches', `${source.replaceAll('globalThis.', '')}; return f;`);
  return make(coverage.register.bind(coverage));
}

describe('an instrumented source', () => {
  test('does what it did', () => {
    const [plain, counted] = [load(SOURCE), load(instrument('f.js', SOURCE))];
    for (const n of [-1, 0, 1, 4, 5, 6, 7, 8, 200]) expect(counted(n)).toBe(plain(n));
  });

  test('counts the branches that are taken', () => {
    const coverage = new Coverage();
    const counted = load(instrument('f.js', SOURCE), coverage);
    counted(8);
    expect(coverage.hasNew()).toBe(true);
    const [before] = coverage.byFile();
    coverage.clear();
    counted(8);
    expect(coverage.hasNew()).toBe(false);
    counted(6);
    expect(coverage.hasNew()).toBe(true);
    expect(coverage.byFile()[0]?.reached).toBe((before?.reached ?? 0) + 1);
  });

  test('takes types, and says which file it cannot parse', () => {
    expect(instrument('t.ts', 'const f = (x: unknown): x is string => !!x || false;')).toContain(
      '(__branches[1]++,false)',
    );
    expect(() => instrument('t.ts', 'const = 1')).toThrow('t.ts cannot be parsed');
  });
});
