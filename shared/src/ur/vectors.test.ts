import { describe, expect, test } from 'vitest';
import bytewordsVectors from '../../vectors/ur/bytewords.json' with { type: 'json' };
import crcVectors from '../../vectors/ur/crc32.json' with { type: 'json' };
import fountainVectors from '../../vectors/ur/fountain.json' with { type: 'json' };
import randomVectors from '../../vectors/ur/random.json' with { type: 'json' };
import urVectors from '../../vectors/ur/ur.json' with { type: 'json' };
import { concatBytes, fromHex, toHex, utf8 } from '../bytes/index.ts';
import { type BytewordsStyle, decodeBytewords, encodeBytewords } from './bytewords.ts';
import { crc32, uint32Bytes } from './crc32.ts';
import { encodeFrames } from './encode-frames.ts';
import { degreeSampler, FragmentChooser, fragmentLengthFor, partition, shuffled, xorInto } from './fountain.ts';
import { FountainDecoder } from './fountain-decoder.ts';
import { FountainEncoder } from './fountain-encoder.ts';
import { decodePart, encodePart } from './part.ts';
import { RandomSampler } from './random-sampler.ts';
import { createReceiver } from './receiver.ts';
import { formatUr, parseUr } from './ur.ts';
import { Xoshiro256 } from './xoshiro256.ts';

function seeded(text: string): Xoshiro256 {
  return new Xoshiro256(utf8(text));
}

function referenceMessage(length: number, random = seeded('Wolf')): Uint8Array {
  return Uint8Array.from({ length }, () => random.nextInt(0, 255));
}

/** The CBOR byte string of a message of 24 to 65,535 bytes. */
function byteString(message: Uint8Array): Uint8Array {
  const length = uint32Bytes(message.length);
  const head = message.length < 256 ? Uint8Array.of(0x58, ...length.slice(3)) : Uint8Array.of(0x59, ...length.slice(2));
  return concatBytes(head, message);
}

function styleOf(text: string): BytewordsStyle {
  return text === 'standard' ? 'standard' : 'minimal';
}

describe('CRC-32', () => {
  test.each(crcVectors.cases)('%#', ({ text, hex, checksum }) => {
    expect(toHex(uint32Bytes(crc32(hex === undefined ? utf8(text ?? '') : fromHex(hex))))).toBe(checksum);
  });
});

describe('Bytewords', () => {
  test.each(bytewordsVectors.cases)('$minimal', ({ hex, standard, minimal }) => {
    expect(encodeBytewords(fromHex(hex), 'standard')).toBe(standard);
    expect(encodeBytewords(fromHex(hex))).toBe(minimal);
    expect(toHex(decodeBytewords(standard, 'standard'))).toBe(hex);
    expect(toHex(decodeBytewords(minimal))).toBe(hex);
    expect(toHex(decodeBytewords(minimal.toUpperCase()))).toBe(hex);
  });

  test.each(bytewordsVectors.badChecksum)('bad checksum: $text', ({ style, text }) => {
    expect(() => decodeBytewords(text, styleOf(style))).toThrow(expect.objectContaining({ code: 'UR_CHECKSUM' }));
  });

  test.each(bytewordsVectors.tooShort)('too short: "$text"', ({ style, text }) => {
    expect(() => decodeBytewords(text, styleOf(style))).toThrow(expect.objectContaining({ code: 'UR_SYNTAX' }));
  });

  test('the empty string has a form too', () => {
    expect(decodeBytewords(encodeBytewords(new Uint8Array()))).toEqual(new Uint8Array());
  });
});

describe('random numbers', () => {
  test.each(randomVectors.nextModulo100)('next, modulo 100 (%#)', ({ seedText, seedHex, numbers }) => {
    const random = seedText === undefined ? new Xoshiro256(fromHex(seedHex ?? '')) : seeded(seedText);
    expect(numbers.map(() => Number(random.next() % 100n))).toEqual(numbers);
  });

  test('integers in a range', () => {
    const random = seeded('Wolf');
    expect(randomVectors.nextInt1To10.numbers.map(() => random.nextInt(1, 10))).toEqual(
      randomVectors.nextInt1To10.numbers,
    );
  });

  test('bytes and their exclusive or', () => {
    const { first10, second10, xor } = randomVectors.nextBytes;
    const random = seeded('Wolf');
    const first = referenceMessage(10, random);
    const second = referenceMessage(10, random);
    expect([toHex(first), toHex(second)]).toEqual([first10, second10]);
    xorInto(first, second);
    expect(toHex(first)).toBe(xor);
  });

  test('sampler', () => {
    const { weights, samples } = randomVectors.sampler;
    const sampler = new RandomSampler(weights);
    const random = seeded('Wolf');
    expect(samples.map(() => sampler.next(() => random.nextDouble()))).toEqual(samples);
  });

  test('shuffle, whole and in part', () => {
    const whole = randomVectors.shuffled;
    const random = seeded('Wolf');
    expect(whole.results.map(() => shuffled(whole.items, random, 10))).toEqual(whole.results);
    const prefixes = randomVectors.shuffledPrefixes;
    const again = seeded('Wolf');
    expect(prefixes.results.map((_, index) => shuffled(prefixes.items, again, index + 1))).toEqual(prefixes.results);
  });
});

