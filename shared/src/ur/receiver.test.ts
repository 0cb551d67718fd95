import { describe, expect, test } from 'vitest';
import { noise } from '../testing/noise.ts';
import { encodeFrames } from './encode-frames.ts';
import { createReceiver, type ReceiveResult } from './receiver.ts';
import { formatUr } from './ur.ts';

const TYPE = 'x-test-response';
const BYTES = Uint8Array.from({ length: 300 }, (_, index) => (index * 7) & 0xff);
const frames = encodeFrames({ type: TYPE, bytes: BYTES, maxFragmentLength: 30 });
const complete = { kind: 'complete', type: TYPE, bytes: BYTES };

function receiveAll(seqNums: readonly number[], receiver = createReceiver({ expectedType: TYPE })): ReceiveResult[] {
  return seqNums.map((seqNum) => receiver.receive(frames.frameAt(seqNum)));
}

describe('receiver', () => {
  test('takes a still code at once, in upper and lower case', () => {
    const still = encodeFrames({ type: TYPE, bytes: BYTES, maxFragmentLength: 300 }).frameAt(1);
    expect(createReceiver({ expectedType: TYPE }).receive(still)).toEqual(complete);
    expect(createReceiver({ expectedType: TYPE }).receive(still.toLowerCase())).toEqual(complete);
  });

  test('tells how far it is', () => {
    const receiver = createReceiver({ expectedType: TYPE });
    expect(receiver.missingParts()).toEqual([]);
    const [first, second] = receiveAll([3, 1], receiver);
    expect(first).toEqual({ kind: 'progress', messages: 1, received: 1, needed: 10, fraction: 0.1, partsSeen: 1 });
    expect(second).toMatchObject({ received: 2, fraction: 0.2, partsSeen: 2 });
    expect(receiver.missingParts()).toEqual([2, 4, 5, 6, 7, 8, 9, 10]);
  });

  test('takes the parts in any order', () => {
    expect(receiveAll([5, 10, 1, 9, 2, 8, 3, 7, 4, 6]).at(-1)).toEqual(complete);
  });

  test('tells duplicates, at once or later', () => {
    const kinds = receiveAll([1, 1, 2, 1, 2]).map((result) => result.kind);
    expect(kinds).toEqual(['progress', 'duplicate', 'progress', 'duplicate', 'duplicate']);
  });

  test('completes from mixed parts alone, and never asks for more fragments than there are', () => {
    const receiver = createReceiver({ expectedType: TYPE });
    let received = 0;
    for (let seqNum = 1_000; ; seqNum++) {
      const result = receiver.receive(frames.frameAt(seqNum));
      if (result.kind === 'complete') break;
      if (result.kind === 'progress') received += 1;
      expect(received).toBeLessThan(10);
    }
    expect(received).toBe(9);
  });

  test('says complete once, then reads nothing until it is reset', () => {
    const receiver = createReceiver({ expectedType: TYPE });
    receiveAll([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], receiver);
    expect(receiver.receive('anything')).toEqual({ kind: 'duplicate' });
    expect(receiver.missingParts()).toEqual([]);
    receiver.reset();
    expect(receiveAll([10], receiver)).toEqual([expect.objectContaining({ kind: 'progress', partsSeen: 1 })]);
  });

  test('gives bytes of its own', () => {
    const still = encodeFrames({ type: TYPE, bytes: BYTES, maxFragmentLength: 300 }).frameAt(1);
    const result = createReceiver({ expectedType: TYPE }).receive(still);
    expect(result.kind === 'complete' && result.bytes.buffer.byteLength).toBe(BYTES.length);
  });

  test('forgets everything on reset, also in the middle', () => {
    const receiver = createReceiver({ expectedType: TYPE });
    receiveAll([1, 2, 3], receiver);
    receiver.reset();
    expect(receiver.missingParts()).toEqual([]);
    const other = encodeFrames({ type: TYPE, bytes: BYTES.slice(1), maxFragmentLength: 30 });
    expect(receiver.receive(other.frameAt(1)).kind).toBe('progress');
  });

  test('takes one of several types, and names what it was shown instead', () => {
    const receiver = createReceiver({ expectedTypes: ['x-test-offer', TYPE] });
    expect(receiveAll([1], receiver)[0]?.kind).toBe('progress');
    const wrong = encodeFrames({ type: 'crypto-seed', bytes: BYTES, maxFragmentLength: 30 }).frameAt(1);
    expect(receiver.receive(wrong)).toEqual({
      kind: 'refused',
      code: 'WRONG_UR_TYPE',
      shownType: 'crypto-seed',
      message: 'This screen takes x-test-offer or x-test-response, but was shown crypto-seed. Show it the right code.',
    });
  });

  test('goes on after frames it refused', () => {
    const receiver = createReceiver({ expectedType: TYPE });
    receiveAll([1, 2, 3, 4, 5], receiver);
    for (const noise of ['', 'https://example.org', 'UR:', `${frames.frameAt(6)}AA`]) {
      expect(receiver.receive(noise).kind).toBe('refused');
    }
    expect(receiveAll([6, 7, 8, 9, 10], receiver).at(-1)).toEqual(complete);
  });

  test('tells the parts of several messages apart, and ends with the first that is whole', () => {
    const receiver = createReceiver({ expectedType: TYPE });
    const other = encodeFrames({ type: TYPE, bytes: BYTES.slice(1), maxFragmentLength: 30 });
    receiveAll([1, 2, 3], receiver);
    for (let seqNum = 1; seqNum <= 6; seqNum++) {
      expect(receiver.receive(other.frameAt(seqNum))).toMatchObject({ kind: 'progress', messages: 2 });
      receiveAll([3 + seqNum], receiver);
    }
    expect(receiver.missingParts()).toEqual([10]);
    expect(receiveAll([10], receiver)).toEqual([complete]);
  });

  test('a message that went out of view is not counted, and not forgotten', () => {
    const receiver = createReceiver({ expectedType: TYPE });
    const long = encodeFrames({ type: TYPE, bytes: noise(3_000), maxFragmentLength: 30 });
    receiveAll([1, 2, 3, 4, 5, 6, 7, 8, 9], receiver);
    const results = Array.from({ length: 30 }, (_, index) => receiver.receive(long.frameAt(index + 1)));
    expect(results[0]).toMatchObject({ messages: 2 });
    expect(results.at(-1)).toMatchObject({ messages: 1 });
    expect(receiveAll([10], receiver)).toEqual([complete]);
  });

  test('ever new messages cost the memory of three, and the one that is shown goes on', () => {
    const receiver = createReceiver({ expectedType: TYPE });
    for (let seqNum = 1; seqNum <= 9; seqNum++) {
      receiveAll([seqNum], receiver);
      for (const size of [200, 210]) {
        const foreign = encodeFrames({ type: TYPE, bytes: noise(size + seqNum), maxFragmentLength: 30 });
        expect(receiver.receive(foreign.frameAt(1)).kind).toBe('progress');
      }
    }
    expect(receiveAll([10], receiver)).toEqual([complete]);
  });

  test('unpacks a compressed message of our own types, and leaves others alone', () => {
    const bytes = Uint8Array.from({ length: 4_000 }, (_, index) => index % 100);
    for (const type of ['x-vier-request', TYPE]) {
      const packed = encodeFrames({ type, bytes, maxFragmentLength: 100 });
      expect(packed.carriedLength < bytes.length).toBe(type === 'x-vier-request');
      const receiver = createReceiver({ expectedType: type });
      const results = Array.from({ length: packed.partCount }, (_, index) =>
        receiver.receive(packed.frameAt(index + 1)),
      );
      expect(results.at(-1)).toEqual({ kind: 'complete', type, bytes });
    }
  });

  test('what is whole but cannot be unpacked is refused and forgotten', () => {
    const receiver = createReceiver({ expectedType: 'x-vier-request' });
    const bad = formatUr('x-vier-request', Uint8Array.of(0xd9, 0x9c, 0x43, 0x80));
    expect(receiver.receive(bad)).toMatchObject({ kind: 'refused', code: 'UR_COMPRESSION_INVALID' });
    const good = encodeFrames({ type: 'x-vier-request', bytes: BYTES, maxFragmentLength: 1_000 });
    expect(receiver.receive(good.frameAt(1))).toMatchObject({ kind: 'complete', bytes: BYTES });
  });

  test('says the same of a refused frame each time it is shown', () => {
    const receiver = createReceiver({ expectedType: TYPE });
    const refused = receiver.receive('something else');
    expect(refused.kind).toBe('refused');
    expect(receiver.receive('something else')).toEqual(refused);
  });

  test.each([[[]], [['x-TEST']], [['']], [['x-vier', 'x vier']]])(
    'cannot be made for the types %j',
    (expectedTypes) => {
      expect(() => createReceiver({ expectedTypes })).toThrow(RangeError);
    },
  );
});
