import { useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/field.tsx';

const EMPTY = {
  name: '',
  deviceName: '',
  address: '',
  derivationPath: "m/44'/60'/0'/0/0",
  sourceFingerprint: '',
  publicKey: '',
};
type Draft = typeof EMPTY;

/** For devices that show no key as a code; the API checks each field. */
export function TypeAccount(props: { readonly onRegister: (body: object) => void; readonly isBusy: boolean }) {
  const [draft, setDraft] = useState(EMPTY);
  const field = (key: keyof Draft) => ({
    value: draft[key],
    onChange: (value: string) => setDraft({ ...draft, [key]: value }),
  });
  const { publicKey, ...needed } = trimmed(draft);
  const isReady = Object.values(needed).every((value) => value !== '');
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady) props.onRegister({ how: 'typed', ...needed, ...(publicKey === '' ? {} : { publicKey }) });
      }}
    >
      <TextField label="Name" maxLength={80} hint="What it is for. It cannot be changed later." {...field('name')} />
      <TextField label="Device" maxLength={80} hint="Maker and model, or its number." {...field('deviceName')} />
      <TextField label="Address" maxLength={42} placeholder="0x…" {...field('address')} />
      <TextField
        label="Derivation path"
        maxLength={120}
        hint="Which of the device’s keys it is. A wrong path makes the device refuse every request."
        {...field('derivationPath')}
      />
      <TextField
        label="Master fingerprint"
        maxLength={8}
        placeholder="73c5da0a"
        hint="Eight digits that the device shows among its settings."
        {...field('sourceFingerprint')}
      />
      <TextField
        label="Public key (optional)"
        maxLength={66}
        hint="Compressed, 66 digits. If given, the address must be its address."
        {...field('publicKey')}
      />
      <div className="row">
        <Button type="submit" look="primary" busy={props.isBusy} disabled={!isReady}>
          Register wallet
        </Button>
      </div>
    </form>
  );
}

function trimmed(draft: Draft): Draft {
  return {
    name: draft.name.trim(),
    deviceName: draft.deviceName.trim(),
    address: draft.address.trim(),
    derivationPath: draft.derivationPath.trim(),
    sourceFingerprint: draft.sourceFingerprint.trim(),
    publicKey: draft.publicKey.trim(),
  };
}
