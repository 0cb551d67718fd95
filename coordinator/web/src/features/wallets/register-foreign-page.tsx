import { useState } from 'react';
import { useLocation } from 'wouter';
import { useCommand } from '../../api/use-command.ts';
import { Button, LinkButton } from '../../ui/button.tsx';
import { ErrorPanel, Notice } from '../../ui/notice.tsx';
import { Page, Panel } from '../../ui/page.tsx';
import { Loaded } from '../../ui/states.tsx';
import { useToast } from '../../ui/toasts.tsx';
import { ForeignNotice } from '../foreign-devices/foreign-notice.tsx';
import { usePolicies } from '../policies/policies-api.ts';
import { ScanAccount } from './scan-account.tsx';
import { TypeAccount } from './type-account.tsx';
import type { Wallet } from './wallets-api.ts';

export function RegisterForeignPage() {
  const policies = usePolicies();
  return (
    <Page
      title="Register a foreign wallet"
      crumbs={[{ label: 'Wallets', href: '/wallets' }]}
      intro="An account of an air-gapped device that is not our signer, such as Keystone or another EIP-4527 wallet."
    >
      <ForeignNotice />
      <Loaded query={policies}>
        {({ items }) => (items.some((view) => view.activeForForeign) ? <Register /> : <SwitchedOff />)}
      </Loaded>
    </Page>
  );
}

function SwitchedOff() {
  return (
    <Notice
      tone="info"
      title="Foreign wallets are switched off"
      actions={<LinkButton href="/policies">Policies</LinkButton>}
    >
      They stay off until a policy is put in force for them. Propose one with limits of its own, low ones; another
      administrator then opens it and chooses “Put in force for foreign wallets”.
    </Notice>
  );
}

function Register() {
  const [isTyping, setTyping] = useState(false);
  const [, navigate] = useLocation();
  const toast = useToast();
  const registering = useCommand<Wallet>((wallet) => {
    toast(`Foreign wallet ${wallet.name} was registered; another administrator confirms it.`);
    navigate(`/wallets/${wallet.id}`);
  });
  const register = (body: object) => registering.mutate({ path: '/v1/wallets/foreign', body });
  const props = { onRegister: register, isBusy: registering.isPending };
  return (
    <>
      <Panel
        title={isTyping ? 'Typed from the device' : 'Scanned from the device'}
        actions={
          <Button
            size="small"
            onClick={() => {
              registering.reset();
              setTyping(!isTyping);
            }}
          >
            {isTyping ? 'Scan instead' : 'Type instead'}
          </Button>
        }
      >
        {isTyping ? <TypeAccount {...props} /> : <ScanAccount {...props} />}
      </Panel>
      {registering.isError && <ErrorPanel error={registering.error} />}
    </>
  );
}
