import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  type Camera,
  createCamera,
  type FilmOptions,
  filmOf,
  onWall,
  plainPicture,
  type Shot,
  shotsOf,
  writeY4m,
} from './index.ts';

const SMALL = { level: 'easy', seed: 4, width: 64, height: 36 } as const;
const SCREENS = Array.from({ length: 100 }, (_, index) => plainPicture(32, 32, (index * 40) % 256));

function kindsOf(camera: Camera, options: FilmOptions): Record<Shot['kind'], number> {
  const counts = { whole: 0, torn: 0, dropped: 0 };
  for (const { kind } of shotsOf(SCREENS, camera, options)) counts[kind] += 1;
  return counts;
}

describe('a film', () => {
  test("has a picture for each of the camera's moments, the same for the same seed", () => {
    const film = (seed: number) => filmOf(SCREENS, createCamera({ ...SMALL, seed }), { displayFps: 15, cameraFps: 30 });
    expect(film(4)).toHaveLength(200);
    expect(film(4)).toEqual(film(4));
    expect(film(5)).not.toEqual(film(4));
  });

  test('is whole where no screen changes while a picture is taken', () => {
    const still = { displayFps: 15, cameraFps: 30, shutter: 0.008, readout: 0.012, phase: 0.1 };
    const shots = [...shotsOf(SCREENS, createCamera(SMALL), still)];
    expect(kindsOf(createCamera(SMALL), still)).toEqual({ whole: 200, torn: 0, dropped: 0 });
    expect(shots.map(({ screen }) => screen).slice(0, 6)).toEqual([0, 0, 1, 1, 2, 2]);
  });

  test('is torn in each picture that a change falls into', () => {
    const late = { displayFps: 15, cameraFps: 30, shutter: 0.008, readout: 0.012, phase: 0.5 };
    // Every second picture begins 16.7 ms before a change and takes 20 ms; after the last screen nothing changes.
    expect(kindsOf(createCamera(SMALL), late)).toEqual({ whole: 101, torn: 99, dropped: 0 });
    const slow = { displayFps: 30, cameraFps: 30, readout: 1 / 30 };
    expect(kindsOf(createCamera(SMALL), slow).torn).toBe(99);
  });

  test('loses and tears the share that it is told to', () => {
    const camera = createCamera({ ...SMALL, torn: 0.2, dropped: 0.1 });
    const counts = kindsOf(camera, { displayFps: 10, cameraFps: 30, phase: 0 });
    expect(counts.dropped).toBeGreaterThan(15);
    expect(counts.dropped).toBeLessThan(45);
    expect(counts.torn).toBeGreaterThan(35);
    expect(counts.torn).toBeLessThan(75);
  });

  test('shows the picture before, or the wall, in place of one that is lost', () => {
    const shots = [...shotsOf(SCREENS, createCamera({ ...SMALL, dropped: 1 }), { displayFps: 30, cameraFps: 30 })];
    expect(shots.every(({ kind }) => kind === 'dropped')).toBe(true);
    expect(new Set(shots.map(({ picture }) => picture)).size).toBe(1);
  });
});

describe('a y4m file', () => {
  test('has a header and whole pictures with grey colour planes', () => {
    const folder = mkdtempSync(join(tmpdir(), 'vieraugen-film-'));
    const path = join(folder, 'film.y4m');
    writeY4m(path, [plainPicture(4, 2, 7), onWall(plainPicture(2, 2, 9), { width: 4, height: 2, wall: 1 })], 15);
    const file = readFileSync(path);
    rmSync(folder, { recursive: true });
    const header = 'YUV4MPEG2 W4 H2 F15:1 Ip A1:1 C420jpeg\n';
    const colour = [128, 128, 128, 128];
    expect(file.subarray(0, header.length).toString()).toBe(header);
    expect([...file.subarray(header.length)]).toEqual([
      ...[...Buffer.from('FRAME\n'), 7, 7, 7, 7, 7, 7, 7, 7, ...colour],
      ...[...Buffer.from('FRAME\n'), 1, 9, 9, 1, 1, 9, 9, 1, ...colour],
    ]);
  });

  test('takes pictures of one size, and at least one', () => {
    expect(() => writeY4m('/dev/null', [], 15)).toThrow('a film needs a picture');
    expect(() => writeY4m('/dev/null', [plainPicture(4, 2, 7), plainPicture(2, 2, 7)], 15)).toThrow('2 x 2');
  });
});
