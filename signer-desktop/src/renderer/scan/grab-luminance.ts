import type { PictureMessage } from '../scan-worker/messages.ts';

const LUMINANCE_FIRST = new Set(['I420', 'I420A', 'I422', 'I444', 'NV12']);

/**
 * Takes the picture that the video shows now. Cameras deliver luminance and colour in separate planes, so the first plane is
 * copied as it is; where the browser keeps pictures in another form, they are drawn and converted.
 */
export async function grabLuminance(video: HTMLVideoElement, spare: ArrayBuffer | null): Promise<PictureMessage> {
  const frame = new VideoFrame(video);
  try {
    if (frame.format === null || !LUMINANCE_FIRST.has(frame.format) || frame.visibleRect === null)
      return drawLuminance(video, spare);
    const { width, height } = frame.visibleRect;
    const buffer = bufferOf(frame.allocationSize(), spare);
    const [plane] = await frame.copyTo(buffer);
    const isTight = plane !== undefined && plane.offset === 0 && plane.stride === width;
    return isTight ? { width, height, buffer } : drawLuminance(video, buffer);
  } finally {
    frame.close();
  }
}

const canvas = new OffscreenCanvas(1, 1);

function drawLuminance(video: HTMLVideoElement, spare: ArrayBuffer | null): PictureMessage {
  const { videoWidth: width, videoHeight: height } = video;
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (context === null) throw new Error('no 2d canvas');
  context.drawImage(video, 0, 0, width, height);
  const { data } = context.getImageData(0, 0, width, height);
  const buffer = bufferOf(width * height, spare);
  const luminance = new Uint8Array(buffer);
  // ITU-R BT.601 weights in 1/256.
  for (let i = 0; i < width * height; i += 1) {
    luminance[i] = (77 * (data[i * 4] ?? 0) + 150 * (data[i * 4 + 1] ?? 0) + 29 * (data[i * 4 + 2] ?? 0)) >> 8;
  }
  return { width, height, buffer };
}

function bufferOf(size: number, spare: ArrayBuffer | null): ArrayBuffer {
  return spare !== null && spare.byteLength >= size ? spare : new ArrayBuffer(size);
}
