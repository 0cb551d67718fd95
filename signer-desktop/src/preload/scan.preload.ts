import { contextBridge, type IpcRendererEvent, ipcRenderer } from 'electron';
import type { ScanBridge } from '../ipc/bridges.ts';
import type { Channel, PUSHES } from '../ipc/contract.ts';
import type { ScanView } from '../ipc/views.ts';

const SUBMIT = 'scan/submit' satisfies Channel;
const OPEN = 'scan/open' satisfies Channel;
const STATE = 'scan/state' satisfies (typeof PUSHES)['scan'];

const bridge: ScanBridge = {
  submit: (action) => ipcRenderer.invoke(SUBMIT, action),
  onState: (listener) => {
    ipcRenderer.removeAllListeners(STATE);
    ipcRenderer.on(STATE, (_event: IpcRendererEvent, view: ScanView) => listener(view));
    return ipcRenderer.invoke(OPEN);
  },
};

contextBridge.exposeInMainWorld('vieraugen', bridge);
