import { UR, UREncoder } from '@ngraveio/bc-ur';
import { choosePlayback, drawSymbols, modulesOf, type Playback, type PlaybackWish } from '@vieraugen/shared/qr';
import qrcode from 'qrcode';
import type { Luminance } from '../../support/camera/index.ts';

/** One screen after another, as they come up. */
export type Screens = (count: number) => readonly Luminance[];

/** What our programs show, with the settings they choose. */
export function ourScreens(wish: PlaybackWish): { readonly playback: Playback; readonly screens: Screens } {
  const playback = choosePlayback(wish);
  const { frames, version, scale, symbols } = playback;
  const drawn = new Map<string, Luminance>();
  const screenAt = (step: number): Luminance => {
    const parts = Array.from({ length: symbols }, (_, place) => frames.partAtStep(step * symbols + place));
    const known = drawn.get(parts.join());
    if (known !== undefined) return known;
    const { data, width, height } = drawSymbols(
      parts.map((part) => modulesOf(frames.frameAt(part), version)),
      scale,
    );
    const screen = {
      data: Uint8Array.from({ length: width * height }, (_, place) => data[place * 4] ?? 0),
      width,
      height,
    };
    drawn.set(parts.join(), screen);
    return screen;
  };
  return { playback, screens: (count) => lazily(count, screenAt) };
}

/** Keystone's defaults, as its `animated-qr` has them: 400 bytes a fragment, ten codes a second, bc-ur and qrcode. */
export const USUAL = { fragment: 400, fps: 10 };

/** What most wallets show. */
export function usualScreens(bytes: Uint8Array, type: string): Screens {
  const encoder = new UREncoder(new UR(Buffer.from(bytes), type), USUAL.fragment);
  const drawn: Luminance[] = [];
  const screenAt = (step: number): Luminance => {
    while (drawn.length <= step) drawn.push(drawWithQrcode(encoder.nextPart().toUpperCase()));
    return drawn[step] ?? drawWithQrcode('');
  };
  return (count) => lazily(count, screenAt);
}

function drawWithQrcode(text: string): Luminance {
  const { modules } = qrcode.create([{ data: text, mode: 'alphanumeric' }], { errorCorrectionLevel: 'L' });
  const [border, side] = [4, modules.size + 8];
  const scale = Math.floor(700 / side);
  const width = side * scale;
  const data = new Uint8Array(width * width).fill(255);
  for (let y = 0; y < width; y++) {
    for (let x = 0; x < width; x++) {
      const [row, column] = [Math.floor(y / scale) - border, Math.floor(x / scale) - border];
      const inside = row >= 0 && column >= 0 && row < modules.size && column < modules.size;
      if (inside && modules.get(row, column)) data[y * width + x] = 0;
    }
  }
  return { data, width, height: width };
}

/** An array whose items are made when they are looked at: most films end early. */
function lazily(count: number, itemAt: (index: number) => Luminance): readonly Luminance[] {
  return new Proxy(new Array<Luminance>(count), {
    get: (target, key, receiver) =>
      typeof key === 'string' && /^\d+$/.test(key) && Number(key) < count
        ? itemAt(Number(key))
        : Reflect.get(target, key, receiver),
  });
}
