import type { Reading } from '@vieraugen/shared/qr';
import type { ReadingMessage } from '../scan-worker/messages.ts';
import { grabLuminance } from './grab-luminance.ts';
import { startWorker } from './start-worker.ts';

const PICTURE: MediaStreamConstraints = {
  audio: false,
  video: { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30 } },
};

/**
 * Opens the camera into `video` and reads it until `stop` is called; tells what was read in each picture. At most one
 * picture is with the worker, and none waits.
 */
export async function readCamera(video: HTMLVideoElement, onReading: (reading: Reading) => void): Promise<() => void> {
  const stream = await navigator.mediaDevices.getUserMedia(PICTURE);
  video.srcObject = stream;
  await video.play();
  const worker = startWorker();
  let spare: ArrayBuffer | null = null;
  let stopped = false;

  const next = (): void => {
    if (!stopped) video.requestVideoFrameCallback(() => void look());
  };
  const look = async (): Promise<void> => {
    try {
      const picture = await grabLuminance(video, spare);
      spare = null;
      worker.postMessage(picture, [picture.buffer]);
    } catch {
      next();
    }
  };
  worker.addEventListener('message', (event: MessageEvent<ReadingMessage>) => {
    spare = event.data.buffer;
    onReading(event.data.reading);
    next();
  });
  next();

  return () => {
    stopped = true;
    worker.terminate();
    for (const track of stream.getTracks()) track.stop();
  };
}
