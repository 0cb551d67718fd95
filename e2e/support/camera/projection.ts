import { type Luminance, shrink } from './luminance.ts';

/** How the screen stands before the camera. */
export interface Pose {
  /** Radians. */
  readonly rotation: number;
  readonly perspective: number;
  /** The direction in which the screen leans away, in radians. */
  readonly tilt: number;
  readonly fill: number;
}

/** Room that stays between a turned screen and the edge of the picture. */
const MARGIN = 0.98;

/** Pixels of the camera's picture, still without blur, noise and light. */
export interface Canvas {
  readonly data: Float32Array;
  readonly width: number;
  readonly height: number;
}

/** Rows and columns of a canvas; `toX` and `toY` are the first ones that do not belong to it. */
export interface Box {
  readonly fromX: number;
  readonly fromY: number;
  readonly toX: number;
  readonly toY: number;
}

/** What a black and a white pixel of a screen give on the sensor, in full light. */
const BLACK = 18;
const WHITE = 238;
const GAIN = (WHITE - BLACK) / 255;

/** From a pixel of the camera to a point of the screen: (a x + b y + c) / (g x + h y + 1) and so on, row by row. */
type Homography = readonly [number, number, number, number, number, number, number, number, number];

/** A screen that stands before the camera, ready to be drawn. */
export interface Projection {
  readonly screen: Luminance;
  /** Where it is seen. */
  readonly box: Box;
  readonly toScreen: Homography;
}

/** Places a screen before a camera whose picture has the size of the canvas. */
export function place(canvas: Canvas, screen: Luminance, pose: Pose): Projection {
  const smaller = shrink(screen, Math.floor(1 / scaleOf(canvas, screen, pose)));
  const toCamera = homographyOf(canvas, smaller, pose, scaleOf(canvas, smaller, pose));
  return { screen: smaller, box: boxOf(canvas, smaller, toCamera), toScreen: inverted(toCamera) };
}

/** Draws the rows of a placed screen, as far as it is seen in them. */
export function draw(canvas: Canvas, { screen, box, toScreen }: Projection, fromRow: number, toRow: number): void {
  const last = Math.min(toRow, box.toY);
  for (let y = Math.max(fromRow, box.fromY); y < last; y += 1) drawRow(canvas, screen, toScreen, box, y);
}

/** Pixels of the camera for a pixel of the screen: as the pose says, less where the turned screen would not fit. */
function scaleOf({ width, height }: Canvas, screen: Luminance, { fill, rotation, perspective }: Pose): number {
  const asked = fill * Math.min(width / screen.width, height / screen.height);
  const [cos, sin] = [Math.abs(Math.cos(rotation)), Math.abs(Math.sin(rotation))];
  const near = 1 + perspective;
  const across = (screen.width * cos + screen.height * sin) * near;
  const down = (screen.width * sin + screen.height * cos) * near;
  return Math.min(asked, (MARGIN * width) / across, (MARGIN * height) / down);
}

function homographyOf(canvas: Canvas, screen: Luminance, pose: Pose, scale: number): Homography {
  const [cos, sin] = [scale * Math.cos(pose.rotation), scale * Math.sin(pose.rotation)];
  const [halfWidth, halfHeight] = [screen.width / 2, screen.height / 2];
  const [centreX, centreY] = [canvas.width / 2, canvas.height / 2];
  const g = (pose.perspective * Math.cos(pose.tilt)) / screen.width;
  const h = (pose.perspective * Math.sin(pose.tilt)) / screen.height;
  const i = 1 - g * halfWidth - h * halfHeight;
  return [
    cos + centreX * g,
    -sin + centreX * h,
    -cos * halfWidth + sin * halfHeight + centreX * i,
    sin + centreY * g,
    cos + centreY * h,
    -sin * halfWidth - cos * halfHeight + centreY * i,
    g,
    h,
    i,
  ];
}

/** The smallest box around the four corners. */
function boxOf({ width, height }: Canvas, screen: Luminance, [a, b, c, d, e, f, g, h, i]: Homography): Box {
  const corners = [0, screen.width].flatMap((x) => [0, screen.height].map((y) => ({ x, y, depth: g * x + h * y + i })));
  const across = corners.map(({ x, y, depth }) => (a * x + b * y + c) / depth);
  const down = corners.map(({ x, y, depth }) => (d * x + e * y + f) / depth);
  return {
    fromX: Math.max(0, Math.floor(Math.min(...across))),
    fromY: Math.max(0, Math.floor(Math.min(...down))),
    toX: Math.min(width, Math.ceil(Math.max(...across))),
    toY: Math.min(height, Math.ceil(Math.max(...down))),
  };
}

/** The adjugate: a homography is the same one times any number. */
function inverted([a, b, c, d, e, f, g, h, i]: Homography): Homography {
  return [
    e * i - f * h,
    c * h - b * i,
    b * f - c * e,
    f * g - d * i,
    a * i - c * g,
    c * d - a * f,
    d * h - e * g,
    b * g - a * h,
    a * e - b * d,
  ];
}

/** One row, each pixel the bilinear mean of the four of the screen around its point; beside the screen nothing changes. */
function drawRow(
  canvas: Canvas,
  { data, width, height }: Luminance,
  [a, b, c, d, e, f, g, h, i]: Homography,
  box: Box,
  y: number,
): void {
  const middle = y + 0.5;
  const [atX, atY, atDepth] = [b * middle + c, e * middle + f, h * middle + i];
  const [lastX, lastY, row] = [width - 1, height - 1, y * canvas.width];
  for (let x = box.fromX; x < box.toX; x += 1) {
    const across = x + 0.5;
    const depth = 1 / (g * across + atDepth);
    const screenX = (a * across + atX) * depth - 0.5;
    const screenY = (d * across + atY) * depth - 0.5;
    if (screenX < 0 || screenY < 0 || screenX >= lastX || screenY >= lastY) continue;
    // Both are less than 2^31: a shift cuts the fraction off.
    const left = screenX | 0;
    const top = screenY | 0;
    const right = screenX - left;
    const at = top * width + left;
    const upper = (data[at] ?? 0) * (1 - right) + (data[at + 1] ?? 0) * right;
    const lower = (data[at + width] ?? 0) * (1 - right) + (data[at + width + 1] ?? 0) * right;
    canvas.data[row + x] = BLACK + GAIN * (upper + (lower - upper) * (screenY - top));
  }
}
