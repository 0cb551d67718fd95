import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const CORPUS = new URL('../../shared/vectors/corpus/', import.meta.url).pathname;

export interface KeptInput {
  readonly name: string;
  readonly input: Uint8Array;
}

/** Everything that is kept of a target: inputs that reach its branches, and each one that ever broke it. */
export function readCorpus(target: string): readonly KeptInput[] {
  const folder = join(CORPUS, target);
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).toSorted();
  return names.map((name) => ({ name, input: Uint8Array.from(readFileSync(join(folder, name))) }));
}

/** Keeps an input under a name that is made of its bytes, so that the same input is kept once. Answers its path. */
export function keepInput(target: string, kind: 'crash' | 'hang' | 'input', input: Uint8Array): string {
  const folder = join(CORPUS, target);
  mkdirSync(folder, { recursive: true });
  const hash = createHash('sha256').update(input).digest('hex').slice(0, 12);
  const path = join(folder, `${kind}-${hash}`);
  writeFileSync(path, input);
  return path;
}
