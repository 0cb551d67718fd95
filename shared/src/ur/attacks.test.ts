import { describe, expect, test } from 'vitest';
import { fromHex } from '../bytes/index.ts';
import { encodeBytewords } from './bytewords.ts';
import { crc32 } from './crc32.ts';
import { encodeFrames } from './encode-frames.ts';
import type { UrLimits } from './limits.ts';
import type { Part } from './part.ts';
import { createReceiver, type ReceiveResult } from './receiver.ts';
import { formatUr, formatUrPart } from './ur.ts';

const TYPE = 'x-test-request';
const BYTES = Uint8Array.from({ length: 100 }, (_, index) => (index * 13) & 0xff);
const genuine = encodeFrames({ type: TYPE, bytes: BYTES, maxFragmentLength: 20 });

/** The genuine part 2 of 5, or a forgery of it: its own checksums are right, as an attacker's would be. */
function part(changes: Partial<Part> = {}): string {
  const data = BYTES.slice(20, 40);
  return formatUrPart(TYPE, { seqNum: 2, seqLen: 5, messageLength: 100, checksum: crc32(BYTES), data, ...changes });
}

function cborPart(hex: string, sequence = '1-2'): string {
  return `ur:${TYPE}/${sequence}/${encodeBytewords(fromHex(hex))}`;
}

interface Attack {
  readonly name: string;
  /** Shown in this order; the last one must be refused, the ones before it must not. */
  readonly frames: readonly string[];
  readonly code: string;
  readonly limits?: Partial<UrLimits>;
}

const first = genuine.frameAt(1);
const body = encodeBytewords(BYTES);

