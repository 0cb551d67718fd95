import type { NativeQuestion } from '../../ipc/signer-core.ts';
import type { Workshop } from './ceremony.ts';

/** How many payments or keys one dialog shows: as many as fit on a small screen without scrolling. */
const PER_PAGE = 6;

/** Asks for everything in `lines`, in as many dialogs as that takes; one "no" is a "no". */
export async function confirmInPages(
  workshop: Workshop,
  lines: readonly string[],
  question: Omit<NativeQuestion, 'detail'>,
): Promise<boolean> {
  const pages = Math.max(1, Math.ceil(lines.length / PER_PAGE));
  for (let page = 0; page < pages; page += 1) {
    const shown = lines.slice(page * PER_PAGE, (page + 1) * PER_PAGE);
    const title = pages === 1 ? question.title : `${question.title} (${page + 1} of ${pages})`;
    if (!(await workshop.confirm({ ...question, title, detail: shown.join('\n\n') }))) return false;
  }
  return true;
}
