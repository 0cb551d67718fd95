/** How many modules a code may have: the QR version, and how many characters it holds (ISO/IEC 18004, alphanumeric, level L). */
export type Density = {
  readonly id: string;
  readonly label: string;
  readonly version: number;
  readonly capacity: number;
};

const STANDARD: Density = { id: 'standard', label: 'Standard', version: 20, capacity: 1249 };

export const DENSITIES: readonly Density[] = [
  { id: 'coarse', label: 'Coarse, for weak cameras', version: 10, capacity: 395 },
  { id: 'medium', label: 'Medium', version: 15, capacity: 758 },
  STANDARD,
  { id: 'dense', label: 'Dense', version: 25, capacity: 1853 },
  { id: 'very-dense', label: 'Very dense, for good cameras', version: 30, capacity: 2520 },
];

export function densityOf(id: string): Density {
  return DENSITIES.find((density) => density.id === id) ?? STANDARD;
}

/** Frames a second. A camera of 30 frames a second sees each of 15 whole at least once. */
export const RATES: readonly number[] = [4, 8, 12, 15];
export const DEFAULT_RATE = 12;
