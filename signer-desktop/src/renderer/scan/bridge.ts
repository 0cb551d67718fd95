import type { ScanBridge } from '../../ipc/bridges.ts';

declare global {
  interface Window {
    /** Made by the preload of this page's own window; the review page has another one. */
    readonly vieraugen: unknown;
  }
}

export const bridge = window.vieraugen as ScanBridge;
