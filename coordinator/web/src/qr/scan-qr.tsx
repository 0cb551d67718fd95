import { ADVICE_TEXTS, createScanPace, createScanWatch, type ScanAdvice, timeLeftInWords } from '@vieraugen/shared/qr';
import { useEffect, useRef, useState } from 'react';
import { Button } from '../ui/button.tsx';
import { SelectField } from '../ui/field.tsx';
import { Notice } from '../ui/notice.tsx';
import { film } from './film.ts';
import { messageName } from './message-names.ts';
import { createScan, NOTHING_SCANNED, type ScanState } from './scan-state.ts';
import { useCamera } from './use-camera.ts';
import { useCameras } from './use-cameras.ts';
import { useWakeLock } from './use-wake-lock.ts';

type ScanProps = {
  /** The one kind of message that is taken here. */
  readonly expectedType: string;
  readonly onMessage: (message: Uint8Array) => void;
};

/** Films the codes on the signer's screen until their message is whole. */
export function ScanQr(props: ScanProps) {
  const [attempt, setAttempt] = useState(0);
  return <Scanner key={attempt} {...props} onAgain={() => setAttempt((count) => count + 1)} />;
}

function Scanner({ expectedType, onMessage, onAgain }: ScanProps & { readonly onAgain: () => void }) {
  useWakeLock();
  const video = useRef<HTMLVideoElement>(null);
  const [deviceId, setDeviceId] = useState('');
  const camera = useCamera(video, deviceId);
  const cameras = useCameras(camera.kind === 'on');
  const { scan, advice, secondsLeft } = useScan(video, camera.kind === 'on', expectedType, onMessage);
  if (camera.kind === 'failed') {
    return (
      <Notice tone="bad" title={camera.title} actions={<Button onClick={onAgain}>Try again</Button>}>
        {camera.advice}
      </Notice>
    );
  }
  return (
    <div className="scan">
      <div className="scan-view">
        <video ref={video} muted playsInline aria-label="Camera picture" />
        <div className="scan-frame" aria-hidden="true" />
      </div>
      <div className="stack">
        <ScanProgress scan={scan} secondsLeft={secondsLeft} expectedType={expectedType} />
        {advice !== undefined && scan.message === undefined && (
          <Notice tone="wait" title={ADVICE_TEXTS[advice].title}>
            {ADVICE_TEXTS[advice].text}
          </Notice>
        )}
        {cameras.length > 1 && (
          <SelectField label="Camera" value={deviceId} onChange={setDeviceId} options={cameras} placeholder="Default" />
        )}
        <div className="row">
          <Button onClick={onAgain}>Start again</Button>
        </div>
      </div>
    </div>
  );
}

/** How a scan goes. */
type Watched = {
  readonly scan: ScanState;
  readonly advice: ScanAdvice | undefined;
  readonly secondsLeft: number | undefined;
};

const NOTHING_WATCHED: Watched = { scan: NOTHING_SCANNED, advice: undefined, secondsLeft: undefined };

/** Reads codes while the camera is on; tells the message once. */
function useScan(
  video: React.RefObject<HTMLVideoElement | null>,
  isOn: boolean,
  expectedType: string,
  onMessage: (message: Uint8Array) => void,
): Watched {
  const [state, setState] = useState(NOTHING_WATCHED);
  const tell = useRef(onMessage);
  useEffect(() => {
    tell.current = onMessage;
  });
  useEffect(() => {
    if (!isOn || video.current === null) return;
    const [take, watch, pace] = [createScan(expectedType).take, createScanWatch(), createScanPace()];
    let scan = NOTHING_SCANNED;
    const stop = film(video.current, (reading) => {
      for (const text of reading.texts) {
        if (scan.message === undefined) scan = take(text);
      }
      setState({ scan, advice: watch(reading), secondsLeft: pace(scan.received, scan.needed, performance.now()) });
      if (scan.message === undefined) return;
      stop();
      tell.current(scan.message);
    });
    return stop;
  }, [video, isOn, expectedType]);
  return state;
}

type ProgressProps = {
  readonly scan: ScanState;
  readonly secondsLeft: number | undefined;
  readonly expectedType: string;
};

function ScanProgress({ scan, secondsLeft, expectedType }: ProgressProps) {
  const fraction = scan.message === undefined ? scan.received / Math.max(scan.needed, 1) : 1;
  return (
    <div className="stack-small">
      <div className="spread">
        <strong>{headlineOf(scan, expectedType)}</strong>
        <span className="soft">{howFar(scan, secondsLeft)}</span>
      </div>
      <div
        className="progress"
        role="progressbar"
        aria-label="Scan progress"
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(fraction * 100)}
      >
        <div style={{ transform: `scaleX(${fraction})` }} />
      </div>
      {scan.missing.length > 0 && <p className="small soft">Still missing: {listOf(scan.missing)}</p>}
      {scan.refusal && (
        <Notice tone="wait" title="Not the right code">
          <p>{scan.refusal.message}</p>
          <p className="code">{scan.refusal.code}</p>
        </Notice>
      )}
    </div>
  );
}

function howFar(scan: ScanState, secondsLeft: number | undefined): string {
  if (scan.needed === 0) return '';
  const parts = `${scan.received} of ${scan.needed} parts`;
  return scan.message === undefined && secondsLeft !== undefined ? `${parts}, ${timeLeftInWords(secondsLeft)}` : parts;
}

function headlineOf(scan: ScanState, expectedType: string): string {
  if (scan.message !== undefined) return 'Complete';
  if (scan.needed > 0) return 'Reading, keep the camera on the code';
  return `Looking for ${messageName(expectedType)}`;
}

const SHOWN_MISSING = 14;

function listOf(parts: readonly number[]): string {
  const shown = parts.slice(0, SHOWN_MISSING).join(', ');
  return parts.length > SHOWN_MISSING ? `${shown} and ${parts.length - SHOWN_MISSING} more` : `${shown}`;
}
