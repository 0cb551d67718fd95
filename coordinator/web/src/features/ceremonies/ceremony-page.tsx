import { useState } from 'react';
import { Link } from 'wouter';
import { get } from '../../api/client.ts';
import { useCommand } from '../../api/use-command.ts';
import { useHasRole } from '../../api/use-session.ts';
import { Button, LinkButton } from '../../ui/button.tsx';
import { Chip, type Tone } from '../../ui/chip.tsx';
import { ConfirmDialog } from '../../ui/dialog.tsx';
import { Facts } from '../../ui/facts.tsx';
import { ErrorPanel } from '../../ui/notice.tsx';
import { Page, Panel } from '../../ui/page.tsx';
import { Loaded } from '../../ui/states.tsx';
import { type Column, Table } from '../../ui/table.tsx';
import { Amount, ShortHex, Time } from '../../ui/values.tsx';
import { Words } from '../../ui/words.tsx';
import { useWithdrawals } from '../withdrawals/withdrawals-api.ts';
import { type CeremonyView, useCeremony } from './ceremonies-api.ts';
import { CeremonyChip } from './ceremony-chip.tsx';
import { saveBundle } from './save-bundle.ts';

export function CeremonyPage({ id }: { readonly id: string }) {
  const ceremony = useCeremony(id);
  return (
    <Page
      title={ceremony.data ? `Request ${ceremony.data.sequence} to ${ceremony.data.vaultName}` : 'Ceremony'}
      crumbs={[{ label: 'Ceremonies', href: '/ceremonies' }]}
      actions={ceremony.data && <Actions ceremony={ceremony.data} />}
    >
      <Loaded query={ceremony}>{(data) => <Detail ceremony={data} />}</Loaded>
    </Page>
  );
}

function Actions({ ceremony }: { readonly ceremony: CeremonyView }) {
  const mayHold = useHasRole('operator', 'administrator');
  const [isCancelling, setCancelling] = useState(false);
  if (ceremony.state === 'answered') return <BundleButton id={ceremony.id} />;
  if (!mayHold || ceremony.state !== 'open') return null;
  return (
    <>
      <Button look="danger" onClick={() => setCancelling(true)}>
        Cancel request
      </Button>
      <LinkButton href="/ceremonies/answer">From the signer</LinkButton>
      <LinkButton href={`/ceremonies/${ceremony.id}/request`} look="primary">
        To the signer
      </LinkButton>
      {isCancelling && <CancelRequest id={ceremony.id} onClose={() => setCancelling(false)} />}
    </>
  );
}

function BundleButton({ id }: { readonly id: string }) {
  const [error, setError] = useState<unknown>();
  const save = () =>
    get<Parameters<typeof saveBundle>[0]>(`/v1/ceremonies/${encodeURIComponent(id)}/bundle`).then(saveBundle, setError);
  return (
    <>
      {error !== undefined && <ErrorPanel error={error} />}
      <Button onClick={() => void save()}>Download audit bundle</Button>
    </>
  );
}

function CancelRequest({ id, onClose }: { readonly id: string; readonly onClose: () => void }) {
  const cancelling = useCommand(onClose);
  return (
    <ConfirmDialog
      title="Cancel this request?"
      confirmLabel="Yes, cancel it"
      isDangerous
      isBusy={cancelling.isPending}
      onCancel={onClose}
      onConfirm={() => cancelling.mutate({ path: `/v1/ceremonies/${id}/cancellation` })}
    >
      <p>
        Its withdrawals go back into the queue. If the signer has read the request already, its answer still counts when
        it is scanned.
      </p>
      {cancelling.isError && <ErrorPanel error={cancelling.error} />}
    </ConfirmDialog>
  );
}

type Item = CeremonyView['items'][number];

const RESULTS: Readonly<Record<NonNullable<Item['result']>, { readonly label: string; readonly tone: Tone }>> = {
  signed: { label: 'Signed', tone: 'good' },
  refused: { label: 'Refused', tone: 'bad' },
  'too-late': { label: 'Too late', tone: 'quiet' },
};

/** What an item pays: its withdrawal, which may be too old to be on the first page of them. */
function ItemWithdrawal({ id }: { readonly id: string }) {
  const known = useWithdrawals({}).data?.items.find((withdrawal) => withdrawal.id === id);
  return (
    <Link href={`/withdrawals/${id}`}>
      {known ? (
        <strong>
          <Amount amount={known.amount} decimals={known.decimals} symbol={known.symbol} /> to {known.destinationLabel}
        </strong>
      ) : (
        <span className="mono">{id}</span>
      )}
    </Link>
  );
}

const ITEM_COLUMNS: readonly Column<Item>[] = [
  { head: 'Withdrawal', cell: (item) => <ItemWithdrawal id={item.withdrawalId} /> },
  {
    head: 'Result',
    cell: (item) =>
      item.result === null ? (
        <span className="soft">No answer yet</span>
      ) : (
        <Chip tone={RESULTS[item.result].tone}>{RESULTS[item.result].label}</Chip>
      ),
  },
  {
    head: 'Reason',
    cell: (item) =>
      item.code !== null && (
        <>
          {item.reason}
          <span className="sub mono">{item.code}</span>
        </>
      ),
  },
];

function Detail({ ceremony }: { readonly ceremony: CeremonyView }) {
  const { journalHead, answeredAt } = ceremony;
  return (
    <div className="columns-main">
      <Panel title="Withdrawals" flush>
        <Table
          caption="Withdrawals of this request"
          columns={ITEM_COLUMNS}
          rows={ceremony.items}
          rowKey={(item) => item.withdrawalId}
        />
      </Panel>
      <div className="stack">
        <Panel title="Request">
          <Facts
            facts={[
              { label: 'State', value: <CeremonyChip state={ceremony.state} /> },
              { label: 'Vault', value: <Link href={`/vaults/${ceremony.vaultId}`}>{ceremony.vaultName}</Link> },
              { label: 'Made', value: <Time at={ceremony.createdAt} /> },
              { label: 'Expires', value: <Time at={ceremony.expiresAt} /> },
              { label: 'Digest', value: <ShortHex text={ceremony.requestDigest} what="request digest" /> },
              ...(answeredAt === null ? [] : [{ label: 'Answered', value: <Time at={answeredAt} /> }]),
              ...(ceremony.officers.length === 0
                ? []
                : [{ label: 'Approved by', value: ceremony.officers.join(', ') }]),
              ...(journalHead === null
                ? []
                : [
                    { label: 'Journal entry', value: journalHead.sequence },
                    { label: 'Journal hash', value: <ShortHex text={journalHead.hash} what="journal hash" /> },
                  ]),
            ]}
          />
        </Panel>
        <Panel title="Fingerprint">
          <Words words={ceremony.words} label="Fingerprint words" isNarrow />
        </Panel>
      </div>
    </div>
  );
}
