/** The code that a step is refused with. */
export function refusalOf(step: () => unknown): string {
  try {
    step();
  } catch (error) {
    if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
    throw error;
  }
  return 'not refused';
}
