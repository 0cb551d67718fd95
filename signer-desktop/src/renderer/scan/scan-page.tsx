import { ADVICE_TEXTS } from '@vieraugen/shared/qr';
import { useRef } from 'react';
import { Frame } from '../ui/frame.tsx';
import { Button, Message } from '../ui/parts.tsx';
import { ScanProgress } from './scan-progress.tsx';
import { type CameraState, useScan } from './use-scan.ts';

const CAMERA_MESSAGES: Record<CameraState, string | null> = {
  opening: 'Opening the camera',
  looking: null,
  refused: 'The camera may not be used now. Close this window and start the scan again.',
  missing: 'No camera was found. Connect one, close this window and start the scan again.',
  failed: 'The camera could not be opened. Close other programs that use it, then start the scan again.',
};

export function ScanPage() {
  const video = useRef<HTMLVideoElement>(null);
  const { view, camera, advice, secondsLeft, refusal, cancel } = useScan(video);
  const cameraMessage = CAMERA_MESSAGES[camera];
  return (
    <Frame place="Camera" wide>
      <h1>Show the code to the camera</h1>
      <p className="lead">
        Expected: <strong>{view?.expects ?? 'nothing'}</strong>
      </p>
      <div className="camera">
        <video ref={video} muted playsInline aria-label="Camera picture" />
        {cameraMessage === null ? (
          <div className="camera-corners" />
        ) : (
          <div className="camera-message">{cameraMessage}</div>
        )}
      </div>
      <ScanProgress progress={view?.progress ?? null} secondsLeft={secondsLeft} />
      {view === null || view.hint === null ? null : <Message tone="warning" title={view.hint} />}
      {refusal === null ? null : <Message tone="warning" title={refusal.message} code={refusal.code} />}
      {advice === undefined ? null : (
        <Message tone="plain" title={ADVICE_TEXTS[advice].title}>
          <p>{ADVICE_TEXTS[advice].text}</p>
        </Message>
      )}
      <div className="actions">
        <Button onPress={cancel}>Stop scanning</Button>
      </div>
    </Frame>
  );
}
