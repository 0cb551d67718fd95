import { createPictureReader } from '@vieraugen/shared/qr';
import type { OwnPicture } from './grab-picture.ts';

// Runs in a worker, so that reading never holds up the page. One picture in; the reading and the buffer out.
const read = createPictureReader();
self.addEventListener('message', ({ data: picture }: MessageEvent<OwnPicture>) => {
  const { buffer } = picture.data;
  self.postMessage({ reading: read(picture), buffer }, { transfer: [buffer] });
});
