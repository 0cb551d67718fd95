import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { get } from '../../api/client.ts';
import { useCommand } from '../../api/use-command.ts';
import { useHasRole } from '../../api/use-session.ts';
import { Button, LinkButton } from '../../ui/button.tsx';
import { Chip } from '../../ui/chip.tsx';
import { ConfirmDialog } from '../../ui/dialog.tsx';
import { ErrorPanel } from '../../ui/notice.tsx';
import { Page, Panel } from '../../ui/page.tsx';
import { Empty, Loaded } from '../../ui/states.tsx';
import { type Column, Table } from '../../ui/table.tsx';
import { useToast } from '../../ui/toasts.tsx';
import { Time } from '../../ui/values.tsx';
import type { ApiKey } from './api-key.ts';

export function ApiKeysPage() {
  const keys = useQuery({
    queryKey: ['api-keys'],
    queryFn: ({ signal }) => get<{ readonly items: readonly ApiKey[] }>('/v1/api-keys', signal),
  });
  const isAdministrator = useHasRole('administrator');
  const [toDisable, setToDisable] = useState<ApiKey>();
  return (
    <Page
      title="API keys"
      intro="Programs that request withdrawals or read wallets. A program never approves."
      actions={
        isAdministrator && (
          <LinkButton href="/api-keys/new" look="primary">
            New API key
          </LinkButton>
        )
      }
    >
      <Panel flush>
        <Loaded query={keys}>
          {({ items }) =>
            items.length === 0 ? (
              <Empty icon="key" title="No API keys yet">
                An administrator makes one for each program, with no more scopes than it needs.
              </Empty>
            ) : (
              <Table
                caption="API keys"
                columns={isAdministrator ? [...COLUMNS, disableColumn(setToDisable)] : COLUMNS}
                rows={items}
                rowKey={(key) => key.id}
              />
            )
          }
        </Loaded>
      </Panel>
      {toDisable && <DisableDialog apiKey={toDisable} onClose={() => setToDisable(undefined)} />}
    </Page>
  );
}

const COLUMNS: readonly Column<ApiKey>[] = [
  { head: 'Name', cell: (key) => <strong>{key.name}</strong> },
  {
    head: 'Scopes',
    cell: (key) => (
      <span className="row">
        {key.scopes.map((scope) => (
          <Chip key={scope} tone="quiet" plain>
            {scope}
          </Chip>
        ))}
      </span>
    ),
  },
  {
    head: 'State',
    cell: (key) => (key.disabled ? <Chip tone="quiet">Disabled</Chip> : <Chip tone="good">Active</Chip>),
  },
  {
    head: 'Last used',
    cell: (key) => (key.lastUsedAt === null ? <span className="soft">Never</span> : <Time at={key.lastUsedAt} />),
  },
  { head: 'Since', cell: (key) => <Time at={key.createdAt} /> },
];

function disableColumn(onDisable: (key: ApiKey) => void): Column<ApiKey> {
  return {
    head: 'Actions',
    isActions: true,
    cell: (key) =>
      !key.disabled && (
        <Button look="danger" size="small" label={`Disable ${key.name}`} onClick={() => onDisable(key)}>
          Disable
        </Button>
      ),
  };
}

function DisableDialog({ apiKey, onClose }: { readonly apiKey: ApiKey; readonly onClose: () => void }) {
  const toast = useToast();
  const disabling = useCommand<ApiKey>(() => {
    toast(`${apiKey.name} has no access any more.`);
    onClose();
  });
  return (
    <ConfirmDialog
      title={`Disable ${apiKey.name}?`}
      confirmLabel="Disable API key"
      isDangerous
      isBusy={disabling.isPending}
      onCancel={onClose}
      onConfirm={() => disabling.mutate({ path: `/v1/api-keys/${apiKey.id}/disable` })}
    >
      <p>The key and every token made with it are refused at once. This cannot be undone; make a new key instead.</p>
      {disabling.isError && <ErrorPanel error={disabling.error} />}
    </ConfirmDialog>
  );
}
