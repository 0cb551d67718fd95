import { encodeFrames } from '@vieraugen/shared/ur';
import { describe, expect, test } from 'vitest';
import { createScan } from './scan-state.ts';

const TYPE = 'x-vier-response';
/** A CBOR byte string, as a message on the wire is one item. */
const message = (length: number, fill: number) =>
  Uint8Array.of(0x59, length >> 8, length & 255, ...Array(length).fill(fill));
/** Bytes that compression gains nothing on. */
const noise = (length: number, seed: number) =>
  Uint8Array.from({ length }, (_, i) => (((i + 1_000 * seed) * 2_654_435_761) >>> 13) & 0xff);
const framesOf = (bytes: Uint8Array, type = TYPE) => encodeFrames({ type, bytes, maxFragmentLength: 100 });

describe('createScan', () => {
  test('tells progress, the missing parts, and the message once it is whole', () => {
    const frames = framesOf(noise(400, 7));
    const scan = createScan(TYPE);
    const first = scan.take(frames.frameAt(1));
    expect(first).toMatchObject({ received: 1, needed: frames.partCount });
    expect(first.missing).not.toContain(1);
    let state = first;
    for (let part = 2; part <= frames.partCount; part++) state = scan.take(frames.frameAt(part));
    expect(state.message).toEqual(noise(400, 7));
    expect(state.missing).toEqual([]);
  });

  test('names what it was shown instead', () => {
    const state = createScan(TYPE).take(framesOf(message(40, 1), 'x-vier-request').frameAt(1));
    expect(state.refusal?.code).toBe('WRONG_UR_TYPE');
    expect(state.refusal?.message).toMatch(/a signing request.*a signing response/);
  });

  test('names a code that is none of ours', () => {
    expect(createScan(TYPE).take('https://example.org').refusal?.code).toBe('NOT_A_UR');
  });

  test('tells two messages apart, says so, and ends with the first that is whole', () => {
    const [old, other] = [framesOf(noise(900, 1)), framesOf(noise(900, 2))];
    const scan = createScan(TYPE);
    scan.take(old.frameAt(1));
    expect(scan.take(other.frameAt(1)).refusal?.code).toBe('SEVERAL_MESSAGES_IN_VIEW');
    expect(scan.take(old.frameAt(2))).toMatchObject({ received: 2 });
    let state = scan.take(other.frameAt(2));
    for (let part = 3; part <= other.partCount; part++) state = scan.take(other.frameAt(part));
    expect(state.message).toEqual(noise(900, 2));
    expect(state.refusal).toBeUndefined();
  });

  test('starts again when told to', () => {
    const frames = framesOf(noise(400, 7));
    const scan = createScan(TYPE);
    scan.take(frames.frameAt(1));
    expect(scan.restart()).toMatchObject({ received: 0, needed: 0, message: undefined });
  });
});
