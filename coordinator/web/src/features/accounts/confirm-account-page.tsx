import { fingerprintWords, fromHex, toBase64Url } from '@vieraugen/shared/bytes';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { bytesOfBase64Url } from '../../api/base64url.ts';
import { usePasskeyCommand } from '../../api/use-passkey-command.ts';
import { Button } from '../../ui/button.tsx';
import { Facts } from '../../ui/facts.tsx';
import { CheckBox } from '../../ui/field.tsx';
import { Icon } from '../../ui/icon.tsx';
import { ErrorPanel, Notice } from '../../ui/notice.tsx';
import { Page, Panel } from '../../ui/page.tsx';
import { Loaded } from '../../ui/states.tsx';
import { useToast } from '../../ui/toasts.tsx';
import { ShortHex, Time } from '../../ui/values.tsx';
import { Words } from '../../ui/words.tsx';
import { digestOfAccount } from './account-words.ts';
import { RefuseDialog } from './refuse-dialog.tsx';
import { roleNames } from './role-names.ts';
import { inviterName } from './unconfirmed-panel.tsx';
import { type Account, type ConfirmationView, useAccounts, useConfirmation } from './use-accounts.ts';

/** Where another administrator decides about a new account. What is shown is what the passkey signs: the page checks that. */
export function ConfirmAccountPage({ id }: { readonly id: string }) {
  const confirmation = useConfirmation(id);
  return (
    <Page
      title={confirmation.data ? `Confirm ${confirmation.data.account.name}` : 'Confirm an account'}
      crumbs={[{ label: 'Accounts', href: '/accounts' }]}
      intro="Two administrators let somebody in: one invites, another confirms. Meet or call the person, and let them read their eight words to you."
    >
      <Loaded query={confirmation}>{(view) => <Decision view={view} />}</Loaded>
    </Page>
  );
}

function Decision({ view }: { readonly view: ConfirmationView }) {
  const { account, options } = view;
  const accounts = useAccounts().data?.items ?? [];
  const passkey = { credentialId: bytesOfBase64Url(view.credentialId), publicKey: fromHex(view.publicKey) };
  const digest = digestOfAccount(account, passkey);
  const isSame = toBase64Url(digest) === options.challenge;
  return (
    <div className="columns-main">
      {isSame ? (
        <Comparison view={view} words={fingerprintWords(digest)} />
      ) : (
        <Notice tone="bad" title="Do not confirm: this page and the request differ">
          What the server asks your passkey to sign is not what this page shows. Refuse the account and call your
          security officer. <span className="code">CHALLENGE_MISMATCH</span>
        </Notice>
      )}
      <Panel title="Who comes in">
        <Facts
          facts={[
            { label: 'Name', value: <strong>{account.name}</strong> },
            { label: 'Roles', value: roleNames(account.roles) },
            { label: 'Invited by', value: inviterName(account, accounts) },
            { label: 'Passkey made', value: <Time at={account.createdAt} /> },
            { label: 'Passkey', value: <ShortHex text={view.credentialId} what="id of the passkey" /> },
            { label: 'Its key', value: <ShortHex text={view.publicKey} what="public key of the passkey" /> },
          ]}
        />
      </Panel>
    </div>
  );
}

function Comparison({ view, words }: { readonly view: ConfirmationView; readonly words: readonly string[] }) {
  const { account } = view;
  const [hasHeard, setHeard] = useState(false);
  const [isRefusing, setRefusing] = useState(false);
  const [, navigate] = useLocation();
  const toast = useToast();
  const leave = () => navigate('/accounts');
  const confirming = usePasskeyCommand<Account>(() => {
    toast(`${account.name} is confirmed.`);
    leave();
  });
  const confirm = () => confirming.decide({ path: `/v1/accounts/${account.id}/confirmation`, options: view.options });
  return (
    <Panel
      title="Compare the words"
      foot={
        <>
          <Button look="danger" onClick={() => setRefusing(true)}>
            Refuse…
          </Button>
          <Button look="primary" disabled={!hasHeard} busy={confirming.isBusy} onClick={confirm}>
            <Icon name="passkey" />
            Confirm with your passkey
          </Button>
        </>
      }
    >
      <div className="stack">
        <Words words={words} label="Fingerprint words of the account" />
        <Notice tone="info" title={`Let ${account.name} read their words to you`}>
          If a single word differs, somebody else took up the invitation, or the account is not what this page shows:
          refuse it.
        </Notice>
        <CheckBox
          label={`${account.name} read me the same eight words in the same order`}
          checked={hasHeard}
          onChange={setHeard}
        />
        {confirming.error !== undefined && <ErrorPanel error={confirming.error} />}
      </div>
      {isRefusing && <RefuseDialog account={account} onDone={leave} onClose={() => setRefusing(false)} />}
    </Panel>
  );
}
