import type { ParentPort } from 'electron';
import { createSignerCore } from './create-signer-core.ts';
import { serveCore } from './serve-core.ts';

/** The utility process: the only file of the core that knows Electron, and of Electron only the port to main. */
const port: ParentPort = process.parentPort;
serveCore(
  {
    post: (message) => port.postMessage(message),
    onMessage: (listener) => {
      port.on('message', (event) => listener(event.data));
    },
  },
  createSignerCore,
);
