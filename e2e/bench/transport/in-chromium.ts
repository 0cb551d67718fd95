import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { chromium, type Page } from 'playwright';
import { createCamera, filmOf, writeY4m } from '../../support/camera/index.ts';
import { chromiumProgram, ROOT } from '../../support/toolchain.ts';
import { quantile } from '../measure.ts';
import type { Bench } from '../report.ts';
import { incompressible, SCREEN, TYPE } from './payloads.ts';
import { ourScreens } from './screens.ts';

const ORIGIN = 'https://bench.localhost';
const WEB = './coordinator/web/src/qr';
const FILM_SECONDS = 4;

/** The back office's own code for the camera, in a real Chromium with a film for a camera. */
export async function measureInChromium(bench: Bench): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'vieraugen-bench-'));
  const film = join(folder, 'camera.y4m');
  writeFilm(film);
  const browser = await chromium.launch({
    executablePath: chromiumProgram(),
    chromiumSandbox: false,
    args: [
      '--use-fake-ui-for-media-stream',
      '--use-fake-device-for-media-stream',
      `--use-file-for-fake-video-capture=${film}`,
      '--disable-background-networking',
    ],
  });
  try {
    const page = await openPage(await browser.newPage());
    await compareGrabbing(bench, page);
    await measureFilming(bench, page);
  } finally {
    await browser.close();
    rmSync(folder, { recursive: true });
  }
}

/** Codes as our programs show them, filmed at level mild: two seconds that the camera plays again and again. */
function writeFilm(path: string): void {
  const { playback, screens } = ourScreens({ type: TYPE, bytes: incompressible(20_000, 5), screen: SCREEN });
  const camera = createCamera({ level: 'mild', seed: 5 });
  const pictures = filmOf([...screens(2 * playback.rate)], camera, { displayFps: playback.rate, cameraFps: 30 });
  writeY4m(path, pictures, 30);
}

interface Measured {
  readonly milliseconds: readonly number[];
  readonly presented: number;
  readonly read: number;
}

const SCRIPT = `
import { film } from '${WEB}/film.ts';
import { grabPicture } from '${WEB}/grab-picture.ts';
const video = document.createElement('video');
const canvas = document.createElement('canvas');
const next = () => new Promise((resolve) => video.requestVideoFrameCallback(resolve));
globalThis.bench = {
  open: async () => {
    video.muted = true;
    const size = { width: 1280, height: 720, frameRate: 30 };
    video.srcObject = await navigator.mediaDevices.getUserMedia({ audio: false, video: size });
    await video.play();
    await next();
  },
  grab: async (byCanvas, count) => {
    const times = [];
    let spare;
    for (let picture = 0; picture < count; picture++) {
      await next();
      const start = performance.now();
      if (byCanvas) {
        canvas.width = video.videoWidth;
        canvas.height = video.videoHeight;
        const context = canvas.getContext('2d', { willReadFrequently: true });
        context.drawImage(video, 0, 0);
        context.getImageData(0, 0, canvas.width, canvas.height);
      } else spare = (await grabPicture(video, canvas, spare)).data.buffer;
      times.push(performance.now() - start);
    }
    return times;
  },
  film: (seconds) => new Promise((resolve) => {
    const milliseconds = [];
    let [start, first, presented, read] = [0, 0, 0, 0];
    video.requestVideoFrameCallback = (callback) =>
      HTMLVideoElement.prototype.requestVideoFrameCallback.call(video, (now, frame) => {
        start = performance.now();
        first ||= frame.presentedFrames - 1;
        presented = frame.presentedFrames - first;
        callback(now, frame);
      });
    const stop = film(video, (reading) => {
      milliseconds.push(performance.now() - start);
      if (reading.texts.length > 0) read += 1;
    });
    setTimeout(() => { stop(); delete video.requestVideoFrameCallback; resolve({ milliseconds, presented, read }); }, seconds * 1000);
  }),
};`;

async function openPage(page: Page): Promise<Page> {
  const files: Readonly<Record<string, string>> = {
    '/bench.js': await bundled({ contents: SCRIPT, resolveDir: ROOT }),
    '/read-worker.ts': await bundled({ contents: `import '${WEB}/read-worker.ts'`, resolveDir: ROOT }),
  };
  await page.route(`${ORIGIN}/**`, (route) => {
    const script = files[new URL(route.request().url()).pathname];
    return script === undefined
      ? route.fulfill({ contentType: 'text/html', body: '<script type="module" src="/bench.js"></script>' })
      : route.fulfill({ contentType: 'text/javascript', body: script });
  });
  await page.goto(ORIGIN);
  await page.waitForFunction('globalThis.bench');
  await page.evaluate('bench.open()');
  return page;
}

async function bundled(stdin: { readonly contents: string; readonly resolveDir: string }): Promise<string> {
  const { outputFiles } = await build({
    stdin: { ...stdin },
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2023',
  });
  return outputFiles[0]?.text ?? '';
}

async function compareGrabbing(bench: Bench, page: Page): Promise<void> {
  const grab = async (byCanvas: boolean) => {
    const times = await page.evaluate<number[]>(`bench.grab(${byCanvas}, 40)`);
    return quantile(times, 0.5);
  };
  await bench.compare({
    goal: '6',
    title: 'a picture of 1280x720 out of the video, in Chromium',
    unit: 'ms',
    ours: () => grab(false),
    floor: { name: 'getImageData', run: () => grab(true) },
    ratio: 'floor/ours',
    bound: { atLeast: 3 },
  });
}

async function measureFilming(bench: Bench, page: Page): Promise<void> {
  const films: Measured[] = [];
  await bench.figure({
    goal: '4c',
    title: 'grab and read a picture of 1280x720 in Chromium, 95 of 100 within',
    unit: 'ms',
    ours: async () => {
      const film = await page.evaluate<Measured>(`bench.film(${FILM_SECONDS})`);
      films.push(film);
      return quantile(film.milliseconds, 0.95);
    },
    bound: { atMost: 33 },
  });
  await bench.figure({
    goal: '4d',
    title: 'pictures of the camera that pass the reader by',
    unit: '%',
    ours: () => {
      const { milliseconds, presented } = films.shift() ?? { milliseconds: [], presented: Number.NaN };
      return (100 * (presented - milliseconds.length)) / presented;
    },
    bound: { atMost: 5 },
  });
}
