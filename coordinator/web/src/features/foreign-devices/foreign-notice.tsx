import { Notice } from '../../ui/notice.tsx';

/** What people must know before they trust a wallet of this kind with money. */
export function ForeignNotice() {
  return (
    <Notice tone="wait" title="Signed by whoever holds the device, alone">
      The key is in somebody else’s device. No officers’ quorum, no HSM and no policy of the device’s own stand behind
      the approvals: its holder can sign anything at any time, also without being asked here.
    </Notice>
  );
}
