import { useState } from 'react';
import { useHasRole, useSession } from '../../api/use-session.ts';
import { Button, LinkButton } from '../../ui/button.tsx';
import { Panel } from '../../ui/page.tsx';
import { type Column, Table } from '../../ui/table.tsx';
import { Time } from '../../ui/values.tsx';
import { RefuseDialog } from './refuse-dialog.tsx';
import { roleNames } from './role-names.ts';
import type { Account } from './use-accounts.ts';

/** New accounts, which are nobody before another administrator confirmed them. */
export function UnconfirmedPanel({ accounts }: { readonly accounts: readonly Account[] }) {
  const isAdministrator = useHasRole('administrator');
  const [toRefuse, setToRefuse] = useState<Account>();
  const waiting = accounts.filter(({ state }) => state === 'unconfirmed');
  if (waiting.length === 0) return null;
  const columns: readonly Column<Account>[] = [
    { head: 'Name', cell: (account) => <NameAndWait account={account} /> },
    { head: 'Roles', cell: (account) => roleNames(account.roles) },
    { head: 'Invited by', cell: (account) => inviterName(account, accounts) },
    { head: 'Since', cell: (account) => <Time at={account.createdAt} /> },
  ];
  const actions: Column<Account> = {
    head: 'Actions',
    isActions: true,
    cell: (account) => <Actions account={account} onRefuse={() => setToRefuse(account)} />,
  };
  return (
    <Panel title="Waiting for a confirmation" flush>
      <Table
        caption="Waiting for a confirmation"
        columns={isAdministrator ? [...columns, actions] : columns}
        rows={waiting}
        rowKey={(account) => account.id}
      />
      {toRefuse && <RefuseDialog account={toRefuse} onClose={() => setToRefuse(undefined)} />}
    </Panel>
  );
}

export function inviterName(account: Account, accounts: readonly Account[]): string {
  if (account.invitedBy === null) return 'Somebody at the coordinator’s console';
  return accounts.find(({ id }) => id === account.invitedBy)?.name ?? account.invitedBy;
}

function NameAndWait({ account }: { readonly account: Account }) {
  const me = useSession();
  const isAdministrator = useHasRole('administrator');
  const isOwn = account.invitedBy === me.id;
  const forOthers =
    isAdministrator && isOwn ? 'Waits for another administrator than you' : 'Waits for an administrator';
  return (
    <>
      <strong>{account.name}</strong>
      <span className="sub">{isAdministrator && !isOwn ? 'Waits for you' : forOthers}</span>
    </>
  );
}

function Actions({ account, onRefuse }: { readonly account: Account; readonly onRefuse: () => void }) {
  const me = useSession();
  return (
    <>
      {account.invitedBy !== me.id && (
        <LinkButton href={`/accounts/${account.id}/confirm`} look="primary" size="small">
          Review
        </LinkButton>
      )}{' '}
      <Button look="danger" size="small" label={`Refuse ${account.name}`} onClick={onRefuse}>
        Refuse…
      </Button>
    </>
  );
}
