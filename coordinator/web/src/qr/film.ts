import type { Reading } from '@vieraugen/shared/qr';
import { grabPicture, type OwnPicture } from './grab-picture.ts';

type Answer = { readonly reading: Reading; readonly buffer: ArrayBuffer };
type Reader = { read(picture: OwnPicture): Promise<Answer>; close(): void };

/** Films until it is stopped; tells what was read in each picture. One picture is under way at a time, none waits. */
export function film(video: HTMLVideoElement, onReading: (reading: Reading) => void): () => void {
  const reader = openReader();
  const canvas = document.createElement('canvas');
  let isOver = false;
  let spare: ArrayBuffer | undefined;
  const look = async () => {
    const picture = await grabPicture(video, canvas, spare);
    spare = undefined;
    if (picture === undefined) return;
    const { reading, buffer } = await reader.read(picture);
    spare = buffer;
    if (!isOver) onReading(reading);
  };
  const loop = async () => {
    while (!isOver) {
      await nextFrame(video);
      // A frame that the browser takes away meanwhile cannot be read; the next one can.
      if (!isOver) await look().catch(() => undefined);
    }
    reader.close();
  };
  void loop();
  return () => {
    isOver = true;
  };
}

function openReader(): Reader {
  const worker = new Worker(new URL('./read-worker.ts', import.meta.url), { type: 'module' });
  return {
    read: (picture) =>
      new Promise((resolve, reject) => {
        worker.onmessage = ({ data }: MessageEvent<Answer>) => resolve(data);
        worker.onerror = () => reject(new Error('the reader of QR codes failed'));
        worker.postMessage(picture, [picture.data.buffer]);
      }),
    close: () => worker.terminate(),
  };
}

/** The next new picture of the camera, or a short while later if none comes. */
function nextFrame(video: HTMLVideoElement): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, 200);
    video.requestVideoFrameCallback(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}
