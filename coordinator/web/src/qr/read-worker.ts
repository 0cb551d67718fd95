import type { Picture } from './luminance.ts';
import { createReader } from './read-picture.ts';

// Runs in a worker, so that reading never holds up the page. One picture in, one answer out.
const read = createReader();
self.addEventListener('message', (event: MessageEvent<Picture>) => {
  self.postMessage(read(event.data) ?? null);
});
