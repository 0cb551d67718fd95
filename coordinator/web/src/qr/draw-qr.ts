import encodeQR from 'qr';

/** Modules of white around a code (ISO/IEC 18004, 9.1). */
const QUIET_ZONE = 4;

/** The smallest QR version that holds a text of an animation, so that all its frames have one size. */
export function versionFor(text: string): number {
  const size = encodeQR(text, 'raw', { ecc: 'low', encoding: 'alphanumeric', border: 1 }).length - 2;
  return (size - 17) / 4;
}

/**
 * Draws a text as a QR code, dark on light whatever the theme. Each module is a whole number of screen pixels: blurred
 * edges cost a camera more than a smaller code does.
 */
export function drawQr(canvas: HTMLCanvasElement, text: string, options: { version: number; cssSize: number }): void {
  const modules = encodeQR(text, 'raw', {
    ecc: 'low',
    encoding: 'alphanumeric',
    version: options.version,
    border: QUIET_ZONE,
  });
  const scale = Math.max(1, Math.round((options.cssSize * devicePixelRatio) / modules.length));
  const size = modules.length * scale;
  if (canvas.width !== size) {
    canvas.width = size;
    canvas.height = size;
    canvas.style.width = `${size / devicePixelRatio}px`;
    canvas.style.height = canvas.style.width;
  }
  const context = canvas.getContext('2d', { alpha: false });
  context?.putImageData(new ImageData(pixelsOf(modules, scale), size), 0, 0);
}

/** RGBA pixels: `scale` by `scale` of them for each module. */
export function pixelsOf(modules: readonly (readonly boolean[])[], scale: number): Uint8ClampedArray<ArrayBuffer> {
  const size = modules.length * scale;
  const pixels = new Uint32Array(size * size).fill(0xffffffff);
  modules.forEach((line, y) => {
    const start = y * scale * size;
    line.forEach((isDark, x) => {
      if (isDark) pixels.fill(0xff000000, start + x * scale, start + (x + 1) * scale);
    });
    for (let copy = 1; copy < scale; copy++) pixels.copyWithin(start + copy * size, start, start + size);
  });
  return new Uint8ClampedArray(pixels.buffer);
}