const ATTACKS: readonly Attack[] = [
  { name: 'nothing', frames: [''], code: 'NOT_A_UR' },
  { name: 'another scheme', frames: ['bitcoin:bc1qexample'], code: 'NOT_A_UR' },
  { name: 'a scheme that looks alike', frames: [`uг:${TYPE}/${body}`], code: 'NOT_A_UR' },
  { name: 'a blank in front', frames: [` ur:${TYPE}/${body}`], code: 'NOT_A_UR' },
  { name: 'a share of a secret', frames: ['802a7f3c'.repeat(8)], code: 'NOT_A_UR' },
  { name: 'another message type of ours', frames: [formatUr('x-test-response', BYTES)], code: 'WRONG_UR_TYPE' },
  { name: 'a part of another type', frames: [first.replace('REQUEST', 'RESPONSE')], code: 'WRONG_UR_TYPE' },
  { name: 'a seed', frames: [formatUr('crypto-seed', BYTES)], code: 'WRONG_UR_TYPE' },
  { name: 'the scheme alone', frames: ['ur:'], code: 'UR_SYNTAX' },
  { name: 'a type alone', frames: [`ur:${TYPE}`], code: 'UR_SYNTAX' },
  { name: 'no type', frames: [`ur:/${body}`], code: 'UR_SYNTAX' },
  { name: 'a type of 65 characters', frames: [`ur:${'x'.repeat(65)}/${body}`], code: 'UR_SYNTAX' },
  { name: 'no body', frames: [`ur:${TYPE}/`], code: 'UR_SYNTAX' },
  { name: 'a body of an odd number of letters', frames: [`ur:${TYPE}/${body.slice(1)}`], code: 'UR_SYNTAX' },
  { name: 'a letter too many', frames: [`ur:${TYPE}/${body}a`], code: 'UR_SYNTAX' },
  { name: 'letters that are no byteword', frames: [`ur:${TYPE}/xx${body}`], code: 'UR_SYNTAX' },
  { name: 'a body too short for a checksum', frames: [`ur:${TYPE}/aeae`], code: 'UR_SYNTAX' },
  { name: 'an empty message', frames: [`ur:${TYPE}/${encodeBytewords(new Uint8Array())}`], code: 'UR_SYNTAX' },
  { name: 'a letter that lower-cases into ASCII', frames: [`ur:${TYPE}/\u212a${body.slice(1)}`], code: 'UR_SYNTAX' },
  { name: 'a component too many', frames: [`ur:${TYPE}/1-2/3-4/${body}`], code: 'UR_SYNTAX' },
  { name: 'a sequence of words', frames: [`ur:${TYPE}/one-two/${body}`], code: 'UR_SYNTAX' },
  { name: 'a sequence of three', frames: [`ur:${TYPE}/1-2-3/${body}`], code: 'UR_SYNTAX' },
  { name: 'a leading zero', frames: [`ur:${TYPE}/01-2/${body}`], code: 'UR_SYNTAX' },
  { name: 'a negative number', frames: [`ur:${TYPE}/-1-2/${body}`], code: 'UR_SYNTAX' },
  { name: 'eleven digits', frames: [`ur:${TYPE}/10000000000-2/${body}`], code: 'UR_SYNTAX' },
  { name: 'a query', frames: [`ur:${TYPE}/${body}?x=1`], code: 'UR_SYNTAX' },
  { name: 'a flipped letter in a whole message', frames: [`ur:${TYPE}/${flipped(body)}`], code: 'UR_CHECKSUM' },
  { name: 'a flipped letter in a part', frames: [flipped(first.toLowerCase())], code: 'UR_CHECKSUM' },
  { name: 'a part cut off', frames: [first.slice(0, -2)], code: 'UR_CHECKSUM' },
  { name: 'two bytes behind a part', frames: [`${first}AEAE`], code: 'UR_CHECKSUM' },
  { name: 'part number zero', frames: [`ur:${TYPE}/0-5/${body}`], code: 'UR_PART_INVALID' },
  { name: 'part number 2^32', frames: [`ur:${TYPE}/4294967296-5/${body}`], code: 'UR_PART_INVALID' },
  { name: 'no parts', frames: [`ur:${TYPE}/1-0/${body}`], code: 'UR_PART_INVALID' },
  { name: 'a part number that differs inside', frames: [part().replace('/2-5/', '/3-5/')], code: 'UR_PART_INVALID' },
  { name: 'a part count that differs inside', frames: [part().replace('/2-5/', '/2-6/')], code: 'UR_PART_INVALID' },
  { name: 'a message too long for its parts', frames: [part({ messageLength: 101 })], code: 'UR_PART_INVALID' },
  { name: 'a message too short for its parts', frames: [part({ messageLength: 80 })], code: 'UR_PART_INVALID' },
  { name: 'a message of no length', frames: [part({ messageLength: 0 })], code: 'UR_PART_INVALID' },
  { name: 'a part without data', frames: [part({ data: new Uint8Array() })], code: 'UR_PART_INVALID' },
  { name: 'no CBOR at all', frames: [cborPart('')], code: 'UR_PART_INVALID' },
  { name: 'a number in a longer form', frames: [cborPart('8518010202004105')], code: 'UR_PART_INVALID' },
  {
    name: 'a number of eight bytes',
    frames: [cborPart('851b0000000000000001020200 4105'.replace(' ', ''))],
    code: 'UR_PART_INVALID',
  },
  { name: 'a trailing byte inside', frames: [cborPart('850102020041 0500'.replace(' ', ''))], code: 'UR_PART_INVALID' },
  { name: 'five million parts', frames: [part({ seqLen: 5_000_000 })], code: 'UR_TOO_MANY_PARTS' },
  { name: '2^32 - 1 parts', frames: [part({ seqLen: 0xffffffff })], code: 'UR_TOO_MANY_PARTS' },
  { name: 'one part above the limit', frames: [part()], code: 'UR_TOO_MANY_PARTS', limits: { maxSeqLen: 4 } },
  { name: 'a message of 4 GB', frames: [part({ messageLength: 0xffffffff })], code: 'UR_MESSAGE_TOO_LARGE' },
  {
    name: 'a message a byte above the limit',
    frames: [part()],
    code: 'UR_MESSAGE_TOO_LARGE',
    limits: { maxMessageLength: 99 },
  },
  {
    name: 'a whole message above the limit',
    frames: [formatUr(TYPE, BYTES)],
    code: 'UR_MESSAGE_TOO_LARGE',
    limits: { maxMessageLength: 99 },
  },
  {
    name: 'a fragment above the limit',
    frames: [part()],
    code: 'UR_FRAGMENT_TOO_LARGE',
    limits: { maxFragmentLength: 19 },
  },
  { name: 'a text longer than a QR code', frames: [`ur:${TYPE}/${'ae'.repeat(2_200)}`], code: 'UR_FRAME_TOO_LONG' },
  { name: 'a megabyte of text', frames: ['x'.repeat(1_000_000)], code: 'UR_FRAME_TOO_LONG' },
  {
    name: 'other data under a known number',
    frames: [genuine.frameAt(2), part({ data: new Uint8Array(20) })],
    code: 'UR_PART_CONTRADICTS',
  },
  {
    name: 'a forged part among genuine ones',
    frames: [1, 3, 4, 5].map(genuine.frameAt).concat(part({ data: new Uint8Array(20) })),
    code: 'UR_MESSAGE_CHECKSUM',
  },
  {
    name: 'something behind the end of the message',
    frames: [0, 1].map((index) => paddedPart(index)),
    code: 'UR_MESSAGE_CHECKSUM',
  },
  {
    name: 'a stream without end',
    frames: Array.from({ length: 51 }, (_, index) => genuine.frameAt((index % 4) + 1)),
    code: 'UR_SCAN_TOO_LONG',
    limits: { maxParts: 50 },
  },
];

/** A letter in the middle replaced so that another byteword results. */
function flipped(text: string): string {
  const at = 2 * Math.floor(text.length / 4) + (text.length % 2);
  const pair = text.slice(at, at + 2);
  return text.slice(0, at) + (pair === 'ae' ? 'ad' : 'ae') + text.slice(at + 2);
}

