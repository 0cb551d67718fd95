import { Refusal } from '@vieraugen/shared/bytes';
import type { ReviewAction } from '../../ipc/actions.ts';

/** For an action that does not belong to the current step. A PIN in it is overwritten all the same. */
export function refuseAction(action: ReviewAction): never {
  if ('pin' in action) action.pin.fill(0);
  throw new Refusal('WRONG_STEP', 'This cannot be done in this step. Go on with what the screen asks for.');
}
