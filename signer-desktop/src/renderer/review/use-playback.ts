import { choosePlayback, type Density, drawSymbols, modulesOf, type Playback } from '@vieraugen/shared/qr';
import { type RefObject, useEffect, useMemo, useState } from 'react';

/** A code of this many CSS pixels is large enough for any camera at arm's length. */
const LARGEST_SIDE = 700;
/** What else stands in the window beside and above the code, in CSS pixels. */
const TAKEN = { width: 120, height: 120 };

export interface PlaybackChoice {
  readonly density: Density;
  readonly sideBySide: boolean;
}

/** How a message is shown on this screen, at the size that the window has now. */
export function usePlayback(type: string, bytes: Uint8Array, { density, sideBySide }: PlaybackChoice): Playback {
  const [width, height] = useWindowSize();
  return useMemo(() => {
    const side = Math.max(240, Math.min(LARGEST_SIDE, height - TAKEN.height));
    const room = Math.max(240, Math.min(width - TAKEN.width, sideBySide ? 2 * LARGEST_SIDE : LARGEST_SIDE));
    const screen = { width: room * window.devicePixelRatio, height: side * window.devicePixelRatio };
    return choosePlayback({ type, bytes, screen, density, sideBySide });
  }, [type, bytes, density, sideBySide, width, height]);
}

function useWindowSize(): readonly [number, number] {
  const [size, setSize] = useState<readonly [number, number]>([window.innerWidth, window.innerHeight]);
  useEffect(() => {
    const onResize = () => setSize([window.innerWidth, window.innerHeight]);
    window.addEventListener('resize', onResize);
    return () => window.removeEventListener('resize', onResize);
  }, []);
  return size;
}

/** Draws one set of codes after the other; answers the parts that are on the screen. */
export function useAnimation(canvas: RefObject<HTMLCanvasElement | null>, playback: Playback): readonly number[] {
  const [parts, setParts] = useState<readonly number[]>([1]);
  useEffect(() => {
    let step = 0;
    const draw = () => {
      const shown = Array.from({ length: playback.symbols }, () => playback.frames.partAtStep(step++));
      if (canvas.current) drawParts(canvas.current, playback, shown);
      setParts(shown);
    };
    draw();
    if (playback.rate === 0) return;
    const timer = setInterval(draw, 1000 / playback.rate);
    return () => clearInterval(timer);
  }, [canvas, playback]);
  return parts;
}

function drawParts(canvas: HTMLCanvasElement, { frames, version, scale }: Playback, parts: readonly number[]): void {
  const pixels = drawSymbols(
    parts.map((part) => modulesOf(frames.frameAt(part), version)),
    scale,
  );
  if (canvas.width !== pixels.width || canvas.height !== pixels.height) {
    canvas.width = pixels.width;
    canvas.height = pixels.height;
    canvas.style.width = `${pixels.width / window.devicePixelRatio}px`;
  }
  const context = canvas.getContext('2d', { alpha: false });
  context?.putImageData(new ImageData(pixels.data, pixels.width), 0, 0);
}
