import { join } from 'node:path';
import { app, Menu, powerSaveBlocker, protocol } from 'electron';
import type { StationConfig } from '../ipc/station-config.ts';
import { BUILD } from './build-kind.ts';
import { isOlderThanPinned, PINNED_ELECTRON_MAJOR } from './electron-version.ts';
import { loadConfig } from './load-config.ts';
import { forbidNavigation } from './navigation.ts';
import { disableNetworkStack } from './network-rules.ts';
import { SCHEME } from './own-page.ts';
import { serve } from './serve.ts';
import { createSessions } from './sessions.ts';
import { Shell } from './shell.ts';
import { stopLaunch } from './stop-launch.ts';

/** Composes the program. Everything that must be set before `ready` is set before the first await. */
export async function start(configPath: string): Promise<void> {
  refuseOldElectron();
  const config = readConfig(configPath);
  app.enableSandbox(); // E-04
  disableNetworkStack(app); // E-43
  forbidNavigation(app); // E-05, E-20, E-21
  Menu.setApplicationMenu(null);
  protocol.registerSchemesAsPrivileged([{ scheme: SCHEME, privileges: { standard: true, secure: true } }]); // E-10
  app.setPath('userData', join(config.dataDirectory, 'shell'));
  if (!app.requestSingleInstanceLock()) {
    stopLaunch('ALREADY_RUNNING', 'A signer already runs on this data directory. Use its window.');
  }
  await app.whenReady();
  powerSaveBlocker.start('prevent-display-sleep');
  openShell(config);
}

function openShell(config: StationConfig): void {
  const shell = new Shell(config, __dirname);
  const roleOf = (contentsId: number) => shell.roleOf(contentsId);
  serve('review/act', roleOf, (action) => shell.forward(action));
  serve('review/open', roleOf, () => shell.pushReview());
  serve('review/restart', roleOf, () => shell.restart());
  serve('scan/submit', roleOf, (action) => shell.forward(action));
  serve('scan/open', roleOf, () => shell.pushScan());
  app.on('window-all-closed', () => app.quit());
  app.on('will-quit', () => shell.stop());
  shell.start(createSessions(__dirname, () => shell.cameraHolder()));
}

function refuseOldElectron(): void {
  if (BUILD === 'release' && isOlderThanPinned(process.versions.electron)) {
    const found = process.versions.electron;
    stopLaunch('ELECTRON_TOO_OLD', `This is Electron ${found}. A release needs ${PINNED_ELECTRON_MAJOR} or newer.`);
  }
}

function readConfig(path: string): StationConfig {
  const loaded = loadConfig(path, BUILD);
  return loaded.ok ? loaded.config : stopLaunch(loaded.code, loaded.message);
}
