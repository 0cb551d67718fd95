export { type Camera, createCamera } from './camera.ts';
export { drawScene, drawSymbol } from './draw.ts';
export { type FilmOptions, filmOf, type Shot, shotsOf } from './film-of.ts';
export type { CameraLevel } from './levels.ts';
export { type Luminance, onWall, plainPicture } from './luminance.ts';
export { writeY4m } from './write-y4m.ts';
