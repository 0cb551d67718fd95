import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { describe, expect, test } from 'vitest';
import { drawFilm } from '../support/draw-film.ts';
import { ROOT } from '../support/toolchain.ts';
import { useSigner } from '../support/use-signer.ts';

const TEXT = `UR:X-VIER-REQUEST/1-1/${'LPADASCFADAXCYWENBPLJKHDCAHKADAEMEJTSWHHYLKE'.repeat(8)}`;

const used = useSigner((station) => {
  const cameraFile = join(station.directory, 'camera.y4m');
  // Two seconds without a code first, so that the window can be looked at.
  drawFilm(cameraFile, [TEXT], { blankFrames: 20 });
  return { cameraFile };
});

describe('the camera check', () => {
  test('reads a code through the camera, the worker and the core, and closes the window', async () => {
    const review = await used.signer.review();
    await review.getByRole('button', { name: 'Try the camera' }).click();
    await review.getByText(`${TEXT.length} characters`).waitFor();
    await expect.poll(() => used.signer.isScanOpen()).toBe(false);
  });

  test('both QR readers work in this Chromium', async () => {
    const bundled = await build({
      stdin: {
        contents: "export * from './first-reader.ts'; export * from './second-reader.ts';",
        resolveDir: join(ROOT, 'shared', 'src', 'qr'),
      },
      bundle: true,
      write: false,
      format: 'iife',
      globalName: 'readers',
      target: 'chrome114',
    });
    const script = bundled.outputFiles[0]?.text ?? '';
    const film = readFileSync(join(used.signer.station.directory, 'camera.y4m'));
    const start = film.indexOf('FRAME\n') + 'FRAME\n'.length;
    const picture = film.subarray(start, start + 1280 * 720).toString('base64');
    const review = await used.signer.review();
    const read = await review.evaluate(`(() => { ${script};
      const luminance = Uint8Array.from(atob(${JSON.stringify(picture)}), (c) => c.charCodeAt(0));
      const picture = { data: luminance, width: 1280, height: 720 };
      return [new readers.FirstReader().read(picture)[0].text, readers.readSecond(picture)];
    })()`);
    expect(read).toEqual([TEXT, TEXT]);
  });
});
