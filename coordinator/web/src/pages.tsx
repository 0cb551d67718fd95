import type { ReactNode } from 'react';
import { Route, Switch } from 'wouter';
import { AccountsPage } from './features/accounts/accounts-page.tsx';
import { ConfirmAccountPage } from './features/accounts/confirm-account-page.tsx';
import { InvitePage } from './features/accounts/invite-page.tsx';
import { ApiKeysPage } from './features/api-keys/api-keys-page.tsx';
import { CreateApiKeyPage } from './features/api-keys/create-api-key-page.tsx';
import { ApprovalsPage } from './features/approvals/approvals-page.tsx';
import { ApprovePage } from './features/approvals/approve-page.tsx';
import { AuditPage } from './features/audit/audit-page.tsx';
import { CeremoniesPage } from './features/ceremonies/ceremonies-page.tsx';
import { CeremonyPage } from './features/ceremonies/ceremony-page.tsx';
import { CreateCeremonyPage } from './features/ceremonies/create-ceremony-page.tsx';
import { FromSignerPage } from './features/ceremonies/from-signer-page.tsx';
import { ToSignerPage } from './features/ceremonies/to-signer-page.tsx';
import { FromDevicePage } from './features/foreign-devices/from-device-page.tsx';
import { ToDevicePage } from './features/foreign-devices/to-device-page.tsx';
import { OverviewPage } from './features/overview/overview-page.tsx';
import { CreatePolicyPage } from './features/policies/create-policy-page.tsx';
import { PoliciesPage } from './features/policies/policies-page.tsx';
import { PolicyPage } from './features/policies/policy-page.tsx';
import { CreatePairingPage } from './features/vaults/create-pairing-page.tsx';
import { PairingPage } from './features/vaults/pairing-page.tsx';
import { VaultPage } from './features/vaults/vault-page.tsx';
import { VaultsPage } from './features/vaults/vaults-page.tsx';
import { CreateWalletPage } from './features/wallets/create-wallet-page.tsx';
import { RegisterForeignPage } from './features/wallets/register-foreign-page.tsx';
import { RegisterWalletsPage } from './features/wallets/register-wallets-page.tsx';
import { WalletPage } from './features/wallets/wallet-page.tsx';
import { WalletsPage } from './features/wallets/wallets-page.tsx';
import { CreateWithdrawalPage } from './features/withdrawals/create-withdrawal-page.tsx';
import { WithdrawalPage } from './features/withdrawals/withdrawal-page.tsx';
import { WithdrawalsPage } from './features/withdrawals/withdrawals-page.tsx';
import { LinkButton } from './ui/button.tsx';
import { Page, Panel } from './ui/page.tsx';
import { Empty } from './ui/states.tsx';

type PageRoute = { readonly path: string; readonly draw: (id: string) => ReactNode };

/** Every page behind the door. The first that fits is drawn; `:id` is handed to it. */
const ROUTES: readonly PageRoute[] = [
  { path: '/', draw: () => <OverviewPage /> },
  { path: '/withdrawals', draw: () => <WithdrawalsPage /> },
  { path: '/withdrawals/new', draw: () => <CreateWithdrawalPage /> },
  { path: '/withdrawals/:id', draw: (id) => <WithdrawalPage id={id} /> },
  { path: '/withdrawals/:id/approve', draw: (id) => <ApprovePage id={id} /> },
  { path: '/withdrawals/:id/device', draw: (id) => <ToDevicePage id={id} /> },
  { path: '/withdrawals/:id/device/answer', draw: (id) => <FromDevicePage id={id} /> },
  { path: '/approvals', draw: () => <ApprovalsPage /> },
  { path: '/ceremonies', draw: () => <CeremoniesPage /> },
  { path: '/ceremonies/new', draw: () => <CreateCeremonyPage /> },
  { path: '/ceremonies/answer', draw: () => <FromSignerPage /> },
  { path: '/ceremonies/:id', draw: (id) => <CeremonyPage id={id} /> },
  { path: '/ceremonies/:id/request', draw: (id) => <ToSignerPage id={id} /> },
  { path: '/wallets', draw: () => <WalletsPage /> },
  { path: '/wallets/new', draw: () => <CreateWalletPage /> },
  { path: '/wallets/register', draw: () => <RegisterWalletsPage /> },
  { path: '/wallets/foreign', draw: () => <RegisterForeignPage /> },
  { path: '/wallets/:id', draw: (id) => <WalletPage id={id} /> },
  { path: '/vaults', draw: () => <VaultsPage /> },
  { path: '/vaults/pair', draw: () => <CreatePairingPage /> },
  { path: '/vaults/:id', draw: (id) => <VaultPage id={id} /> },
  { path: '/pairings/:id', draw: (id) => <PairingPage id={id} /> },
  { path: '/policies', draw: () => <PoliciesPage /> },
  { path: '/policies/new', draw: () => <CreatePolicyPage /> },
  { path: '/policies/:id', draw: (id) => <PolicyPage digest={id} /> },
  { path: '/accounts', draw: () => <AccountsPage /> },
  { path: '/accounts/invite', draw: () => <InvitePage /> },
  { path: '/accounts/:id/confirm', draw: (id) => <ConfirmAccountPage id={id} /> },
  { path: '/api-keys', draw: () => <ApiKeysPage /> },
  { path: '/api-keys/new', draw: () => <CreateApiKeyPage /> },
  { path: '/audit', draw: () => <AuditPage /> },
];

export function Pages() {
  return (
    <Switch>
      {ROUTES.map(({ path, draw }) => (
        <Route key={path} path={path}>
          {(params: { readonly id?: string }) => draw(params.id ?? '')}
        </Route>
      ))}
      <Route>
        <NothingHere />
      </Route>
    </Switch>
  );
}

function NothingHere() {
  return (
    <Page title="Nothing is here">
      <Panel flush>
        <Empty icon="info" title="This address leads nowhere" action={<LinkButton href="/">Overview</LinkButton>}>
          The link may be old, or a character of it is missing.
        </Empty>
      </Panel>
    </Page>
  );
}