/** A message of three bytes in two fragments of two, the byte behind its end not zero. */
function paddedPart(index: number): string {
  const message = Uint8Array.of(1, 2, 3);
  const data = [Uint8Array.of(1, 2), Uint8Array.of(3, 4)][index] ?? message;
  return formatUrPart(TYPE, { seqNum: index + 1, seqLen: 2, messageLength: 3, checksum: crc32(message), data });
}

function show({ frames, limits = {} }: Attack): ReceiveResult[] {
  const receiver = createReceiver({ expectedType: TYPE, limits });
  return frames.map((frame) => receiver.receive(frame));
}

describe('attacks', () => {
  test.each(ATTACKS)('$name: $code', (attack) => {
    const results = show(attack);
    expect(results.slice(0, -1).filter((result) => result.kind === 'refused' || result.kind === 'complete')).toEqual(
      [],
    );
    expect(results.at(-1)).toMatchObject({ kind: 'refused', code: attack.code });
  });

  test('the same message under another of the expected types is another message', () => {
    const receiver = createReceiver({ expectedTypes: [TYPE, 'x-test-offer'] });
    expect(receiver.receive(first)).toMatchObject({ kind: 'progress', messages: 1, received: 1 });
    const renamed = genuine.frameAt(2).replace('X-TEST-REQUEST', 'X-TEST-OFFER');
    expect(receiver.receive(renamed)).toMatchObject({ kind: 'progress', messages: 2, received: 1 });
    const kinds = [2, 3, 4, 5].map((seqNum) => receiver.receive(genuine.frameAt(seqNum)).kind);
    expect(kinds).toEqual(['progress', 'progress', 'progress', 'complete']);
  });

  test('each code has a sentence that ends, and that repeats nothing of what was shown but its type', () => {
    for (const result of ATTACKS.flatMap(show)) {
      if (result.kind === 'refused') expect(result.message).toMatch(/^[A-Z][^\n]{20,150}\.$/);
    }
    const secret = createReceiver({ expectedType: TYPE }).receive('correct horse battery staple');
    expect(JSON.stringify(secret)).not.toContain('horse');
  });

  test('every single changed character of a frame is refused or a duplicate, and the message still completes', () => {
    const receiver = createReceiver({ expectedType: TYPE });
    receiver.receive(first);
    const frame = genuine.frameAt(2);
    for (let at = 0; at < frame.length; at++) {
      for (const character of 'AZ19-/:') {
        if (character === frame[at]) continue;
        const changed = frame.slice(0, at) + character + frame.slice(at + 1);
        expect(receiver.receive(changed).kind, changed).toBe('refused');
      }
    }
    const results = [2, 3, 4, 5].map((seqNum) => receiver.receive(genuine.frameAt(seqNum)));
    expect(results.at(-1)).toEqual({ kind: 'complete', type: TYPE, bytes: BYTES });
  });

  test.each([
    ['another part count', part({ seqLen: 6, messageLength: 101 })],
    ['another message length', part({ messageLength: 99 })],
    ['another checksum', part({ checksum: 1 })],
    ['another fragment length', part({ data: new Uint8Array(21) })],
  ])('a part of another message (%s) never gets into this one', (_, foreign) => {
    const receiver = createReceiver({ expectedType: TYPE });
    receiver.receive(first);
    expect(receiver.receive(foreign)).toMatchObject({ kind: 'progress', messages: 2, received: 1, needed: 5 });
    const results = [2, 3, 4, 5].map((seqNum) => receiver.receive(genuine.frameAt(seqNum)));
    expect(results.at(-1)).toEqual({ kind: 'complete', type: TYPE, bytes: BYTES });
  });

  test('a forged part costs a second pass, no more', () => {
    const receiver = createReceiver({ expectedType: TYPE });
    receiver.receive(part({ data: new Uint8Array(20) }));
    const kinds = [1, 3, 4, 5, 1, 2, 3, 4, 5].map((seqNum) => receiver.receive(genuine.frameAt(seqNum)).kind);
    expect(kinds.slice(3)).toEqual(['refused', 'progress', 'progress', 'progress', 'progress', 'complete']);
  });

  test('a stream that never completes is looked at only so often, and reset ends that', () => {
    const limits = { maxParts: 30 };
    const receiver = createReceiver({ expectedType: TYPE, limits });
    for (let i = 0; i < 30; i++) receiver.receive(genuine.frameAt((i % 3) + 1));
    expect(receiver.receive(genuine.frameAt(4))).toMatchObject({ code: 'UR_SCAN_TOO_LONG' });
    expect(receiver.missingParts()).toEqual([4, 5]);
    receiver.reset();
    expect(receiver.receive(genuine.frameAt(4)).kind).toBe('progress');
  });
});
