import { describe, expect, test } from 'vitest';
import { crc32 } from './crc32.ts';
import { encodeFrames } from './encode-frames.ts';
import { createReceiver, type ReceiveResult } from './receiver.ts';
import { formatUrPart } from './ur.ts';

const TYPE = 'x-vier-request';
const LAST = 2 ** 32 - 1;
const messages = [1, 2, 3].map((seed) => Uint8Array.from({ length: 200 }, (_, index) => (index * seed * 7) & 0xff));
const [BYTES = new Uint8Array()] = messages;
const streams = messages.map((bytes) => encodeFrames({ type: TYPE, bytes, maxFragmentLength: 25 }));
const genuine = encodeFrames({ type: TYPE, bytes: BYTES, maxFragmentLength: 25 });
const complete = { kind: 'complete', type: TYPE, bytes: BYTES };

function lastOf(results: readonly ReceiveResult[]): ReceiveResult | undefined {
  return results.findLast(({ kind }) => kind !== 'duplicate');
}

function codesOf(results: readonly ReceiveResult[]): string[] {
  return results.flatMap((result) => (result.kind === 'refused' ? [result.code] : []));
}

describe('streams', () => {
  test('of the last part numbers there are, and over their end, complete', () => {
    const receiver = createReceiver({ expectedType: TYPE });
    const results: ReceiveResult[] = [];
    for (let step = 0; step < 30; step++) {
      results.push(receiver.receive(genuine.frameAt(1 + ((LAST - 6 + step) % LAST))));
    }
    expect(codesOf(results)).toEqual([]);
    expect(lastOf(results)).toEqual(complete);
    const mixed = createReceiver({ expectedType: TYPE });
    const downwards = Array.from({ length: 60 }, (_, index) => mixed.receive(genuine.frameAt(LAST - index)));
    expect(lastOf(downwards)).toEqual(complete);
  });

  test.each([1, 2 ** 31 - 1, 2 ** 31, LAST - 1, LAST])('with part number %d are taken', (seqNum) => {
    expect(createReceiver({ expectedType: TYPE }).receive(genuine.frameAt(seqNum)).kind).toBe('progress');
  });

  test.each(['0', '4294967296', '4294967297', '8589934593', '9999999999'])(
    'with part number %s are refused',
    (text) => {
      const receiver = createReceiver({ expectedType: TYPE });
      const changed = genuine.frameAt(1).replace('/1-', `/${text}-`);
      expect(receiver.receive(changed)).toMatchObject({ kind: 'refused', code: 'UR_PART_INVALID' });
      expect(receiver.missingParts()).toEqual([]);
    },
  );

  test.each([2 ** 31 - 1, 2 ** 31, LAST])('that claim %d parts, or as many bytes, cost nothing', (claimed) => {
    const receiver = createReceiver({ expectedType: TYPE });
    const part = { seqNum: 1, seqLen: 8, messageLength: 200, checksum: crc32(BYTES), data: BYTES.slice(0, 25) };
    const [parts, bytes] = [{ seqLen: claimed }, { messageLength: claimed }].map((lie) =>
      receiver.receive(formatUrPart(TYPE, { ...part, ...lie })),
    );
    expect(parts).toMatchObject({ code: 'UR_TOO_MANY_PARTS' });
    expect(bytes).toMatchObject({ code: 'UR_MESSAGE_TOO_LARGE' });
    expect(receiver.missingParts()).toEqual([]);
  });

  test('cut off at any character are refused there, and go on', () => {
    const receiver = createReceiver({ expectedType: TYPE });
    receiver.receive(genuine.frameAt(1));
    const frame = genuine.frameAt(2);
    const results = Array.from(frame, (_, length) => receiver.receive(frame.slice(0, length)));
    expect(results.filter(({ kind }) => kind !== 'refused')).toEqual([]);
    expect(receiver.missingParts()).toEqual([2, 3, 4, 5, 6, 7, 8]);
    const rest = [2, 3, 4, 5, 6, 7, 8].map((seqNum) => receiver.receive(genuine.frameAt(seqNum)));
    expect(lastOf(rest)).toEqual(complete);
  });

  test('replayed after their end bring nothing, and arrive again after a reset', () => {
    const receiver = createReceiver({ expectedType: TYPE });
    const recorded = Array.from({ length: 8 }, (_, index) => genuine.frameAt(index + 1));
    expect(lastOf(recorded.map((frame) => receiver.receive(frame)))).toEqual(complete);
    expect(recorded.every((frame) => receiver.receive(frame).kind === 'duplicate')).toBe(true);
    receiver.reset();
    expect(lastOf(recorded.map((frame) => receiver.receive(frame)))).toEqual(complete);
  });

  test('interleaved, three at once: nothing but one of them arrives, whole, and no part of it is from another', () => {
    const receiver = createReceiver({ expectedType: TYPE });
    const frames = Array.from({ length: 40 }, (_, index) => index + 1).flatMap((seqNum) =>
      streams.map((stream) => stream.frameAt(seqNum)),
    );
    const results = frames.map((frame) => receiver.receive(frame));
    const arrived = results.filter(({ kind }) => kind === 'complete');
    expect(arrived).toHaveLength(1);
    expect(messages.map((bytes) => ({ ...complete, bytes }))).toContainEqual(arrived[0]);
    expect(codesOf(results).filter((code) => code !== 'UR_PART_MISMATCH')).toEqual([]);
  });
});
