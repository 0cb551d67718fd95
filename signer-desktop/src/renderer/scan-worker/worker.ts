import type { Picture, Reading } from './messages.ts';
import { createPictureReader } from './read-picture.ts';

const read = createPictureReader();

self.addEventListener('message', (event: MessageEvent<Picture>) => {
  const { width, height, buffer } = event.data;
  const text = read(new Uint8Array(buffer, 0, width * height), width, height);
  const reading: Reading = { text, buffer };
  self.postMessage(reading, { transfer: [buffer] });
});
