import { createSeededRandom } from '../../support/camera/seeded-random.ts';

/** The UR type that payloads are shown as. */
export const TYPE = 'x-vier-request';

/** Pixels that codes may take on the screen of a laptop. */
export const SCREEN = { width: 700, height: 700 };

/** Bytes that no compression makes shorter, the same for the same seed. */
export function incompressible(length: number, seed: number): Uint8Array {
  const random = createSeededRandom(seed);
  return Uint8Array.from({ length }, () => Math.floor(random.next() * 256));
}
