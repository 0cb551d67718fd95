import { Refusal, toBase64Url } from '@vieraugen/shared/bytes';
import { useState } from 'react';
import { ScanQr } from '../../qr/scan-qr.tsx';
import { Button } from '../../ui/button.tsx';
import { CheckBox, SelectField, TextField } from '../../ui/field.tsx';
import { shortAddress } from '../../ui/format.ts';
import { Notice } from '../../ui/notice.tsx';
import { Address } from '../../ui/values.tsx';
import { type AccountChoice, accountsIn, type DeviceKeyType } from './device-accounts.ts';

type RegisterProps = { readonly onRegister: (body: object) => void; readonly isBusy: boolean };

const KEY_TYPES: readonly { readonly value: DeviceKeyType; readonly label: string }[] = [
  { value: 'crypto-hdkey', label: 'One key or account (crypto-hdkey)' },
  { value: 'crypto-account', label: 'Several accounts (crypto-account)' },
];

/** Films the key that a device shows, then asks which of its accounts is meant. */
export function ScanAccount(props: RegisterProps) {
  const [urType, setType] = useState<DeviceKeyType>('crypto-hdkey');
  const [message, setMessage] = useState<Uint8Array>();
  if (message === undefined) {
    return (
      <div className="stack">
        <SelectField
          label="What the device shows"
          value={urType}
          onChange={(value) => setType(value === 'crypto-account' ? value : 'crypto-hdkey')}
          options={KEY_TYPES}
          hint="On the device: connect a software wallet, then choose MetaMask or “any EVM wallet”."
        />
        <ScanQr key={urType} expectedType={urType} onMessage={setMessage} />
      </div>
    );
  }
  const accounts = accountsIn(urType, message);
  if (accounts instanceof Refusal) {
    return (
      <Notice
        tone="bad"
        title="This key is not taken"
        actions={<Button onClick={() => setMessage(undefined)}>Scan again</Button>}
      >
        <p>{accounts.message}</p>
        <p className="code">{accounts.code}</p>
      </Notice>
    );
  }
  return <ChooseAccount {...props} accounts={accounts} body={{ how: 'scanned', urType, scanned: wire(message) }} />;
}

function wire(message: Uint8Array): { readonly message: string } {
  return { message: toBase64Url(message) };
}

function ChooseAccount(
  props: RegisterProps & {
    readonly accounts: readonly AccountChoice[];
    readonly body: Readonly<Record<string, unknown>>;
  },
) {
  const { accounts } = props;
  const [address, setAddress] = useState(accounts[0]?.address ?? '');
  const [name, setName] = useState('');
  const [isSame, setSame] = useState(false);
  const chosen = accounts.find((account) => account.address === address);
  const isReady = chosen !== undefined && isSame && name.trim() !== '';
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        if (!isReady) return;
        props.onRegister({ ...props.body, name: name.trim(), accountNumber: chosen.number, address });
      }}
    >
      <SelectField
        label="Account"
        value={address}
        onChange={(value) => {
          setAddress(value);
          setSame(false);
        }}
        options={accounts.map((account) => ({
          value: account.address,
          label: `${account.path}   ${shortAddress(account.address)}`,
        }))}
      />
      <div>
        <h3>Address</h3>
        <Address address={address} isLarge />
      </div>
      <CheckBox
        label="The device’s own screen shows this address, character by character"
        about="Do not compare with the phone or the computer beside it. What is paid to a wrong address is lost."
        checked={isSame}
        onChange={setSame}
      />
      <TextField
        label="Name"
        value={name}
        onChange={setName}
        maxLength={80}
        hint="What it is for. It cannot be changed later."
      />
      <div className="row">
        <Button type="submit" look="primary" busy={props.isBusy} disabled={!isReady}>
          Register wallet
        </Button>
      </div>
    </form>
  );
}
