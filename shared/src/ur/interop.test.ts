import { UR, URDecoder, UREncoder } from '@ngraveio/bc-ur';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toHex } from '../bytes/index.ts';
import { encodeFrames } from './encode-frames.ts';
import { createReceiver } from './receiver.ts';
import { formatUr } from './ur.ts';

const TYPE = 'x-test-request';

const payload = fc.uint8Array({ minLength: 100, maxLength: 1_500, size: 'max' });
const fragmentLength = fc.integer({ min: 40, max: 400 });
/** Which of the frames shown are seen: a share between a third and all of them. */
const seen = fc.infiniteStream(fc.integer({ min: 0, max: 2 }).map((number) => number > 0));

function theirEncoder(bytes: Uint8Array, maxFragmentLength: number, firstSeqNum = 0): UREncoder {
  return new UREncoder(new UR(Buffer.from(bytes), TYPE), maxFragmentLength, firstSeqNum, 1);
}

describe('beside @ngraveio/bc-ur, an independent writer and reader', () => {
  test('both write the same frames', () => {
    fc.assert(
      fc.property(payload, fragmentLength, fc.integer({ min: 0, max: 0xfffffff }), (bytes, length, skipped) => {
        const ours = encodeFrames({ type: TYPE, bytes, maxFragmentLength: length });
        const theirs = theirEncoder(bytes, length, skipped);
        for (let seqNum = skipped + 1; seqNum <= skipped + 2 * theirs.fragmentsLength; seqNum++) {
          expect(ours.frameAt(seqNum)).toBe(theirs.nextPart().toUpperCase());
        }
      }),
      { numRuns: 25 },
    );
  });

  test('both mix the same fragments whatever their number', () => {
    for (const seqLen of [1, 2, 3, 7, 64, 100, 338, 999, 1_500, 2_000]) {
      const bytes = Uint8Array.from({ length: 2 * seqLen }, (_, index) => (index * 7) & 0xff);
      const ours = encodeFrames({ type: TYPE, bytes, maxFragmentLength: 2 });
      const theirs = theirEncoder(bytes, 2, seqLen);
      for (let seqNum = seqLen + 1; seqNum <= seqLen + 5; seqNum++) {
        expect(ours.frameAt(seqNum)).toBe(theirs.nextPart().toUpperCase());
      }
    }
  });

  test('both write the same single part', () => {
    fc.assert(
      fc.property(payload, (bytes) => {
        expect(formatUr(TYPE, bytes)).toBe(UREncoder.encodeSinglePart(new UR(Buffer.from(bytes), TYPE)));
      }),
    );
  });

  test('we read what they write, with losses, and never need more frames than they do', () => {
    fc.assert(
      fc.property(payload, fragmentLength, seen, fc.integer({ min: 0, max: 500 }), (bytes, length, isSeen, skipped) => {
        const writer = theirEncoder(bytes, length, skipped);
        const ours = createReceiver({ expectedType: TYPE });
        const theirs = new URDecoder();
        let complete: unknown;
        while (!theirs.isComplete()) {
          const frame = writer.nextPart();
          if (isSeen.next().value === false) continue;
          const result = ours.receive(frame);
          if (result.kind === 'complete') complete = result;
          theirs.receivePart(frame);
        }
        expect(complete).toEqual({ kind: 'complete', type: TYPE, bytes });
      }),
      { numRuns: 25 },
    );
  });

  test('they read what we write, with losses and out of order', () => {
    fc.assert(
      fc.property(payload, fragmentLength, seen, fc.integer(), (bytes, length, isSeen, order) => {
        const frames = encodeFrames({ type: TYPE, bytes, maxFragmentLength: length });
        const theirs = new URDecoder();
        for (let block = 0; !theirs.isComplete(); block++) {
          for (const frame of blockOf(frames.frameAt, block, order)) {
            if (isSeen.next().value === true) theirs.receivePart(frame);
          }
        }
        expect(toHex(theirs.resultUR().cbor)).toBe(toHex(bytes));
        expect(theirs.resultUR().type).toBe(TYPE);
      }),
      { numRuns: 25 },
    );
  });
});

/** Eight frames in a row, turned by `order`. */
function blockOf(frameAt: (seqNum: number) => string, block: number, order: number): string[] {
  return Array.from({ length: 8 }, (_, index) => frameAt(8 * block + ((index + (order & 7)) & 7) + 1)).reverse();
}
