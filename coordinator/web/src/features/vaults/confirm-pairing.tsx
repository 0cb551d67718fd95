import { useState } from 'react';
import { useLocation } from 'wouter';
import { useCommand } from '../../api/use-command.ts';
import { useSession } from '../../api/use-session.ts';
import { Button } from '../../ui/button.tsx';
import { Facts } from '../../ui/facts.tsx';
import { CheckBox } from '../../ui/field.tsx';
import { ErrorPanel, Notice } from '../../ui/notice.tsx';
import { Panel } from '../../ui/page.tsx';
import { useToast } from '../../ui/toasts.tsx';
import { ShortHex } from '../../ui/values.tsx';
import { Words } from '../../ui/words.tsx';
import { OfficerTable } from './officer-table.tsx';
import type { PairingView, VaultView } from './vaults-api.ts';

type Acceptance = NonNullable<PairingView['acceptance']>;

/** Nothing of the acceptance is believed before a person says that both screens show the same words. */
export function ConfirmPairing(props: { readonly pairing: PairingView; readonly acceptance: Acceptance }) {
  const { pairing, acceptance } = props;
  const me = useSession();
  return (
    <div className="columns-main">
      {pairing.offeredBy === me.id ? (
        <OffererWaits acceptance={acceptance} />
      ) : (
        <Comparison pairingId={pairing.id} acceptance={acceptance} />
      )}
      <Panel title="What the signer says of itself">
        <div className="stack">
          <Facts
            facts={[
              { label: 'Vault', value: <strong>{acceptance.vaultName}</strong> },
              { label: 'Officers needed', value: `${acceptance.officerQuorum} of ${acceptance.officers.length}` },
              { label: 'Approved by', value: acceptance.approvedBy.join(', ') },
              { label: 'Station key', value: <ShortHex text={acceptance.stationKey} what="station key" /> },
              { label: 'Journal entry', value: acceptance.journalHead.sequence },
            ]}
          />
          <OfficerTable officers={acceptance.officers} />
        </div>
      </Panel>
    </div>
  );
}

/** Who made the offer shows the words, and cannot confirm them. */
function OffererWaits({ acceptance }: { readonly acceptance: Acceptance }) {
  return (
    <Panel title="3. Another administrator compares the words">
      <div className="stack">
        <Words words={acceptance.words} label="Fingerprint words of the acceptance" />
        <Notice tone="wait" title="You made this offer: another administrator confirms it">
          Ask them to open this pairing on the page Vaults, to compare the words with the signer’s screen, and to
          confirm. This page goes on by itself then.
        </Notice>
      </div>
    </Panel>
  );
}

function Comparison(props: { readonly pairingId: string; readonly acceptance: Acceptance }) {
  const { acceptance } = props;
  const [isSame, setSame] = useState(false);
  const [, navigate] = useLocation();
  const toast = useToast();
  const confirming = useCommand<VaultView>((vault) => {
    toast(`${vault.name} is paired.`);
    navigate(`/vaults/${vault.id}`);
  });
  return (
    <Panel
      title="3. Compare the words"
      foot={
        <Button
          look="primary"
          disabled={!isSame}
          busy={confirming.isPending}
          onClick={() =>
            confirming.mutate({
              path: `/v1/pairings/${props.pairingId}/confirmation`,
              body: { acceptanceDigest: acceptance.digest, wordsMatch: true },
            })
          }
        >
          Confirm pairing
        </Button>
      }
    >
      <div className="stack">
        <Words words={acceptance.words} label="Fingerprint words of the acceptance" />
        <Notice tone="info" title="Read them aloud to the officers at the signer">
          They compare each word with their own screen. If a single one differs, somebody stands between the two: do not
          confirm.
        </Notice>
        <CheckBox label="The signer shows the same eight words in the same order" checked={isSame} onChange={setSame} />
        {confirming.isError && <ErrorPanel error={confirming.error} />}
      </div>
    </Panel>
  );
}
