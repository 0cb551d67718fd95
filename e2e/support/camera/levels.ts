/** How hard a camera makes it for a reader. */
export type CameraLevel = 'easy' | 'mild' | 'medium' | 'hard';

export interface Difficulty {
  /** Degrees, to one side or the other. */
  readonly rotation: number;
  /** By this share the farthest edge of a screen that leans away looks shorter than the nearest one. */
  readonly perspective: number;
  /** Sigma of the Gaussian blur, in pixels of the camera. */
  readonly blur: number;
  /** Sigma of the noise, in grey values. */
  readonly noise: number;
  /** The share of the camera's picture that the screen takes up, along the side where it is tightest. */
  readonly fill: number;
}

/** The levels of docs/performance.md; `mild` is `easy` with noise that jsQR still stands. */
export const DIFFICULTIES: Readonly<Record<CameraLevel, Difficulty>> = {
  easy: { rotation: 3, perspective: 0.015, blur: 0.6, noise: 5, fill: 0.88 },
  mild: { rotation: 3, perspective: 0.015, blur: 0.6, noise: 3, fill: 0.88 },
  medium: { rotation: 8, perspective: 0.04, blur: 0.9, noise: 9, fill: 0.8 },
  hard: { rotation: 20, perspective: 0.09, blur: 1.3, noise: 15, fill: 0.7 },
};
