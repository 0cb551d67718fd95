import { Refusal } from '../bytes/index.ts';

/** The code an action is refused with, `accepted`, or what else it threw: a refusal without a code is a bug. */
export function codeOf(action: () => unknown): string {
  try {
    action();
    return 'accepted';
  } catch (error) {
    return error instanceof Refusal ? error.code : `threw ${error}`;
  }
}
