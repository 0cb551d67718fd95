import { useHasRole } from '../../api/use-session.ts';
import { Notice } from '../../ui/notice.tsx';
import { isActiveAdministrator, useAccounts } from './use-accounts.ts';

/** What to do while there is one administrator alone: nobody is there who could confirm anything. */
export function SecondFounderNotice() {
  const isAdministrator = useHasRole('administrator');
  const accounts = useAccounts().data?.items;
  if (!isAdministrator || !accounts || accounts.filter(isActiveAdministrator).length > 1) return null;
  return (
    <Notice tone="wait" title="You are the only administrator: nothing can be confirmed yet">
      Whatever gives power needs two of you. When the coordinator started, it printed two links: give the second one to
      another person. A link works once, within 24 hours; a restart of the coordinator prints a new one while fewer than
      two founders are there.
    </Notice>
  );
}
