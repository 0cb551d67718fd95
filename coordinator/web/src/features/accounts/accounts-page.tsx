import { useState } from 'react';
import { useCommand } from '../../api/use-command.ts';
import { useHasRole, useSession } from '../../api/use-session.ts';
import { Button, LinkButton } from '../../ui/button.tsx';
import { Chip } from '../../ui/chip.tsx';
import { ConfirmDialog } from '../../ui/dialog.tsx';
import { ErrorPanel } from '../../ui/notice.tsx';
import { Page, Panel } from '../../ui/page.tsx';
import { Loaded } from '../../ui/states.tsx';
import { type Column, Table } from '../../ui/table.tsx';
import { useToast } from '../../ui/toasts.tsx';
import { Time } from '../../ui/values.tsx';
import { roleNames } from './role-names.ts';
import { SecondFounderNotice } from './second-founder-notice.tsx';
import { UnconfirmedPanel } from './unconfirmed-panel.tsx';
import { type Account, useAccounts } from './use-accounts.ts';

export function AccountsPage() {
  const accounts = useAccounts();
  const isAdministrator = useHasRole('administrator');
  const [toDisable, setToDisable] = useState<Account>();
  return (
    <Page
      title="Accounts"
      intro="Who may do what. Duties are separate: nobody both requests and approves, or hands out access and does either. Who is invited is confirmed by another administrator."
      actions={
        isAdministrator && (
          <LinkButton href="/accounts/invite" look="primary">
            Invite a person
          </LinkButton>
        )
      }
    >
      <SecondFounderNotice />
      <Loaded query={accounts}>
        {({ items }) => (
          <>
            <UnconfirmedPanel accounts={items} />
            <Panel flush>
              <Table
                caption="Accounts"
                columns={isAdministrator ? [...COLUMNS, disableColumn(setToDisable)] : COLUMNS}
                rows={items.filter(({ state }) => state !== 'unconfirmed')}
                rowKey={(account) => account.id}
              />
            </Panel>
          </>
        )}
      </Loaded>
      {toDisable && <DisableDialog account={toDisable} onClose={() => setToDisable(undefined)} />}
    </Page>
  );
}

const COLUMNS: readonly Column<Account>[] = [
  { head: 'Name', cell: (account) => <AccountName account={account} /> },
  { head: 'Roles', cell: (account) => roleNames(account.roles) },
  {
    head: 'State',
    cell: (account) => <State account={account} />,
  },
  { head: 'Since', cell: (account) => <Time at={account.createdAt} /> },
];

function State({ account }: { readonly account: Account }) {
  if (account.state === 'active') return <Chip tone="good">Active</Chip>;
  if (account.state === 'disabled') return <Chip tone="quiet">Disabled</Chip>;
  return (
    <>
      <Chip tone="quiet">Refused</Chip>
      {account.refusal !== null && <span className="sub">{account.refusal}</span>}
    </>
  );
}

function AccountName({ account }: { readonly account: Account }) {
  const me = useSession();
  return (
    <strong>
      {account.name}
      {account.id === me.id && <span className="soft"> (you)</span>}
    </strong>
  );
}

function disableColumn(onDisable: (account: Account) => void): Column<Account> {
  return {
    head: 'Actions',
    isActions: true,
    cell: (account) =>
      account.state === 'active' && (
        <Button look="danger" size="small" label={`Disable ${account.name}`} onClick={() => onDisable(account)}>
          Disable
        </Button>
      ),
  };
}

function DisableDialog({ account, onClose }: { readonly account: Account; readonly onClose: () => void }) {
  const toast = useToast();
  const disabling = useCommand<Account>(() => {
    toast(`${account.name} has no access any more.`);
    onClose();
  });
  return (
    <ConfirmDialog
      title={`Disable ${account.name}?`}
      confirmLabel="Disable account"
      isDangerous
      isBusy={disabling.isPending}
      onConfirm={() => disabling.mutate({ path: `/v1/accounts/${account.id}/disable` })}
      onCancel={onClose}
    >
      <p>
        They are signed out at once, their passkeys are refused, and approvals of theirs that were not yet signed for do
        not count any more. This cannot be undone: a person who returns is invited again.
      </p>
      {disabling.isError && <ErrorPanel error={disabling.error} />}
    </ConfirmDialog>
  );
}
