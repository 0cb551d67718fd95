import type { SeededRandom } from '../../e2e/support/camera/seeded-random.ts';
import { encodeFrames } from '../../shared/src/ur/encode-frames.ts';
import { decodePart, type Part } from '../../shared/src/ur/part.ts';
import { decodeUrBody, formatUr, formatUrPart, parseUr } from '../../shared/src/ur/ur.ts';
import { edgeNumber, mutateBytes, pick, slicePart } from './mutate-bytes.ts';
import type { Mutator } from './target.ts';

const MAX_FRAMES = 50;
/** The part number after which 1 comes again. */
const MAX_SEQ_NUM = 2 ** 32 - 1;
const ALPHABET = 'AEIOUXYZaeiouxyz0123456789-/:?% ';
const TYPES = ['x-vier-request', 'x-vier-response', 'bytes', 'eth-sign-request'];

/** Frames as text, one a line: what a camera brings of a screen. */
export function framesOf(input: Uint8Array): string[] {
  return Buffer.from(input).toString('latin1').split('\n').slice(0, MAX_FRAMES);
}

/** The input that stands for these frames. */
export function inputOf(frames: readonly string[]): Uint8Array {
  return Uint8Array.from(Buffer.from(frames.join('\n'), 'latin1'));
}

/** Changes a stream: its order, single frames in their text, and parts in their numbers with checksums that are right. */
export const mutateFrames: Mutator = (input, other, random) => {
  if (random.next() < 0.1) return mutateBytes(input, other, random);
  let frames = framesOf(input);
  for (let times = 1 + random.below(4); times > 0; times -= 1) {
    const changed = pick(CHANGES, random)(frames, framesOf(other), random).slice(0, MAX_FRAMES);
    frames = changed.length > 0 ? changed : [''];
  }
  return inputOf(frames);
};

type Change = (frames: readonly string[], others: readonly string[], random: SeededRandom) => string[];

const CHANGES: readonly Change[] = [
  (frames, _others, random) => frames.toSpliced(random.below(frames.length), 1),
  (frames, _others, random) => insert(frames, [pick(frames, random)], random),
  (frames, others, random) => insert(frames, [pick(others, random)], random),
  (frames, others) => frames.flatMap((frame, index) => [frame, ...others.slice(index, index + 1)]),
  (frames) => [...frames, ...frames],
  (frames) => frames.toReversed(),
  (frames, _others, random) => changeOne(frames, random, (frame) => spoilText(frame, random)),
  (frames, _others, random) => changeOne(frames, random, (frame) => spoilPart(frame, random)),
  (frames, _others, random) => changeOne(frames, random, (frame) => spoilPart(frame, random)),
  (frames, _others, random) => frames.map((frame) => (random.next() < 0.5 ? spoilPart(frame, random) : frame)),
  (frames, _others, random) => insert(frames, honestFrames(random), random),
  (frames, _others, random) => insert(frames, [formatUr(pick(TYPES, random), randomBytes(random))], random),
];

function insert(frames: readonly string[], added: readonly string[], random: SeededRandom): string[] {
  return frames.toSpliced(random.below(frames.length + 1), 0, ...added);
}

function changeOne(frames: readonly string[], random: SeededRandom, change: (frame: string) => string): string[] {
  if (frames.length === 0) return [change('')];
  const at = random.below(frames.length);
  return frames.with(at, change(frames[at] ?? ''));
}

function spoilText(frame: string, random: SeededRandom): string {
  const at = random.below(frame.length + 1);
  const kind = random.below(5);
  if (kind === 0) return frame.slice(0, at);
  if (kind === 1) return frame === frame.toUpperCase() ? frame.toLowerCase() : frame.toUpperCase();
  if (kind === 2) return frame.slice(0, at) + frame.slice(at + 1 + random.below(4));
  return frame.slice(0, at) + ALPHABET.charAt(random.below(ALPHABET.length)) + frame.slice(at + (kind === 3 ? 1 : 0));
}

/** Another part than it was, its own checksums right, as an attacker's are. What is no part stays. */
function spoilPart(frame: string, random: SeededRandom): string {
  const read = readPart(frame);
  if (read === undefined) return spoilText(frame, random);
  const part = pick(PART_CHANGES, random)(read.part, random);
  const text = formatUrPart(random.next() < 0.05 ? pick(TYPES, random) : read.type, part);
  if (random.next() < 0.1) return text.replace(/\/\d+-/, `/${edgeNumber(random)}-`);
  return random.next() < 0.5 ? text : text.toUpperCase();
}

const PART_CHANGES: readonly ((part: Part, random: SeededRandom) => Part)[] = [
  (part, random) => ({ ...part, seqNum: edgeNumber(random) >>> 0 }),
  (part, random) => ({ ...part, seqNum: part.seqNum + 1 + random.below(3 * part.seqLen + 1) }),
  (part, random) => ({ ...part, seqLen: edgeNumber(random) >>> 0 }),
  (part, random) => ({ ...part, seqLen: Math.max(0, part.seqLen + random.below(3) - 1) }),
  (part, random) => ({ ...part, messageLength: edgeNumber(random) >>> 0 }),
  (part, random) => ({ ...part, messageLength: Math.max(0, part.messageLength + random.below(3) - 1) }),
  (part, random) => ({ ...part, checksum: edgeNumber(random) >>> 0 }),
  (part, random) => ({ ...part, data: mutateBytes(part.data, part.data, random) }),
  (part, random) => ({ ...part, data: slicePart(part.data, random) }),
  // Numbers that fit each other again, however large.
  (part, random) => {
    const seqLen = 1 + (edgeNumber(random) % 3_000);
    return {
      ...part,
      seqLen,
      messageLength: Math.max(1, seqLen * part.data.length - random.below(part.data.length + 1)),
    };
  },
];

function readPart(frame: string): { readonly type: string; readonly part: Part } | undefined {
  try {
    const ur = parseUr(frame);
    return ur.kind === 'part' ? { type: ur.type, part: decodePart(decodeUrBody(ur)) } : undefined;
  } catch {
    return undefined;
  }
}

/** Some frames of a message: from the start, from anywhere, or from the end of all numbers. */
export function honestFrames(random: SeededRandom): string[] {
  const bytes = randomBytes(random);
  const frames = encodeFrames({ type: pick(TYPES, random), bytes, maxFragmentLength: 1 + random.below(40) });
  const first = pick([1, 1, frames.partCount, 1 + random.below(1_000), 0xfffffff0], random);
  const count = Math.min(MAX_FRAMES, Math.ceil(frames.partCount * 1.5));
  return Array.from({ length: count }, (_, index) => frames.frameAt(1 + ((first - 1 + index) % MAX_SEQ_NUM)));
}

function randomBytes(random: SeededRandom): Uint8Array {
  // With few values it is compressed.
  const values = pick([4, 256], random);
  return Uint8Array.from({ length: 1 + random.below(400) }, () => random.below(values));
}
