import { useSearchParams } from 'wouter';
import { useHasRole } from '../../api/use-session.ts';
import { Button, LinkButton } from '../../ui/button.tsx';
import { SelectField } from '../../ui/field.tsx';
import { ErrorPanel } from '../../ui/notice.tsx';
import { Page, Panel } from '../../ui/page.tsx';
import { Empty, Skeleton } from '../../ui/states.tsx';
import { Table } from '../../ui/table.tsx';
import { useWallets } from '../wallets/wallets-api.ts';
import { STATE_LOOKS } from './state-chip.tsx';
import { AMOUNT, APPROVALS, DESTINATION, KIND, REQUESTED, STATE, WALLET } from './withdrawal-columns.tsx';
import { useWithdrawalPages, type WithdrawalFilter, type WithdrawalState } from './withdrawals-api.ts';

const COLUMNS = [AMOUNT, DESTINATION, WALLET, KIND, STATE, APPROVALS, REQUESTED];
const isState = (text: string): text is WithdrawalState => Object.hasOwn(STATE_LOOKS, text);

export function WithdrawalsPage() {
  const mayRequest = useHasRole('operator');
  const [search, setSearch] = useSearchParams();
  const state = search.get('state') ?? '';
  const filter = { state: isState(state) ? state : undefined, walletId: search.get('wallet') ?? undefined };
  const setFilter = (name: string, value: string) =>
    setSearch((previous) => {
      const next = new URLSearchParams(previous);
      if (value === '') next.delete(name);
      else next.set(name, value);
      return next;
    });
  return (
    <Page
      title="Withdrawals"
      intro="Every payment out of custody, from the request to its confirmation on the chain."
      actions={
        mayRequest && (
          <LinkButton href="/withdrawals/new" look="primary">
            New withdrawal
          </LinkButton>
        )
      }
    >
      <Panel flush>
        <Filters filter={filter} onChange={setFilter} />
        <WithdrawalTable filter={filter} />
      </Panel>
    </Page>
  );
}

/** One state of two kinds: what waits for a vault's officers, and what waits for the holder of a foreign device. */
const STATE_OPTIONS = Object.entries(STATE_LOOKS).map(([value, { label }]) => ({
  value,
  label: value === 'awaiting-ceremony' ? 'Awaiting ceremony or device' : label,
}));

function Filters(props: {
  readonly filter: WithdrawalFilter;
  readonly onChange: (name: string, value: string) => void;
}) {
  const wallets = useWallets().data?.items ?? [];
  return (
    <search className="filters">
      <SelectField
        label="State"
        value={props.filter.state ?? ''}
        onChange={(value) => props.onChange('state', value)}
        options={STATE_OPTIONS}
        placeholder="All states"
      />
      <SelectField
        label="Wallet"
        value={props.filter.walletId ?? ''}
        onChange={(value) => props.onChange('wallet', value)}
        options={wallets.map(({ id, name }) => ({ value: id, label: name }))}
        placeholder="All wallets"
      />
    </search>
  );
}

function WithdrawalTable({ filter }: { readonly filter: WithdrawalFilter }) {
  const pages = useWithdrawalPages(filter);
  if (pages.data === undefined) {
    return pages.isError ? <ErrorPanel error={pages.error} onRetry={() => void pages.refetch()} /> : <Skeleton />;
  }
  const rows = pages.data.pages.flatMap((page) => page.items);
  if (rows.length === 0) {
    const isFiltered = filter.state !== undefined || filter.walletId !== undefined;
    return (
      <Empty icon="withdrawal" title={isFiltered ? 'Nothing matches these filters' : 'No withdrawals yet'}>
        {isFiltered
          ? 'Choose another state or wallet.'
          : 'An operator requests one here, or a program does over the API. Nothing is paid before others approve it.'}
      </Empty>
    );
  }
  return (
    <>
      <Table caption="Withdrawals" columns={COLUMNS} rows={rows} rowKey={(row) => row.id} />
      {pages.hasNextPage && (
        <div className="panel-foot">
          <Button busy={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
            Show older
          </Button>
        </div>
      )}
    </>
  );
}
