import encodeQR from 'qr';
import { type Luminance, paste, plainPicture } from './luminance.ts';

const DARK = 0;
const LIGHT = 255;
const QUIET_ZONE = 4;

export interface SymbolOptions {
  /** The smallest that holds the text if it is not given. */
  readonly version?: number;
  /** Pixels a module. */
  readonly scale?: number;
  /** What the light modules and the quiet zone look like. */
  readonly background?: number;
}

/** A QR code as a screen shows it: alphanumeric, level L, with its quiet zone (ISO/IEC 18004, 9.1). */
export function drawSymbol(text: string, options: SymbolOptions = {}): Luminance {
  const { version, scale = 8, background = LIGHT } = options;
  const modules = encodeQR(text, 'raw', {
    ecc: 'low',
    encoding: 'alphanumeric',
    border: QUIET_ZONE,
    ...(version === undefined ? {} : { version }),
  });
  const size = modules.length * scale;
  const data = new Uint8Array(size * size).fill(background);
  modules.forEach((row, y) => {
    const start = y * scale * size;
    row.forEach((isDark, x) => {
      if (isDark) data.fill(DARK, start + x * scale, start + (x + 1) * scale);
    });
    for (let copy = 1; copy < scale; copy += 1) data.copyWithin(start + copy * size, start, start + size);
  });
  return { data, width: size, height: size };
}

export interface SceneOptions {
  readonly columns?: number;
  /** Pixels between two symbols. */
  readonly gap?: number;
  readonly background?: number;
}

/** Several symbols on one screen, row by row: two side by side, or twenty in a heap. */
export function drawScene(symbols: readonly Luminance[], options: SceneOptions = {}): Luminance {
  const columns = options.columns ?? Math.min(symbols.length, Math.ceil(Math.sqrt(1.25 * symbols.length)));
  const { gap = 0, background = LIGHT } = options;
  const width = Math.max(...symbols.map((symbol) => symbol.width));
  const height = Math.max(...symbols.map((symbol) => symbol.height));
  const rows = Math.ceil(symbols.length / columns);
  const scene = plainPicture(columns * (width + gap) - gap, rows * (height + gap) - gap, background);
  symbols.forEach((symbol, index) => {
    paste(scene, symbol, (index % columns) * (width + gap), Math.floor(index / columns) * (height + gap));
  });
  return scene;
}
