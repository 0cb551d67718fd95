import { type BrowserWindow, dialog } from 'electron';
import type { NativeQuestion } from '../ipc/signer-core.ts';

const REFUSE = 0;
const CONFIRM = 1;

/**
 * The last yes or no, drawn by the operating system and not by a page. The words are the core's. Refusing is the default,
 * the answer to Escape, and the answer when the dialog cannot be shown.
 */
export async function confirmNatively(window: BrowserWindow | undefined, question: NativeQuestion): Promise<boolean> {
  if (window === undefined || window.isDestroyed()) return false;
  const buttons: string[] = [];
  buttons[REFUSE] = question.refuseLabel;
  buttons[CONFIRM] = question.confirmLabel;
  const answer = await dialog.showMessageBox(window, {
    type: 'warning',
    title: question.title,
    message: question.message,
    detail: question.detail,
    buttons,
    defaultId: REFUSE,
    cancelId: REFUSE,
    noLink: true,
  });
  return answer.response === CONFIRM;
}
