import { describe, expect, test } from 'vitest';
import { createSeededRandom } from '../../e2e/support/camera/seeded-random.ts';
import { parseItem, writeItem } from './cbor-tree.ts';
import { mutateCbor } from './mutate-cbor.ts';
import { framesOf, honestFrames, inputOf, mutateFrames } from './mutate-frames.ts';
import { SAMPLES } from './targets/samples.ts';

const random = createSeededRandom(1);

describe('CBOR as a tree', () => {
  test.each(SAMPLES.map(({ kind, payload }) => [kind.type, payload] as const))(
    '%s is written as it was',
    (_type, payload) => {
      const item = parseItem(payload);
      expect(item && writeItem(item)).toEqual(payload);
    },
  );

  test.each([
    '00',
    '1864',
    '1a000f4240',
    '3863',
    '4401020304',
    '6161',
    '83010203',
    'a201020304',
    'c11a514b67b0',
    'f6',
    '1900ff',
  ])('%s is written as it was, in whatever form', (hex) => {
    const bytes = Uint8Array.from(Buffer.from(hex, 'hex'));
    const item = parseItem(bytes);
    expect(item && Buffer.from(writeItem(item)).toString('hex')).toBe(hex);
  });

  test('what is cut off or claims too much ends where the bytes end', () => {
    expect(parseItem(new Uint8Array())).toBeUndefined();
    expect(parseItem(Uint8Array.from(Buffer.from('9affffffff01', 'hex')))?.items).toHaveLength(1);
    expect(parseItem(Uint8Array.from(Buffer.from('5bffffffffffffffff0102', 'hex')))?.content).toHaveLength(2);
  });
});

describe('mutators', () => {
  test('make other inputs of an input, most of them CBOR still', () => {
    const [first, second] = SAMPLES.map(({ payload }) => payload);
    const made = Array.from({ length: 300 }, () =>
      mutateCbor(first ?? new Uint8Array(), second ?? new Uint8Array(), random),
    );
    expect(new Set(made.map((bytes) => Buffer.from(bytes).toString('hex'))).size).toBeGreaterThan(250);
    expect(made.filter((bytes) => parseItem(bytes)?.major === 5).length).toBeGreaterThan(200);
  });

  test('make other streams of a stream', () => {
    const frames = honestFrames(random);
    expect(framesOf(inputOf(frames))).toEqual(frames);
    const made = Array.from({ length: 200 }, () =>
      mutateFrames(inputOf(frames), inputOf(honestFrames(random)), random),
    );
    expect(new Set(made.map((bytes) => Buffer.from(bytes).toString('latin1'))).size).toBeGreaterThan(180);
    for (let times = 0; times < 200; times += 1) mutateFrames(new Uint8Array(), new Uint8Array(), random);
  });
});
