import { existsSync, readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readCorpus } from './corpus.ts';
import type { FuzzTarget } from './target.ts';
import { TARGET_NAMES } from './targets/index.ts';

const CORPUS = new URL('../../shared/vectors/corpus/', import.meta.url);

describe('the corpus', () => {
  test.each(TARGET_NAMES)('%s: every input that is kept is decoded or refused as it must be', async (name) => {
    const { target }: { target: FuzzTarget } = await import(`./targets/${name}.ts`);
    for (const input of target.seeds()) target.run(input.slice());
    for (const kept of readCorpus(name)) {
      expect(() => target.run(kept.input.slice()), kept.name).not.toThrow();
    }
  });

  test('holds nothing that no target reads', () => {
    expect(existsSync(CORPUS) ? readdirSync(CORPUS).filter((name) => !TARGET_NAMES.includes(name)) : []).toEqual([]);
  });
});
