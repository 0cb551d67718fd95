import { createReceiver, encodeFrames } from '@vieraugen/shared/ur';
import { describe, expect, test } from 'vitest';
import { createCamera, drawScene, drawSymbol, type Luminance } from './index.ts';
import { readFirst, readSecond } from './readers.ts';

const TYPE = 'x-vier-request';
const BYTES = Uint8Array.from({ length: 900 }, (_, index) => (index * 31) & 0xff);
const frames = encodeFrames({ type: TYPE, bytes: BYTES, maxFragmentLength: 60 });
const texts = Array.from({ length: 20 }, (_, index) => frames.frameAt(index + 1));
const VERSION = 7;
const READERS = [readFirst, readSecond];
const camera = createCamera({ level: 'mild', seed: 5, width: 480, height: 360 });

describe.each(READERS)('%o', (read) => {
  test('a picture of twenty codes gives one of them, or none', () => {
    const scene = drawScene(texts.map((text) => drawSymbol(text, { version: VERSION, scale: 4 })));
    const read20 = [read(scene), read(camera.photograph(scene))].filter((text) => text !== undefined);
    expect(read20.filter((text) => !texts.includes(text))).toEqual([]);
  });

  test('a code that changes half-way through a picture gives the one, the other, or none; what it gives completes', () => {
    const receiver = createReceiver({ expectedType: TYPE });
    const results = texts.slice(1, 12).flatMap((after, index) => {
      const picture = torn(texts[index] ?? '', after, (index + 1) / 12);
      const text = read(picture);
      return text === undefined ? [] : [receiver.receive(text)];
    });
    const wrong = results.filter((result) => result.kind === 'refused' && result.code !== 'UR_CHECKSUM');
    expect(wrong).toEqual([]);
    for (const text of texts) results.push(receiver.receive(text));
    expect(results.find(({ kind }) => kind === 'complete')).toEqual({ kind: 'complete', type: TYPE, bytes: BYTES });
  });
});

function torn(before: string, after: string, at: number): Luminance {
  const [older, newer] = [before, after].map((text) => drawSymbol(text, { version: VERSION, scale: 4 }));
  if (older === undefined || newer === undefined) throw new Error('two codes make a torn picture');
  return camera.photographChange({ before: older, after: newer, from: at, to: at });
}
