import { type FormEvent, useId, useRef, useState } from 'react';
import type { TokenView } from '../../ipc/view-parts.ts';
import { Button } from '../ui/parts.tsx';
import { ChoiceField, Field } from './fields.tsx';

interface PinFormProps {
  readonly tokens: readonly TokenView[];
  readonly tokenLabel: string;
  readonly submitLabel: string;
  readonly busy: boolean;
  readonly canSubmit?: boolean;
  readonly onSubmit: (token: string, pin: Uint8Array) => void;
  readonly onRefresh: () => void;
}

/**
 * A token and its PIN. The PIN lives in the input element alone, never in the page's state; it leaves as bytes, once, and the
 * input is emptied at once.
 */
export function PinForm(props: PinFormProps) {
  const { tokens, busy, canSubmit = true } = props;
  const id = useId();
  const pinInput = useRef<HTMLInputElement>(null);
  const [token, setToken] = useState('');
  const isThere = tokens.some((candidate) => candidate.serial === token);

  function submit(event: FormEvent) {
    event.preventDefault();
    const input = pinInput.current;
    if (!input || input.value === '' || !isThere || busy || !canSubmit) return;
    const pin = new TextEncoder().encode(input.value);
    input.value = '';
    props.onSubmit(token, pin);
    // The bridge has copied the bytes to the signer; the page keeps none.
    pin.fill(0);
  }

  return (
    <form onSubmit={submit} autoComplete="off">
      <ChoiceField
        label={props.tokenLabel}
        value={isThere ? token : ''}
        empty="Choose the token"
        choices={tokens.map((candidate) => ({ value: candidate.serial, label: nameOf(candidate) }))}
        onChange={setToken}
      />
      <Field id={id} label="PIN" hint="It is used once and kept nowhere.">
        <input
          id={id}
          ref={pinInput}
          type="password"
          autoComplete="off"
          maxLength={64}
          aria-describedby={`${id}-hint`}
        />
      </Field>
      <div className="actions">
        <button type="submit" className="button button-primary" disabled={busy || !isThere || !canSubmit}>
          {props.submitLabel}
        </button>
        <Button disabled={busy} onPress={props.onRefresh}>
          Look for tokens again
        </Button>
      </div>
    </form>
  );
}

/** "Olga Officer: officer-olga (1a2b3c)". */
export function nameOf({ label, serial, officerName }: TokenView): string {
  const token = `${label || 'Empty token'} (${serial})`;
  return officerName === null ? token : `${officerName}: ${token}`;
}
