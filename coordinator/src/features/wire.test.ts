import { signingResponse } from '@vieraugen/shared/protocol';
import { encodeFrames } from '@vieraugen/shared/ur';
import { expect, test } from 'vitest';
import { AppError } from '../http/app-error.ts';
import { decodeCursor, encodeCursor, framesOf, fromBase64Url, scannedBytes, uuidOfBytes } from './wire.ts';

/** Compression gains nothing on them. */
const bytes = Uint8Array.from({ length: 900 }, (_, index) => ((index * 2_654_435_761) >>> 13) & 0xff);
const shown = (type: string) => {
  const frames = encodeFrames({ type, bytes, maxFragmentLength: 100 });
  return Array.from({ length: frames.partCount }, (_, index) => frames.frameAt(index + 1));
};

test('what is shown as frames is scanned as the same bytes', () => {
  const view = framesOf(signingResponse, bytes, { fragmentLength: 80, from: 5, count: 40 });
  expect(scannedBytes(signingResponse, { frames: view.frames })).toEqual(bytes);
  expect(fromBase64Url(view.message)).toEqual(bytes);
});

test.each([
  ['another kind of message', shown('x-vier-offer'), 'WRONG_UR_TYPE'],
  ['something else', ['https://example.org'], 'NOT_A_UR'],
  ['too few frames', shown('x-vier-response').slice(0, 3), 'SCAN_INCOMPLETE'],
  ['a damaged frame', shown('x-vier-response').map((frame) => `${frame.slice(0, -1)}~`), 'UR_SYNTAX'],
])('refuses %s', (_name, frames, code) => {
  expect(() => scannedBytes(signingResponse, { frames })).toThrow(expect.objectContaining({ code }));
});

test('a cursor comes back as it was given, and nothing else is one', () => {
  const row = { createdAt: new Date('2026-01-02T03:04:05.678Z'), id: '00000000-0000-4000-8000-000000000001' };
  expect(decodeCursor(encodeCursor(row))).toEqual(row);
  for (const text of ['', 'abcd', Buffer.from('2026-99-99T99:99:99.999Z x').toString('base64url')]) {
    expect(() => decodeCursor(text)).toThrow(AppError);
  }
});

test('sixteen bytes are a UUID', () => {
  expect(uuidOfBytes(Uint8Array.from({ length: 16 }, (_, n) => n))).toBe('00010203-0405-0607-0809-0a0b0c0d0e0f');
});
