export { capacityOf, MAX_VERSION, QUIET_ZONE, sideOf, versionFor } from './capacity.ts';
export { choosePlayback, type Density, type Playback, type PlaybackWish, type ScreenSpace } from './choose-playback.ts';
export type { Picture } from './picture.ts';
export type { PictureHint } from './picture-hint.ts';
export { createPictureReader, type PictureReader, type Reading } from './picture-reader.ts';
export { ADVICE_TEXTS, createScanWatch, type ScanAdvice } from './scan-advice.ts';
export { createScanPace, timeLeftInWords } from './scan-pace.ts';
export { drawSymbols, modulesOf, type Pixels } from './symbol.ts';
