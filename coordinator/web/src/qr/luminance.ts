/** A picture as the reader takes it: planar formats begin with a whole luminance plane, the others are four bytes a pixel. */
export type Picture = {
  readonly data: Uint8Array<ArrayBuffer>;
  readonly width: number;
  readonly height: number;
  readonly format: PictureFormat;
};
export type PictureFormat = 'I420' | 'NV12' | 'RGBA' | 'RGBX' | 'BGRA' | 'BGRX';

const FORMATS: readonly string[] = ['I420', 'NV12', 'RGBA', 'RGBX', 'BGRA', 'BGRX'] satisfies PictureFormat[];

/** The same picture as RGBA, for readers that take nothing else. */
export function rgbaOf(picture: Picture): Uint8ClampedArray {
  const { data, width, height, format } = picture;
  if (format !== 'I420' && format !== 'NV12') return new Uint8ClampedArray(data.buffer);
  const pixels = new Uint32Array(width * height);
  for (let place = 0; place < pixels.length; place++) pixels[place] = 0xff000000 | ((data[place] ?? 0) * 0x010101);
  return new Uint8ClampedArray(pixels.buffer);
}

/** The picture that a video shows now: its frame's own planes where the browser gives them, else by way of a canvas. */
export async function grabPicture(video: HTMLVideoElement, canvas: HTMLCanvasElement): Promise<Picture | undefined> {
  if (video.videoWidth === 0) return undefined;
  return (await grabPlanes(video)) ?? grabPixels(video, canvas);
}

async function grabPlanes(video: HTMLVideoElement): Promise<Picture | undefined> {
  if (!('VideoFrame' in globalThis)) return undefined;
  const frame = new VideoFrame(video);
  try {
    const { format, visibleRect } = frame;
    if (!isReadable(format) || visibleRect === null) return undefined;
    const data = new Uint8Array(frame.allocationSize());
    await frame.copyTo(data);
    return { data, width: visibleRect.width, height: visibleRect.height, format };
  } finally {
    frame.close();
  }
}

function isReadable(format: string | null): format is PictureFormat {
  return format !== null && FORMATS.includes(format);
}

function grabPixels(video: HTMLVideoElement, canvas: HTMLCanvasElement): Picture | undefined {
  const { videoWidth: width, videoHeight: height } = video;
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (context === null) return undefined;
  context.drawImage(video, 0, 0);
  return { data: new Uint8Array(context.getImageData(0, 0, width, height).data.buffer), width, height, format: 'RGBA' };
}
