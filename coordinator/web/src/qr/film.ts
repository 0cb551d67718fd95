import { grabPicture, type Picture } from './luminance.ts';

type Reader = { read(picture: Picture): Promise<string | null>; close(): void };

/** Films until it is stopped; tells the text of each code that was read. One picture is under way at a time. */
export function film(video: HTMLVideoElement, onText: (text: string) => void): () => void {
  const reader = openReader();
  const canvas = document.createElement('canvas');
  let isOver = false;
  const look = async () => {
    const picture = await grabPicture(video, canvas);
    const text = picture === undefined ? null : await reader.read(picture);
    if (text !== null && !isOver) onText(text);
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
        worker.onmessage = ({ data }: MessageEvent<string | null>) => resolve(data);
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
