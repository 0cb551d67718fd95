import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { useSigner } from '../support/use-signer.ts';

const used = useSigner();
const MARKER = 'a-secret-that-must-not-reach-the-disk';

function filesBelow(directory: string): readonly string[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .map((name) => join(directory, name))
    .filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile() === true);
}

describe('E-08: sessions in memory', () => {
  test('each window has a session of its own without a place on disk', async () => {
    const review = await used.signer.review();
    await review.getByRole('button', { name: 'Try the camera' }).click();
    await used.signer.scan();
    // Of the windows themselves: a partition of that name could be another session.
    const sessions = await used.signer.app.evaluate(({ session, webContents }) => {
      const all = webContents.getAllWebContents().map((contents) => contents.session);
      return {
        paths: all.map((one) => one.getStoragePath()),
        isDefault: all.includes(session.defaultSession),
        different: new Set(all).size,
      };
    });
    expect(sessions).toEqual({ paths: [null, null], isDefault: false, different: 2 });
  });

  test('what a page stores is in no file of the station', async () => {
    const review = await used.signer.review();
    await review.evaluate(async (marker) => {
      localStorage.setItem('marker', marker);
      sessionStorage.setItem('marker', marker);
      await new Promise((resolve) => {
        const opening = indexedDB.open('store', 1);
        opening.onupgradeneeded = () => opening.result.createObjectStore('things');
        opening.onsuccess = () => {
          const write = opening.result.transaction('things', 'readwrite');
          write.objectStore('things').put(marker, 'marker');
          write.oncomplete = resolve;
        };
        opening.onerror = resolve;
      });
    }, MARKER);
    await used.signer.app.evaluate(({ webContents }) => {
      for (const contents of webContents.getAllWebContents()) contents.session.flushStorageData();
    });
    const bearing = filesBelow(used.signer.station.directory).filter((path) => readFileSync(path).includes(MARKER));
    expect(bearing).toEqual([]);
  });
});
