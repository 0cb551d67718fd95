import type { ViewNotice } from '../../ipc/view-parts.ts';
import { Message } from '../ui/parts.tsx';

/** What was just refused or done, as the core tells it. */
export function ViewNoticeMessage({ notice }: { readonly notice: ViewNotice }) {
  return <Message tone={notice.tone} title={notice.message} {...(notice.code === null ? {} : { code: notice.code })} />;
}
