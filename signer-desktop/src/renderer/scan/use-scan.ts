import { type RefObject, useEffect, useRef, useState } from 'react';
import type { Reply } from '../../ipc/reply.ts';
import type { ArmedScan, ScanView } from '../../ipc/views.ts';
import { bridge } from './bridge.ts';
import { readCamera } from './read-camera.ts';
import { createTextQueue } from './text-queue.ts';

/** After so many unreadable pictures in a row the officers are told what helps. */
const MISSES_BEFORE_HINT = 45;

export type CameraState = 'opening' | 'looking' | 'nothing-in-view' | 'refused' | 'missing' | 'failed';

export interface Scan {
  readonly view: ArmedScan | null;
  readonly camera: CameraState;
  readonly refusal: Extract<Reply, { ok: false }> | null;
  readonly cancel: () => void;
}

/** Connects the camera to the core: texts go out, what is known of the message comes back. */
export function useScan(video: RefObject<HTMLVideoElement | null>): Scan {
  const [view, setView] = useState<ScanView | null>(null);
  const [camera, setCamera] = useState<CameraState>('opening');
  const [refusal, setRefusal] = useState<Scan['refusal']>(null);
  const received = useRef(0);

  useEffect(() => {
    const queue = createTextQueue(async (text) => {
      const reply = await bridge.submit({ type: 'scan-text', text });
      setRefusal(reply.ok ? null : reply);
    });
    void bridge.onState((next) => {
      const now = next.step === 'armed' ? (next.progress?.received ?? 0) : 0;
      if (now < received.current) queue.forget();
      received.current = now;
      setView(next);
    });
    return watchCamera(video.current, queue.add, setCamera);
  }, [video]);

  const cancel = () => void bridge.submit({ type: 'scan-cancelled' });
  return { view: view?.step === 'armed' ? view : null, camera, refusal, cancel };
}

function watchCamera(
  video: HTMLVideoElement | null,
  onText: (text: string) => void,
  onCamera: (state: CameraState) => void,
): () => void {
  if (video === null) return () => undefined;
  let misses = 0;
  const reading = readCamera(video, {
    onText: (text) => {
      misses = 0;
      onCamera('looking');
      onText(text);
    },
    onMiss: () => {
      misses += 1;
      if (misses === MISSES_BEFORE_HINT) onCamera('nothing-in-view');
    },
  });
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
