import { type CameraLevel, DIFFICULTIES } from './levels.ts';
import type { Luminance } from './luminance.ts';
import { blur, createSensor, texturedWall, unevenLight } from './optics.ts';
import { type Box, type Canvas, draw, type Pose, place } from './projection.ts';
import { createSeededRandom, type SeededRandom } from './seeded-random.ts';

/** The share of the light that reaches the darkest corner. */
const DARKEST = 0.7;

export interface CameraOptions {
  readonly level: CameraLevel;
  /** The same seed gives the same pictures, byte by byte. It places the screen, the light, the wall and the noise. */
  readonly seed: number;
  readonly width?: number;
  readonly height?: number;
  /** The share of the pictures of a film that are torn: the screen before above a row, the one of now below it. */
  readonly torn?: number;
  /** The share of the pictures of a film that get lost: the one before stands for them. */
  readonly dropped?: number;
}

/** A screen that changes while it is photographed: `before` down to a row, `after` from another one on, mixed between. */
export interface Change {
  readonly before: Luminance;
  readonly after: Luminance;
  /** Shares of the picture's height, from the top; outside of 0 to 1 they lie outside of the picture. */
  readonly from: number;
  readonly to: number;
}

/** A camera that stands before a screen and does not move. */
export interface Camera {
  readonly width: number;
  readonly height: number;
  readonly torn: number;
  readonly dropped: number;
  /** What befalls a film, by lot; a lot of its own, so that it changes no picture's noise. */
  readonly chance: SeededRandom;
  /** The next picture. */
  photograph(screen: Luminance): Luminance;
  /** The next picture, of a screen that changes in the midst of it. */
  photographChange(change: Change): Luminance;
  /** The next picture, of the wall alone. */
  photographNothing(): Luminance;
}

/** Sets up a camera of this level before whatever screen it is given; all screens of one size are seen alike. */
export function createCamera(options: CameraOptions): Camera {
  const { level, seed, width = 1280, height = 720, torn = 0, dropped = 0 } = options;
  const { noise, blur: sigma } = DIFFICULTIES[level];
  const random = createSeededRandom(seed);
  const pose = poseOf(level, random);
  const light = unevenLight(width, height, DARKEST, 2 * Math.PI * random.next());
  const wall = texturedWall(width, height, random);
  const expose = createSensor(noise, seed + 1);
  const canvas: Canvas = { data: new Float32Array(width * height), width, height };
  const spare = new Float32Array(width * height);
  const take = (drawScreen: () => Box | undefined): Luminance => {
    canvas.data.set(wall);
    const box = drawScreen();
    if (box !== undefined) blur(canvas, spare, sigma, box);
    return { data: expose(canvas, light), width, height };
  };
  return {
    width,
    height,
    torn,
    dropped,
    chance: createSeededRandom(seed + 2),
    photograph: (screen) => take(() => drawStill(canvas, pose, screen)),
    photographChange: (change) => take(() => drawChange(canvas, spare, pose, change)),
    photographNothing: () => take(() => undefined),
  };
}

function poseOf(level: CameraLevel, random: SeededRandom): Pose {
  const { rotation, perspective, fill } = DIFFICULTIES[level];
  return {
    rotation: (random.sign() * rotation * Math.PI) / 180,
    tilt: 2 * Math.PI * random.next(),
    perspective,
    fill,
  };
}

function drawStill(canvas: Canvas, pose: Pose, screen: Luminance): Box {
  const placed = place(canvas, screen, pose);
  draw(canvas, placed, 0, canvas.height);
  return placed.box;
}

/** Both screens are drawn in the rows between, and mixed. They may differ in size: a message may end in a smaller code. */
function drawChange(canvas: Canvas, spare: Float32Array, pose: Pose, { before, after, from, to }: Change): Box {
  const { width, height } = canvas;
  const rowOf = (share: number) => Math.min(height, Math.max(0, Math.round(share * height)));
  const [older, newer] = [place(canvas, before, pose), place(canvas, after, pose)];
  spare.set(canvas.data);
  draw({ ...canvas, data: spare }, older, rowOf(from), rowOf(to));
  draw(canvas, older, 0, rowOf(from));
  draw(canvas, newer, rowOf(from), height);
  for (let row = rowOf(from); row < rowOf(to); row += 1) {
    const share = (row / height - from) / (to - from);
    for (let at = row * width; at < (row + 1) * width; at += 1) {
      canvas.data[at] = (spare[at] ?? 0) * (1 - share) + (canvas.data[at] ?? 0) * share;
    }
  }
  return boxAround(older.box, newer.box);
}

function boxAround(one: Box, other: Box): Box {
  return {
    fromX: Math.min(one.fromX, other.fromX),
    fromY: Math.min(one.fromY, other.fromY),
    toX: Math.max(one.toX, other.toX),
    toY: Math.max(one.toY, other.toY),
  };
}
