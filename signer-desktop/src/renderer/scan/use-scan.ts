import { createScanPace, createScanWatch, type Reading, type ScanAdvice } from '@vieraugen/shared/qr';
import { type RefObject, useEffect, useRef, useState } from 'react';
import type { Reply } from '../../ipc/reply.ts';
import type { ArmedScan, ScanView } from '../../ipc/views.ts';
import { bridge } from './bridge.ts';
import { readCamera } from './read-camera.ts';
import { createTextQueue } from './text-queue.ts';

export type CameraState = 'opening' | 'looking' | 'refused' | 'missing' | 'failed';

export interface Scan {
  readonly view: ArmedScan | null;
  readonly camera: CameraState;
  /** What keeps the camera from reading, once it has lasted. */
  readonly advice: ScanAdvice | undefined;
  /** How long it still takes at the present pace, as far as that can be told. */
  readonly secondsLeft: number | undefined;
  readonly refusal: Extract<Reply, { ok: false }> | null;
  readonly cancel: () => void;
}

/** Connects the camera to the core: texts go out, what is known of the message comes back. */
export function useScan(video: RefObject<HTMLVideoElement | null>): Scan {
  const [view, setView] = useState<ScanView | null>(null);
  const [camera, setCamera] = useState<CameraState>('opening');
  const [advice, setAdvice] = useState<ScanAdvice>();
  const [secondsLeft, setSecondsLeft] = useState<number>();
  const [refusal, setRefusal] = useState<Scan['refusal']>(null);
  const received = useRef(0);

  useEffect(() => {
    const queue = createTextQueue(async (text) => {
      const reply = await bridge.submit({ type: 'scan-text', text });
      setRefusal(reply.ok ? null : reply);
    });
    const pace = createScanPace();
    void bridge.onState((next) => {
      const progress = next.step === 'armed' ? next.progress : null;
      const now = progress?.received ?? 0;
      if (now < received.current) queue.forget();
      received.current = now;
      setSecondsLeft(pace(now, progress?.needed ?? 0, performance.now()));
      setView(next);
    });
    const watch = createScanWatch();
    return watchCamera(video.current, setCamera, (reading) => {
      for (const text of reading.texts) queue.add(text);
      setAdvice(watch(reading));
    });
  }, [video]);

  const cancel = () => void bridge.submit({ type: 'scan-cancelled' });
  return { view: view?.step === 'armed' ? view : null, camera, advice, secondsLeft, refusal, cancel };
}

function watchCamera(
  video: HTMLVideoElement | null,
  onCamera: (state: CameraState) => void,
  onReading: (reading: Reading) => void,
): () => void {
  if (video === null) return () => undefined;
  const reading = readCamera(video, onReading);
  reading.then(
    () => onCamera('looking'),
    (error: unknown) => onCamera(cameraFault(error)),
  );
  return () => void reading.then((stop) => stop()).catch(() => undefined);
}

function cameraFault(error: unknown): CameraState {
  if (!(error instanceof DOMException)) return 'failed';
  if (error.name === 'NotAllowedError') return 'refused';
  return error.name === 'NotFoundError' ? 'missing' : 'failed';
}
