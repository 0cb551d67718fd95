import type { Reading } from '../scan-worker/messages.ts';
import { grabLuminance } from './grab-luminance.ts';
import { startWorker } from './start-worker.ts';

const PICTURE: MediaStreamConstraints = {
  audio: false,
  video: { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30 } },
};

export interface CameraEvents {
  /** A QR code's text. */
  readonly onText: (text: string) => void;
  /** A picture without a readable code. */
  readonly onMiss: () => void;
}

/** Opens the camera into `video` and reads it until `stop` is called. At most one picture is with the worker. */
export async function readCamera(video: HTMLVideoElement, events: CameraEvents): Promise<() => void> {
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
  worker.addEventListener('message', (event: MessageEvent<Reading>) => {
    spare = event.data.buffer;
    if (event.data.text === null) events.onMiss();
    else events.onText(event.data.text);
    next();
  });
  next();

  return () => {
    stopped = true;
    worker.terminate();
    for (const track of stream.getTracks()) track.stop();
  };
}
