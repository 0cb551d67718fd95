import { join } from 'node:path';
import { BrowserWindow, type Session } from 'electron';
import type { Role } from '../ipc/contract.ts';
import { BUILD } from './build-kind.ts';
import { silenceWebRtc } from './network-rules.ts';
import { pageAddress } from './own-page.ts';

const SIZES: Record<Role, { width: number; height: number; minWidth: number; minHeight: number }> = {
  review: { width: 1200, height: 900, minWidth: 960, minHeight: 680 },
  scan: { width: 880, height: 860, minWidth: 640, minHeight: 620 },
};

const TITLES: Record<Role, string> = { review: 'Vieraugen Signer', scan: 'Vieraugen Signer: scan' };

/** Told when a window's page is no longer ours: its process ended, or it went where no navigation rule could stop it. */
type LostHandler = (window: BrowserWindow) => void;

/** Makes a window and starts loading its page. Each option is stated although most are defaults: E-01 to E-07. */
export function openWindow(
  role: Role,
  session: Session,
  directory: string,
  onLost: LostHandler,
  parent?: BrowserWindow,
): BrowserWindow {
  const window = new BrowserWindow({
    ...SIZES[role],
    ...(parent === undefined ? {} : { parent }),
    title: TITLES[role],
    show: false,
    backgroundColor: '#f3f5f8',
    autoHideMenuBar: true,
    webPreferences: {
      session,
      preload: join(directory, `${role}.preload.cjs`),
      contextIsolation: true, // E-01
      nodeIntegration: false, // E-02
      nodeIntegrationInWorker: false, // E-02
      nodeIntegrationInSubFrames: false, // E-02
      webSecurity: true, // E-03
      allowRunningInsecureContent: false, // E-03
      experimentalFeatures: false, // E-03
      sandbox: true, // E-04
      webviewTag: false, // E-05
      devTools: BUILD === 'test', // E-06
      navigateOnDragDrop: false, // E-07
      spellcheck: false, // E-07
      plugins: false, // E-07
      disableDialogs: true, // E-07
      webgl: false, // E-07
      enableWebSQL: false,
      autoplayPolicy: 'no-user-gesture-required',
    },
  });
  silenceWebRtc(window.webContents); // E-44: before the first load
  window.setContentProtection(true); // E-54
  window.removeMenu();
  window.once('ready-to-show', () => window.show());
  window.webContents.on('render-process-gone', () => onLost(window));
  // E-20: Chromium commits about:blank without asking any rule. It stays our origin under our policy, but it is not our page.
  window.webContents.on('did-navigate', (_event, address) => {
    if (address !== pageAddress(role)) onLost(window);
  });
  window.on('page-title-updated', (event) => event.preventDefault());
  void window.loadURL(pageAddress(role)).catch(() => window.destroy());
  return window;
}
