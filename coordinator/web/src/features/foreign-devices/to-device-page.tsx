import { groupAddress, toChecksumAddress } from '@vieraugen/shared/chains/evm';
import { ETH_SIGN_REQUEST } from '@vieraugen/shared/eip4527';
import { useMemo } from 'react';
import { bytesOfBase64Url } from '../../api/base64url.ts';
import { useCommand } from '../../api/use-command.ts';
import { useHasRole } from '../../api/use-session.ts';
import { ShowQr } from '../../qr/show-qr.tsx';
import { Button, LinkButton } from '../../ui/button.tsx';
import { Facts } from '../../ui/facts.tsx';
import { ErrorPanel, Notice } from '../../ui/notice.tsx';
import { Page, Panel } from '../../ui/page.tsx';
import { Loaded } from '../../ui/states.tsx';
import { Amount, Time } from '../../ui/values.tsx';
import { useWallet, type Wallet } from '../wallets/wallets-api.ts';
import { useWithdrawal, type WithdrawalDetail } from '../withdrawals/withdrawals-api.ts';
import { type CheckedRequest, checkRequest } from './check-request.ts';
import { type DeviceRequestView, devicePath, useDeviceMessage, useDeviceRequest } from './device-api.ts';
import { ForeignNotice } from './foreign-notice.tsx';

export function ToDevicePage({ id }: { readonly id: string }) {
  const withdrawal = useWithdrawal(id);
  const request = useDeviceRequest(id);
  return (
    <Page
      title="To the device"
      crumbs={[
        { label: 'Withdrawals', href: '/withdrawals' },
        { label: 'Withdrawal', href: `/withdrawals/${id}` },
      ]}
      intro="Hold the device’s camera to this screen. Its holder compares what it shows with the list below, then signs or refuses."
      actions={
        request.data && (
          <LinkButton href={`/withdrawals/${id}/device/answer`} look="primary">
            Continue: from the device
          </LinkButton>
        )
      }
    >
      <ForeignNotice />
      <Loaded query={withdrawal}>
        {(data) => (
          <Loaded query={request}>
            {(made) => (made === null ? <Prepare id={id} /> : <Prepared withdrawal={data} request={made} />)}
          </Loaded>
        )}
      </Loaded>
    </Page>
  );
}

function Prepare({ id }: { readonly id: string }) {
  const mayHold = useHasRole('operator', 'administrator');
  const preparing = useCommand();
  return (
    <Panel title="Not prepared yet">
      <div className="stack">
        <p>
          Preparing gives the withdrawal its nonce and builds its transaction, once: whatever the device is shown later
          is the same bytes. From then on it counts against the limit of the day, and it cannot be cancelled before it
          expires: only the device’s answer or its holder’s refusal ends it.
        </p>
        {preparing.isError && <ErrorPanel error={preparing.error} />}
        {mayHold && (
          <div className="row">
            <Button
              look="primary"
              busy={preparing.isPending}
              onClick={() => preparing.mutate({ path: `${devicePath(id)}/device-request` })}
            >
              Prepare for the device
            </Button>
          </div>
        )}
      </div>
    </Panel>
  );
}

const CLOSED: Readonly<Record<Exclude<DeviceRequestView['state'], 'open'>, string>> = {
  signed: 'The device signed it. There is nothing more to show.',
  refused: 'Its holder refused it. Do not show it again: its nonce belongs to the next payment.',
  expired: 'Its time ran out. An answer that the device gave in time can still be scanned.',
  'too-late': 'The device signed it after it had ended here. The signature is on record and is not sent.',
};

function Prepared(props: { readonly withdrawal: WithdrawalDetail; readonly request: DeviceRequestView }) {
  const { withdrawal, request } = props;
  const wallet = useWallet(withdrawal.walletId);
  if (request.state !== 'open') {
    return (
      <Notice tone="info" title="This request is closed">
        {CLOSED[request.state]}
      </Notice>
    );
  }
  return <Loaded query={wallet}>{(known) => <Open withdrawal={withdrawal} request={request} wallet={known} />}</Loaded>;
}

type OpenProps = {
  readonly withdrawal: WithdrawalDetail;
  readonly request: DeviceRequestView;
  readonly wallet: Wallet;
};

function Open(props: OpenProps) {
  const message = useDeviceMessage(props.withdrawal.id);
  return <Loaded query={message}>{(data) => <Shown {...props} text={data.message} />}</Loaded>;
}

function Shown({ withdrawal, request, wallet, text }: OpenProps & { readonly text: string }) {
  const bytes = useMemo(() => bytesOfBase64Url(text), [text]);
  const checked = checkRequest(bytes, withdrawal, wallet);
  if (checked.kind === 'bad') {
    return (
      <Notice tone="bad" title="Do not sign: the request differs from what was approved">
        <p>{checked.message} Call your security officer.</p>
        <p className="code">{checked.code}</p>
      </Notice>
    );
  }
  return (
    <>
      <Panel title="For the device’s camera">
        <ShowQr urType={ETH_SIGN_REQUEST} message={bytes} reader="device" />
      </Panel>
      <Panel title="What the device must show">
        <div className="stack">
          <p className="soft">
            Read from the very code above, and compared on this computer with what was approved. A device does not show
            words: compare the address, character by character, and the amount.
          </p>
          <WhatIsAsked withdrawal={withdrawal} request={request} transfer={checked.transfer} />
        </div>
      </Panel>
    </>
  );
}

function WhatIsAsked(props: {
  readonly withdrawal: WithdrawalDetail;
  readonly request: DeviceRequestView;
  readonly transfer: Extract<CheckedRequest, { kind: 'good' }>['transfer'];
}) {
  const { withdrawal, request, transfer } = props;
  const coin = { decimals: withdrawal.coinDecimals, symbol: withdrawal.coinSymbol };
  const fee = (transfer.gasLimit * transfer.maxFeePerGas).toString();
  const { asset } = transfer;
  return (
    <Facts
      facts={[
        {
          label: 'Amount',
          value: (
            <Amount
              amount={transfer.amount.toString()}
              decimals={withdrawal.decimals}
              symbol={withdrawal.symbol}
              isLarge
            />
          ),
        },
        { label: 'To', value: <Grouped address={transfer.destination} /> },
        ...(asset.kind === 'erc20' ? [{ label: 'Token contract', value: <Grouped address={asset.contract} /> }] : []),
        { label: 'Chain', value: `${withdrawal.chainName} (${transfer.chainId})` },
        { label: 'Nonce', value: transfer.nonce.toString() },
        { label: 'Highest fee', value: <Amount amount={fee} {...coin} /> },
        { label: 'Device', value: request.device.name },
        { label: 'Signs with', value: <span className="mono">{request.device.derivationPath}</span> },
        { label: 'Shown until', value: <Time at={request.expiresAt} /> },
      ]}
    />
  );
}

function Grouped({ address }: { readonly address: Uint8Array }) {
  return <span className="mono">{groupAddress(toChecksumAddress(address))}</span>;
}
