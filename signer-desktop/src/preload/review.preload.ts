import { contextBridge, type IpcRendererEvent, ipcRenderer } from 'electron';
import type { ReviewBridge } from '../ipc/bridges.ts';
import type { Channel, PUSHES } from '../ipc/contract.ts';
import type { ReviewState } from '../ipc/shell-state.ts';

const ACT = 'review/act' satisfies Channel;
const OPEN = 'review/open' satisfies Channel;
const RESTART = 'review/restart' satisfies Channel;
const STATE = 'review/state' satisfies (typeof PUSHES)['review'];

const bridge: ReviewBridge = {
  act: (action) => ipcRenderer.invoke(ACT, action),
  restart: () => ipcRenderer.invoke(RESTART),
  onState: (listener) => {
    ipcRenderer.removeAllListeners(STATE);
    ipcRenderer.on(STATE, (_event: IpcRendererEvent, state: ReviewState) => listener(state));
    return ipcRenderer.invoke(OPEN);
  },
};

contextBridge.exposeInMainWorld('vieraugen', bridge);