describe('fountain', () => {
  test.each(fountainVectors.fragmentLength)('fragment length of $messageLength in $maxFragmentLength', (vector) => {
    expect(fragmentLengthFor(vector.messageLength, vector.maxFragmentLength)).toBe(vector.expected);
  });

  test('fragments', () => {
    const { messageLength, maxFragmentLength, hex } = fountainVectors.fragments;
    const fragments = partition(referenceMessage(messageLength), fragmentLengthFor(messageLength, maxFragmentLength));
    expect(fragments.map(toHex)).toEqual(hex);
  });

  test('degrees', () => {
    const { seqLen, seedTextPrefix, expected } = fountainVectors.degrees;
    const sampler = degreeSampler(seqLen);
    const degrees = expected.map((_, index) => {
      const random = seeded(`${seedTextPrefix}${index + 1}`);
      return sampler.next(() => random.nextDouble()) + 1;
    });
    expect(degrees).toEqual(expected);
  });

  test('which fragments a part mixes', () => {
    const { messageLength, seqLen, expected } = fountainVectors.fragmentIndexes;
    const chooser = new FragmentChooser(seqLen, crc32(referenceMessage(messageLength)));
    expect(expected.map((_, index) => [...chooser.indexesAt(index + 1)].sort((a, b) => a - b))).toEqual(expected);
  });

  test('a part as CBOR', () => {
    const { dataHex, cborHex, ...numbers } = fountainVectors.partCbor;
    const part = { ...numbers, data: fromHex(dataHex) };
    expect(toHex(encodePart(part))).toBe(cborHex);
    expect(decodePart(fromHex(cborHex))).toEqual(part);
  });

  test('the parts of a message', () => {
    const { messageLength, maxFragmentLength, checksum, seqLen, dataHex, cborHex } = fountainVectors.encoder;
    const encoder = new FountainEncoder(referenceMessage(messageLength), maxFragmentLength);
    const parts = dataHex.map((_, index) => encoder.partAt(index + 1));
    expect(encoder.seqLen).toBe(seqLen);
    expect(parts).toEqual(
      dataHex.map((hex, index) => ({ seqNum: index + 1, seqLen, messageLength, checksum, data: fromHex(hex) })),
    );
    expect(parts.map((part) => toHex(encodePart(part)))).toEqual(cborHex);
  });

  test('a long message of which the first hundred parts were missed', () => {
    const { messageLength, maxFragmentLength, firstSeqNum } = urVectors.lossy;
    const message = referenceMessage(messageLength);
    const encoder = new FountainEncoder(message, maxFragmentLength);
    const decoder = new FountainDecoder(encoder.partAt(firstSeqNum));
    for (let seqNum = firstSeqNum; decoder.message() === undefined; seqNum++) decoder.receive(encoder.partAt(seqNum));
    expect(decoder.message()).toEqual(message);
  });
});

describe('UR', () => {
  test('in a single part', () => {
    const payload = byteString(referenceMessage(urVectors.single.messageLength));
    expect(formatUr('bytes', payload)).toBe(urVectors.single.ur);
    const complete = { kind: 'complete', type: 'bytes', bytes: payload };
    expect(createReceiver({ expectedType: 'bytes' }).receive(urVectors.single.ur)).toEqual(complete);
    const { hex, bytewords } = urVectors.helloWorld;
    expect(formatUr('bytes', fromHex(hex))).toBe(`ur:bytes/${bytewords}`);
    const request = urVectors.cryptoRequest;
    expect(formatUr('crypto-request', fromHex(request.hex))).toBe(request.ur);
  });

  test('in several parts', () => {
    const { messageLength, maxFragmentLength, urs } = urVectors.multi;
    const payload = byteString(referenceMessage(messageLength));
    const frames = encodeFrames({ type: 'bytes', bytes: payload, maxFragmentLength });
    expect(urs.map((_, index) => frames.frameAt(index + 1))).toEqual(urs.map((ur) => ur.toUpperCase()));
    const receiver = createReceiver({ expectedType: 'bytes' });
    const results = urs.slice(0, 9).map((ur) => receiver.receive(ur));
    expect(results.at(-1)).toEqual({ kind: 'complete', type: 'bytes', bytes: payload });
    const { text, maxFragmentLength: five, first } = urVectors.tenChars;
    const chars = encodeFrames({ type: 'bytes', bytes: utf8(text), maxFragmentLength: five });
    expect(chars.frameAt(1)).toBe(first.toUpperCase());
  });

  test.each(urVectors.malformed)('malformed: %s', (ur) => {
    expect(() => parseUr(ur)).toThrow(
      expect.objectContaining({ code: expect.stringMatching(/^(NOT_A_UR|UR_SYNTAX)$/) }),
    );
  });

  test.each(urVectors.wellFormed)('well-formed: %s', (ur) => {
    expect(parseUr(ur).kind).toBe('single');
  });
});
