import { describe, expect, test } from 'vitest';
import { Coverage } from './coverage.ts';
import { fuzz } from './engine.ts';
import { instrument } from './instrument.ts';
import { mutateBytes } from './mutate-bytes.ts';
import type { FuzzTarget } from './target.ts';

/** Breaks at one text of four letters: 2^32 tries if nothing guides them. */
const SOURCE = `(input) => {
  if (input[0] !== 70) return;
  if (input[1] === 85) for (const byte of input) if (byte === 90 && input[2] === 90) { if (input[3] === 90) throw new Error('found'); }
}`;

function createTarget(coverage: Coverage): FuzzTarget {
  const make = new Function(
    'registerBranches',
    `${instrument('f.js', `const f = ${SOURCE}`).replaceAll('globalThis.', '')}; return f;`,
  );
  const run: (input: Uint8Array) => void = make(coverage.register.bind(coverage));
  return { seeds: () => [Uint8Array.of(1, 2, 3, 4)], mutate: mutateBytes, maxLength: 8, run };
}

async function fuzzWith(seed: number, maxRuns: number) {
  const coverage = new Coverage();
  const findings: { input: string; error: string }[] = [];
  const tried: string[] = [];
  const result = await fuzz({
    target: createTarget(coverage),
    coverage,
    corpus: [],
    seed,
    isOver: (executions) => executions >= maxRuns || findings.length > 0,
    onInput: (input) => tried.push(Buffer.from(input).toString('latin1')),
    onNew: () => undefined,
    onFinding: (input, error) => findings.push({ input: Buffer.from(input).toString('latin1'), error: String(error) }),
    onProgress: () => undefined,
  });
  return { findings, tried, ...result };
}

describe('fuzzing', () => {
  test('finds its way into nested branches', async () => {
    const { findings } = await fuzzWith(1, 500_000);
    expect(findings).toHaveLength(1);
    expect(findings[0]?.input).toMatch(/^FUZZ/);
    expect(findings[0]?.error).toBe('Error: found');
  });

  test('tries the same inputs for the same seed', async () => {
    const { tried } = await fuzzWith(3, 2_000);
    expect((await fuzzWith(3, 2_000)).tried).toEqual(tried);
    expect((await fuzzWith(4, 2_000)).tried).not.toEqual(tried);
  });

  test('keeps few inputs that reach all that was reached', async () => {
    const { progress, smallest } = await fuzzWith(1, 500_000);
    expect(smallest.length).toBeLessThan(progress.corpus);
    expect(smallest.map((input) => Buffer.from(input).toString('latin1')).some((text) => text.startsWith('FUZZ'))).toBe(
      true,
    );
  });

  test('a target that changes its input does not change the corpus', async () => {
    const coverage = new Coverage();
    const counters = coverage.register('x', 1);
    const seen: number[] = [];
    const run = (input: Uint8Array) => {
      seen.push(input[0] ?? 0);
      counters[0] = 1;
      input.fill(9);
    };
    const nothing = () => undefined;
    await fuzz({
      target: { seeds: () => [Uint8Array.of(1)], mutate: (input) => input, maxLength: 1, run },
      coverage,
      corpus: [],
      seed: 1,
      isOver: (executions) => executions >= 5,
      onInput: nothing,
      onNew: nothing,
      onFinding: nothing,
      onProgress: nothing,
    });
    expect(new Set(seen)).toEqual(new Set([1]));
  });
});
