import { UR, URDecoder, UREncoder } from '@ngraveio/bc-ur';
import { createReceiver, encodeFrames } from '@vieraugen/shared/ur';
import { createSeededRandom, type SeededRandom } from '../../support/camera/seeded-random.ts';
import { median } from '../measure.ts';
import type { Bench } from '../report.ts';
import { incompressible, TYPE } from './payloads.ts';

const FRAGMENT = 60;
/** The median of so many messages: with few fragments one frame is a large step. */
const TRIALS = 9;
const TRIALS_OF_FEW = 31;
const FEW = 20;
const LOSSES = [0, 0.1, 0.3];
/** Whoever needs more frames than this many times the least is given up. */
const MOST = 15;

/** How many frames a reader needs, as a multiple of the fewest that can suffice. */
export async function compareFountains(bench: Bench): Promise<void> {
  for (const [letter, fragments] of [
    ['a', 20],
    ['b', 41],
    ['c', 84],
  ] as const) {
    await bench.compare({
      goal: `3${letter}`,
      title: `frames for a late reader, ${fragments} fragments, mean over 0, 10 and 30 % loss`,
      unit: 'x the least',
      ours: () => mean(LOSSES.map((loss) => medianOf(ourFrames, fragments, loss, true))),
      floor: { name: 'bc-ur', run: () => mean(LOSSES.map((loss) => medianOf(usualFrames, fragments, loss, true))) },
      ratio: 'ours/floor',
      bound: { atMost: 0.75 },
    });
  }
  for (const [letter, loss] of [
    ['d', 0],
    ['e', 0.1],
    ['f', 0.3],
  ] as const) {
    await bench.compare({
      goal: `3${letter}`,
      title: `frames from the start, 41 fragments, ${loss * 100} % loss`,
      unit: 'x the least',
      ours: () => medianOf(ourFrames, 41, loss, false),
      floor: { name: 'bc-ur', run: () => medianOf(usualFrames, 41, loss, false) },
      ratio: 'ours/floor',
      bound: { atMost: 1 },
    });
  }
}

type Count = (fragments: number, firstStep: number, isLost: () => boolean) => number;

let seed = 0;

function medianOf(count: Count, fragments: number, loss: number, isLate: boolean): number {
  const trials = fragments <= FEW ? TRIALS_OF_FEW : TRIALS;
  const needed = Array.from({ length: trials }, () => {
    const random: SeededRandom = createSeededRandom(++seed);
    const first = isLate ? 3 * fragments + Math.floor(random.next() * fragments) : 0;
    return count(fragments, first, () => random.next() < loss);
  });
  return median(needed) / fragments;
}

function ourFrames(fragments: number, firstStep: number, isLost: () => boolean): number {
  const bytes = incompressible(fragments * FRAGMENT, seed);
  const frames = encodeFrames({ type: TYPE, bytes, maxFragmentLength: FRAGMENT });
  const receiver = createReceiver({ expectedType: TYPE });
  let taken = 0;
  for (let step = firstStep; taken < MOST * fragments; step++) {
    if (isLost()) continue;
    taken += 1;
    if (receiver.receive(frames.frameAt(frames.partAtStep(step))).kind === 'complete') break;
  }
  return taken;
}

function usualFrames(fragments: number, firstStep: number, isLost: () => boolean): number {
  const bytes = incompressible(fragments * FRAGMENT, seed);
  const encoder = new UREncoder(new UR(Buffer.from(bytes), TYPE), FRAGMENT, firstStep);
  const decoder = new URDecoder();
  let taken = 0;
  while (taken < MOST * fragments) {
    const part = encoder.nextPart();
    if (isLost()) continue;
    taken += 1;
    decoder.receivePart(part);
    if (decoder.isComplete()) break;
  }
  return taken;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
