import { createPictureReader } from '@vieraugen/shared/qr';
import type { PictureMessage, ReadingMessage } from './messages.ts';

const read = createPictureReader();

self.addEventListener('message', (event: MessageEvent<PictureMessage>) => {
  const { width, height, buffer } = event.data;
  const reading = read({ data: new Uint8Array(buffer, 0, width * height), width, height });
  const message: ReadingMessage = { reading, buffer };
  self.postMessage(message, { transfer: [buffer] });
});
