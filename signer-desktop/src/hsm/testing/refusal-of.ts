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

/** The code that a promise is rejected with. */
export async function rejectionOf(promise: Promise<unknown>): Promise<string> {
  const outcome = await promise.then(
    () => undefined,
    (error: unknown) => ({ error }),
  );
  return refusalOf(() => {
    if (outcome) throw outcome.error;
  });
}
