import { capacityOf, createPictureReader, drawSymbols, modulesOf, sideOf } from '@vieraugen/shared/qr';
import { type CameraLevel, createCamera, type Luminance } from '../../support/camera/index.ts';
import { median } from '../measure.ts';
import type { Bench } from '../report.ts';
import { readWithJsqr } from './readers.ts';

const PICTURES = 24;

/** How many of the pictures are read, and how fast, beside jsQR. */
export async function comparePictureReaders(bench: Bench): Promise<void> {
  let round = 0;
  await bench.figure({
    goal: '4a',
    title: `level medium, 720p, version 30 (${((0.8 * 720) / sideOf(30)).toFixed(1)} pixels a module): pictures that are read`,
    unit: '%',
    ours: () => {
      round += 1;
      return shareRead(picturesOf('medium', 30, 100 * round), (pictures) => {
        const read = createPictureReader();
        return pictures.map((picture) => read(picture).texts.length > 0);
      });
    },
    bound: { atLeast: 99 },
  });
  let jsqrRound = 0;
  const jsqrShare = () =>
    shareRead(picturesOf('medium', 30, 100 * ++jsqrRound).slice(0, 6), (pictures) =>
      pictures.map((picture) => readWithJsqr(picture) !== undefined),
    );
  bench.note(`jsQR reads ${jsqrShare()} % of such pictures.`);
  await bench.compare({
    goal: '4b',
    title: 'level mild, 720p, version 20: time for a picture',
    unit: 'ms',
    ours: () => {
      const read = createPictureReader();
      return timeFor(picturesOf('mild', 20, 7), (picture) => read(picture).texts.length > 0);
    },
    floor: {
      name: 'jsQR',
      run: () => timeFor(picturesOf('mild', 20, 7), (picture) => readWithJsqr(picture) !== undefined),
    },
    ratio: 'floor/ours',
    bound: { atLeast: 5 },
  });
}

const kept = new Map<string, readonly Luminance[]>();

/** Pictures of codes that differ, each through a camera that stands differently. */
function picturesOf(level: CameraLevel, version: number, seed: number): readonly Luminance[] {
  const key = `${level} ${version} ${seed}`;
  const known = kept.get(key);
  if (known !== undefined) return known;
  const pictures = Array.from({ length: PICTURES }, (_, index) => {
    const text = `UR:X-VIER-REQUEST/${index + 1}-99/`.padEnd(capacityOf(version) - 10, 'AEADAOAXAAAHAMAT');
    const scale = Math.floor(700 / sideOf(version));
    const { data, width, height } = drawSymbols([modulesOf(text, version)], scale);
    const screen = {
      data: Uint8Array.from({ length: width * height }, (_, place) => data[place * 4] ?? 0),
      width,
      height,
    };
    return createCamera({ level, seed: seed + index }).photograph(screen);
  });
  kept.set(key, pictures);
  return pictures;
}

function shareRead(
  pictures: readonly Luminance[],
  read: (pictures: readonly Luminance[]) => readonly boolean[],
): number {
  const results = read(pictures);
  return (100 * results.filter(Boolean).length) / results.length;
}

function timeFor(pictures: readonly Luminance[], read: (picture: Luminance) => boolean): number {
  const times: number[] = [];
  for (const picture of pictures.slice(0, 12)) {
    const start = performance.now();
    read(picture);
    times.push(performance.now() - start);
  }
  return median(times);
}
