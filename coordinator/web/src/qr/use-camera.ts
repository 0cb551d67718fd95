import { type RefObject, useEffect, useState } from 'react';

export type CameraState =
  | { readonly kind: 'starting' }
  | { readonly kind: 'on' }
  | { readonly kind: 'failed'; readonly title: string; readonly advice: string };

/** Shows the camera in a video element for as long as the component stands. */
export function useCamera(video: RefObject<HTMLVideoElement | null>, deviceId: string): CameraState {
  const [state, setState] = useState<CameraState>({ kind: 'starting' });
  useEffect(() => {
    let isOver = false;
    let stream: MediaStream | undefined;
    const open = async () => {
      setState({ kind: 'starting' });
      try {
        stream = await openCamera(deviceId);
        if (isOver) return stop(stream);
        if (video.current === null) return;
        video.current.srcObject = stream;
        await video.current.play();
        setState({ kind: 'on' });
      } catch (error) {
        if (!isOver) setState(failureOf(error));
      }
    };
    void open();
    return () => {
      isOver = true;
      stop(stream);
    };
  }, [video, deviceId]);
  return state;
}

function openCamera(deviceId: string): Promise<MediaStream> {
  return navigator.mediaDevices.getUserMedia({
    audio: false,
    video: {
      width: { ideal: 1920 },
      height: { ideal: 1080 },
      frameRate: { ideal: 30 },
      ...(deviceId === '' ? {} : { deviceId: { exact: deviceId } }),
    },
  });
}

function stop(stream: MediaStream | undefined): void {
  for (const track of stream?.getTracks() ?? []) track.stop();
}

function failureOf(error: unknown): CameraState {
  const name = error instanceof DOMException ? error.name : '';
  if (name === 'NotAllowedError') {
    return {
      kind: 'failed',
      title: 'The camera is not allowed here',
      advice: 'Allow the camera for this page in the browser’s address bar, then try again.',
    };
  }
  if (name === 'NotFoundError' || name === 'OverconstrainedError') {
    return {
      kind: 'failed',
      title: 'There is no camera',
      advice: 'Connect a camera to this computer, then try again.',
    };
  }
  return {
    kind: 'failed',
    title: 'The camera does not start',
    advice: 'Another program may be using it. Close that program, then try again.',
  };
}
