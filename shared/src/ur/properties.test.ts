import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeBytewords, encodeBytewords } from './bytewords.ts';
import { encodeFrames } from './encode-frames.ts';
import { FountainDecoder } from './fountain-decoder.ts';
import { FountainEncoder } from './fountain-encoder.ts';
import { decodePart, encodePart } from './part.ts';
import { createReceiver, type ReceiveResult } from './receiver.ts';
import { formatUrPart } from './ur.ts';

const TYPE = 'x-test-request';
const payload = fc.uint8Array({ minLength: 1, maxLength: 2_000, size: 'max' });
const fragmentLength = fc.integer({ min: 4, max: 300 });
const uint32 = fc.nat({ max: 0xffffffff });

describe('properties', () => {
  test('any bytes survive Bytewords', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.constantFrom('standard' as const, 'minimal' as const), (bytes, style) => {
        const text = encodeBytewords(bytes, style);
        expect(decodeBytewords(text, style)).toEqual(bytes);
        expect(decodeBytewords(text.toUpperCase(), style)).toEqual(bytes);
      }),
    );
  });

  test('a part survives its CBOR, and what can be read is what is written', () => {
    fc.assert(
      fc.property(uint32, uint32, uint32, uint32, fc.uint8Array(), (seqNum, seqLen, messageLength, checksum, data) => {
        const part = { seqNum, seqLen, messageLength, checksum, data };
        expect(decodePart(encodePart(part))).toEqual(part);
      }),
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 30 }), (noise) => {
        const cbor = Uint8Array.of(0x85, ...noise);
        try {
          expect(encodePart(decodePart(cbor))).toEqual(cbor);
        } catch (error) {
          expect(error).toMatchObject({ code: 'UR_PART_INVALID' });
        }
      }),
    );
  });

  test('any bytes arrive, whatever is lost, repeated or out of order', () => {
    const seqNums = fc.infiniteStream(
      fc.oneof(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 0xffffffff })),
    );
    fc.assert(
      fc.property(payload, fragmentLength, seqNums, (bytes, maxFragmentLength, numbers) => {
        const frames = encodeFrames({ type: TYPE, bytes, maxFragmentLength });
        const receiver = createReceiver({ expectedType: TYPE });
        let result: ReceiveResult = { kind: 'duplicate' };
        while (result.kind !== 'complete') {
          result = receiver.receive(frames.frameAt(numbers.next().value ?? 1));
          expect(result.kind).not.toBe('refused');
        }
        expect(result).toEqual({ kind: 'complete', type: TYPE, bytes });
      }),
    );
  });

  test('progress only grows, by one, and each fragment is missing until it is known', () => {
    fc.assert(
      fc.property(payload, fragmentLength, fc.array(fc.integer({ min: 1, max: 5_000 })), (bytes, length, numbers) => {
        const encoder = new FountainEncoder(bytes, length);
        const decoder = new FountainDecoder(encoder.partAt(1));
        for (const seqNum of numbers) {
          const before = decoder.rank;
          const isNew = decoder.receive(encoder.partAt(seqNum));
          expect(decoder.rank).toBe(before + (isNew ? 1 : 0));
          expect(decoder.missing().length).toBeGreaterThanOrEqual(decoder.seqLen - decoder.rank);
        }
        expect(decoder.rank).toBeLessThanOrEqual(decoder.seqLen);
        if (decoder.rank === decoder.seqLen) expect(decoder.missing()).toEqual([]);
      }),
    );
  });

  test('any text is answered, never thrown at', () => {
    const texts = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc.string({ maxLength: 100 }).map((text) => `ur:${text}`),
      fc.stringMatching(/^ur:x-test-request\/[0-9]{1,11}-[0-9]{1,11}\/[a-z]{0,60}$/),
      fc.uint8Array({ maxLength: 60 }).map((bytes) => `UR:X-TEST-REQUEST/1-2/${encodeBytewords(bytes)}`),
    );
    fc.assert(
      fc.property(fc.array(texts, { maxLength: 20 }), (shown) => {
        const receiver = createReceiver({ expectedType: TYPE });
        for (const text of shown) {
          expect(['progress', 'complete', 'duplicate', 'refused']).toContain(receiver.receive(text).kind);
        }
      }),
      { numRuns: 300 },
    );
  });

  test('frames with changed characters never complete with other bytes', () => {
    const change = fc.record({ at: fc.nat(), character: fc.string({ unit: 'grapheme', minLength: 0, maxLength: 2 }) });
    fc.assert(
      fc.property(payload, fragmentLength, fc.array(fc.option(change), { minLength: 1 }), (bytes, length, changes) => {
        const frames = encodeFrames({ type: TYPE, bytes, maxFragmentLength: length });
        const receiver = createReceiver({ expectedType: TYPE });
        for (let seqNum = 1; seqNum <= 3 * frames.partCount; seqNum++) {
          const frame = frames.frameAt(seqNum);
          const found = changes[seqNum % changes.length];
          const at = (found?.at ?? 0) % frame.length;
          const shown = found ? frame.slice(0, at) + found.character + frame.slice(at + 1) : frame;
          const result = receiver.receive(shown);
          if (result.kind === 'complete') expect(result.bytes).toEqual(bytes);
        }
      }),
    );
  });

  test('forged parts with right checksums of their own never complete with other bytes', () => {
    const forged = fc.record(
      { seqNum: fc.integer({ min: 1, max: 40 }), seqLen: uint32, messageLength: uint32, checksum: uint32 },
      { requiredKeys: ['seqNum'] },
    );
    fc.assert(
      fc.property(
        payload,
        fc.array(fc.tuple(forged, fc.nat(), fc.integer({ min: 1, max: 255 }))),
        (bytes, forgeries) => {
          const encoder = new FountainEncoder(bytes, 50);
          const receiver = createReceiver({ expectedType: TYPE });
          for (let round = 1; round <= 30; round++) {
            receiver.receive(formatUrPart(TYPE, encoder.partAt(round)));
            const [changes, at, flip] = forgeries[round] ?? [{ seqNum: round }, 0, 0];
            const part = encoder.partAt(changes.seqNum);
            part.data[at % part.data.length] = (part.data[at % part.data.length] ?? 0) ^ flip;
            const result = receiver.receive(formatUrPart(TYPE, { ...part, ...changes }));
            if (result.kind === 'complete') expect(result.bytes).toEqual(bytes);
          }
        },
      ),
    );
  });

  test('two messages shown at once are told apart: one of them arrives as it was', () => {
    const long = fc.uint8Array({ minLength: 31, maxLength: 1_000, size: 'max' });
    fc.assert(
      fc.property(long, long, fc.integer({ min: 1, max: 500 }), (bytes, other, start) => {
        fc.pre(bytes.join() !== other.join());
        const frames = encodeFrames({ type: TYPE, bytes, maxFragmentLength: 30 });
        const foreign = encodeFrames({ type: TYPE, bytes: other, maxFragmentLength: 30 });
        const receiver = createReceiver({ expectedType: TYPE });
        for (let seqNum = start; seqNum < start + 2_000; seqNum++) {
          for (const [shown, whole] of [
            [frames, bytes],
            [foreign, other],
          ] as const) {
            const result = receiver.receive(shown.frameAt(seqNum));
            if (result.kind !== 'complete') continue;
            expect(result.bytes).toEqual(whole);
            return;
          }
        }
        expect.fail('neither arrived');
      }),
    );
  });
});
