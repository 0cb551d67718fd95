import { foreignWalletDigest } from '@vieraugen/shared/approvals';
import { fromHex, toBase64Url } from '@vieraugen/shared/bytes';
import { useState } from 'react';
import { usePasskeyCommand } from '../../api/use-passkey-command.ts';
import { useHasRole, useSession } from '../../api/use-session.ts';
import { bytesOfUuid } from '../../api/uuid-bytes.ts';
import { Button } from '../../ui/button.tsx';
import { CheckBox } from '../../ui/field.tsx';
import { Icon } from '../../ui/icon.tsx';
import { ErrorPanel, Notice } from '../../ui/notice.tsx';
import { Panel } from '../../ui/page.tsx';
import { Loaded } from '../../ui/states.tsx';
import { useToast } from '../../ui/toasts.tsx';
import { Address } from '../../ui/values.tsx';
import { useWalletConfirmation, type Wallet } from './wallets-api.ts';

/** Above a foreign wallet that only one person has compared with its device. */
export function UnconfirmedWallet({ wallet }: { readonly wallet: Wallet }) {
  const me = useSession();
  const isAdministrator = useHasRole('administrator');
  const mayConfirm = isAdministrator && wallet.registeredBy !== me.id;
  return (
    <>
      <Notice tone="bad" title="Pay nothing to this address yet: only one person says whose it is">
        {isAdministrator && !mayConfirm
          ? 'You registered this wallet. Ask another administrator to open this page with the device at hand, and to confirm it.'
          : 'Another administrator than the one who registered it has to compare the address with the device and confirm it.'}
      </Notice>
      {mayConfirm && <Confirm wallet={wallet} />}
    </>
  );
}

function Confirm({ wallet }: { readonly wallet: Wallet }) {
  const options = useWalletConfirmation(wallet.id);
  const [hasSeen, setSeen] = useState(false);
  const toast = useToast();
  const confirming = usePasskeyCommand<Wallet>(() => toast(`${wallet.name} is confirmed.`));
  return (
    <Loaded query={options} lines={3}>
      {(asked) =>
        digestOf(wallet) === asked.challenge ? (
          <Panel
            title="Compare the address with the device"
            foot={
              <Button
                look="primary"
                disabled={!hasSeen}
                busy={confirming.isBusy}
                onClick={() => confirming.decide({ path: `/v1/wallets/${wallet.id}/confirmation`, options: asked })}
              >
                <Icon name="passkey" />
                Confirm with your passkey
              </Button>
            }
          >
            <div className="stack">
              <Address address={wallet.address} isLarge />
              <p className="soft">
                Take the device in your own hands, open its account at {wallet.device?.derivationPath}, and compare
                every character.
              </p>
              <CheckBox label="I saw this address on the device’s own screen" checked={hasSeen} onChange={setSeen} />
              {confirming.error !== undefined && <ErrorPanel error={confirming.error} />}
            </div>
          </Panel>
        ) : (
          <Notice tone="bad" title="Do not confirm: this page and the request differ">
            What the server asks your passkey to sign is not this wallet. Call your security officer.{' '}
            <span className="code">CHALLENGE_MISMATCH</span>
          </Notice>
        )
      }
    </Loaded>
  );
}

/** The digest that the passkey signs, computed again on this computer. */
function digestOf(wallet: Wallet): string | undefined {
  if (wallet.device === null) return undefined;
  const { name: deviceName, derivationPath, sourceFingerprint } = wallet.device;
  const digest = foreignWalletDigest({
    walletId: bytesOfUuid(wallet.id),
    name: wallet.name,
    address: fromHex(wallet.address),
    path: derivationPath,
    fingerprint: fromHex(sourceFingerprint),
    deviceName,
    registeredBy: bytesOfUuid(wallet.registeredBy),
  });
  return toBase64Url(digest);
}
