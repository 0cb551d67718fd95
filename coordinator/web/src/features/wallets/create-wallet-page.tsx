import { useState } from 'react';
import { useLocation } from 'wouter';
import { useCommand } from '../../api/use-command.ts';
import { Button, LinkButton } from '../../ui/button.tsx';
import { TextField } from '../../ui/field.tsx';
import { ErrorPanel } from '../../ui/notice.tsx';
import { Page, Panel } from '../../ui/page.tsx';
import { useToast } from '../../ui/toasts.tsx';
import type { Wallet } from './wallets-api.ts';

export function CreateWalletPage() {
  const [name, setName] = useState('');
  const [isTouched, setTouched] = useState(false);
  const [, navigate] = useLocation();
  const toast = useToast();
  const creating = useCommand<Wallet>((wallet) => {
    toast(`Hot wallet ${wallet.name} was created.`);
    navigate(`/wallets/${wallet.id}`);
  });
  const error = isTouched && name.trim() === '' ? 'Give the wallet a name.' : undefined;
  return (
    <Page
      title="New hot wallet"
      crumbs={[{ label: 'Wallets', href: '/wallets' }]}
      intro="A new key is made in the key service and never leaves it. Use hot wallets for what daily business needs; keep the rest cold."
    >
      <form
        className="form-narrow"
        onSubmit={(event) => {
          event.preventDefault();
          setTouched(true);
          if (name.trim() !== '') creating.mutate({ path: '/v1/wallets', body: { kind: 'hot', name: name.trim() } });
        }}
      >
        <Panel
          foot={
            <>
              <LinkButton href="/wallets">Cancel</LinkButton>
              <Button type="submit" look="primary" busy={creating.isPending}>
                Create hot wallet
              </Button>
            </>
          }
        >
          <div className="form">
            <TextField
              label="Name"
              value={name}
              onChange={setName}
              maxLength={80}
              error={error}
              hint="What it is for, such as “Client payouts”. It cannot be changed later."
            />
            {creating.isError && <ErrorPanel error={creating.error} />}
          </div>
        </Panel>
      </form>
    </Page>
  );
}
