import { choosePlayback, modulesOf } from '@vieraugen/shared/qr';
import { randomId, TestCoordinator } from '@vieraugen/shared/testing';
import { encodeFrames } from '@vieraugen/shared/ur';
import qrcode from 'qrcode';
import { createCamera } from '../../support/camera/index.ts';
import { createSeededRandom } from '../../support/camera/seeded-random.ts';
import { timeOf } from '../measure.ts';
import type { Bench } from '../report.ts';
import { compareFountains } from './fountain.ts';
import { measureInChromium } from './in-chromium.ts';
import { incompressible, SCREEN, TYPE } from './payloads.ts';
import { comparePictureReaders } from './pictures.ts';
import { frameTaker, mixedTaker, ourTaker, type PictureTaker, usualTaker } from './readers.ts';
import { ourScreens, USUAL, usualScreens } from './screens.ts';
import { secondsToRead } from './virtual-camera.ts';

/** Crossing the gap: codes, camera, fountain, whole messages. */
export async function measureTransport(bench: Bench): Promise<void> {
  await compareWholeMessages(bench);
  await compareFountains(bench);
  await comparePictureReaders(bench);
  await compareDrawing(bench);
  await measureInChromium(bench);
  await measureMessages(bench);
}

const PAYLOAD = 10_000;
const WIDE_SCREEN = { width: 1_400, height: 700 };

async function compareWholeMessages(bench: Bench): Promise<void> {
  bench.note(
    `The baseline is what wallets use: bc-ur at ${USUAL.fragment} bytes and ${USUAL.fps} codes a second, drawn by qrcode, read by jsQR. Camera: 1280x720, 30 pictures a second, level mild, a display that changes while it is filmed.`,
  );
  let seed = 0;
  const kilobytes = (seconds: number) => PAYLOAD / 1000 / seconds;
  const usual = () => {
    const bytes = incompressible(PAYLOAD, ++seed);
    const camera = createCamera({ level: 'mild', seed });
    return kilobytes(secondsToRead(usualScreens(bytes, TYPE), USUAL.fps, camera, usualTaker()));
  };
  const ours = (taker: () => PictureTaker, sideBySide: boolean) => () => {
    const screen = sideBySide ? WIDE_SCREEN : SCREEN;
    const { playback, screens } = ourScreens({
      type: TYPE,
      bytes: incompressible(PAYLOAD, ++seed),
      screen,
      sideBySide,
    });
    const camera = createCamera({ level: 'mild', seed });
    return kilobytes(secondsToRead(screens, playback.rate, camera, taker()));
  };
  const floor = { name: 'usual wallet', run: usual };
  const common = { unit: 'kB/s', floor, ratio: 'ours/floor' } as const;
  await bench.compare({
    ...common,
    goal: '2a',
    title: '10 kB, one code at a time, our settings and reader',
    ours: ours(ourTaker, false),
    bound: { atLeast: 3 },
  });
  await bench.compare({
    ...common,
    goal: '2b',
    title: 'the same, put together by an unmodified bc-ur',
    ours: ours(mixedTaker, false),
    bound: { atLeast: 3 },
  });
  await bench.compare({
    ...common,
    goal: '1',
    title: '10 kB, two codes side by side (stretch)',
    ours: ours(ourTaker, true),
    bound: { atLeast: 6 },
  });
}

async function compareDrawing(bench: Bench): Promise<void> {
  const bytes = incompressible(10_000, 1);
  const text = encodeFrames({ type: TYPE, bytes, maxFragmentLength: 1_200 }).frameAt(1);
  await bench.compare({
    goal: '5',
    title: 'a code of version 30, text to modules',
    unit: 'ms',
    ours: () => timeOf(() => modulesOf(text, 30)),
    floor: {
      name: 'qrcode',
      run: () =>
        timeOf(() => qrcode.create([{ data: text, mode: 'alphanumeric' }], { errorCorrectionLevel: 'L', version: 30 })),
    },
    ratio: 'floor/ours',
    bound: { atLeast: 4 },
  });
}

const NOW = 1_790_000_000;

async function measureMessages(bench: Bench): Promise<void> {
  const coordinator = new TestCoordinator();
  const source = { vaultId: randomId(), keyId: randomId() };
  const requestOf = (count: number) =>
    coordinator.request(
      NOW,
      source.vaultId,
      Array.from({ length: count }, () => coordinator.item(NOW, source)),
    );
  const [single, batch] = [await requestOf(1), await requestOf(100)];
  const shown = choosePlayback({ type: TYPE, bytes: single, screen: SCREEN });
  bench.note(
    `A request of one transfer with two approvals: ${single.length} bytes, ${shown.frames.carriedLength} packed, version ${shown.version}. A batch of 100: ${batch.length} bytes, ${choosePlayback({ type: TYPE, bytes: batch, screen: SCREEN }).frames.carriedLength} packed.`,
  );
  await bench.figure({
    goal: '7a',
    title: 'codes that a request of one transfer takes',
    unit: 'codes',
    ours: () => shown.frames.partCount,
    bound: { atMost: 1 },
  });
  let seed = 1_000;
  await bench.figure({
    goal: '7b',
    title: 'time a batch of 100 transfers is on the screen, 10 % of the codes lost',
    unit: 's',
    ours: () => displayTime(batch, ++seed),
    bound: { atMost: 3 },
  });
}

/** Seconds that the codes of a message must be on the screen for a reader that misses one in ten. */
function displayTime(bytes: Uint8Array, seed: number): number {
  const { frames, rate, symbols } = choosePlayback({ type: TYPE, bytes, screen: SCREEN });
  const random = createSeededRandom(seed);
  const receive = frameTaker();
  for (let step = 0; ; step++) {
    if (random.next() < 0.1) continue;
    if (receive(frames.frameAt(frames.partAtStep(step)))) return (step + 1) / (rate * symbols);
  }
}
