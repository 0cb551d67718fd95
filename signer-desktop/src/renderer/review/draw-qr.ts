import encodeQR from 'qr';

/** Modules of white around a code (ISO/IEC 18004, 9.1). */
const QUIET_ZONE = 4;

/** The smallest QR version that holds a text. */
export function versionFor(text: string): number {
  const border = 1;
  const modules = encodeQR(text, 'raw', { ecc: 'low', encoding: 'alphanumeric', border }).length - 2 * border;
  // ISO/IEC 18004, 6.3.2: version 1 has 21 modules a side, each further one four more.
  return (modules - 17) / 4;
}

/** Draws a text as a QR code, dark on light. Each module is a whole number of screen pixels, so that its edges are sharp. */
export function drawQr(canvas: HTMLCanvasElement, text: string, options: { version: number; cssSize: number }): void {
  const { version, cssSize } = options;
  const modules = encodeQR(text, 'raw', { ecc: 'low', encoding: 'alphanumeric', version, border: QUIET_ZONE });
  const ratio = window.devicePixelRatio;
  const scale = Math.max(1, Math.floor((cssSize * ratio) / modules.length));
  const size = modules.length * scale;
  if (canvas.width !== size) {
    canvas.width = size;
    canvas.height = size;
    canvas.style.width = `${size / ratio}px`;
  }
  const context = canvas.getContext('2d', { alpha: false });
  if (!context) return;
  context.fillStyle = '#ffffff';
  context.fillRect(0, 0, size, size);
  context.fillStyle = '#000000';
  for (const [y, line] of modules.entries()) {
    for (const [x, isDark] of line.entries()) {
      if (isDark) context.fillRect(x * scale, y * scale, scale, scale);
    }
  }
}
