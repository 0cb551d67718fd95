import type { Picture } from '@vieraugen/shared/qr';

/** Formats whose first plane is the luminance, one byte a pixel. */
const LUMINANCE_FIRST: ReadonlySet<string | null> = new Set(['I420', 'I420A', 'I422', 'I444', 'NV12']);

/** A picture with its own buffer, which comes back to be used again. */
export type OwnPicture = Picture & { readonly data: Uint8Array<ArrayBuffer> };

/**
 * The luminance of the picture that a video shows now, undefined while it shows none: the camera's own plane where the
 * browser gives it, which costs a fifth of drawing it; else drawn and converted. `spare`: a buffer that may be used.
 */
export async function grabPicture(
  video: HTMLVideoElement,
  canvas: HTMLCanvasElement,
  spare: ArrayBuffer | undefined,
): Promise<OwnPicture | undefined> {
  if (video.videoWidth === 0) return undefined;
  return (await grabPlane(video, spare)) ?? drawPlane(video, canvas, spare);
}

async function grabPlane(video: HTMLVideoElement, spare: ArrayBuffer | undefined): Promise<OwnPicture | undefined> {
  if (!('VideoFrame' in globalThis)) return undefined;
  const frame = new VideoFrame(video);
  try {
    const { format, visibleRect } = frame;
    if (!LUMINANCE_FIRST.has(format) || visibleRect === null) return undefined;
    const { width, height } = visibleRect;
    const buffer = bufferOf(frame.allocationSize(), spare);
    const [plane] = await frame.copyTo(buffer);
    if (plane?.offset !== 0 || plane.stride !== width) return undefined;
    return { data: new Uint8Array(buffer, 0, width * height), width, height };
  } finally {
    frame.close();
  }
}

function drawPlane(
  video: HTMLVideoElement,
  canvas: HTMLCanvasElement,
  spare: ArrayBuffer | undefined,
): OwnPicture | undefined {
  const { videoWidth: width, videoHeight: height } = video;
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (context === null) return undefined;
  context.drawImage(video, 0, 0);
  const { data: pixels } = context.getImageData(0, 0, width, height);
  const data = new Uint8Array(bufferOf(width * height, spare), 0, width * height);
  // ITU-R BT.601 weights in 1/256.
  for (let i = 0; i < data.length; i += 1) {
    data[i] = (77 * (pixels[i * 4] ?? 0) + 150 * (pixels[i * 4 + 1] ?? 0) + 29 * (pixels[i * 4 + 2] ?? 0)) >> 8;
  }
  return { data, width, height };
}

function bufferOf(size: number, spare: ArrayBuffer | undefined): ArrayBuffer {
  return spare !== undefined && spare.byteLength >= size ? spare : new ArrayBuffer(size);
}
