import { formatAmount, groupAddress } from '@vieraugen/shared/chains/evm';
import { useState } from 'react';
import { Button } from './button.tsx';
import { groupDigits, localTime, localTimeWithSeconds } from './format.ts';
import { numbered } from './numbered.ts';

/** An amount of the smallest unit as people read it, never rounded. */
export function Amount(props: {
  readonly amount: string;
  readonly decimals: number;
  readonly symbol: string;
  readonly isLarge?: boolean;
}) {
  return (
    <span className={props.isLarge === true ? 'amount-large' : undefined}>
      {groupDigits(formatAmount(BigInt(props.amount), props.decimals))} <span className="unit">{props.symbol}</span>
    </span>
  );
}

/** Every character of an address, in groups of four so that people can compare it. */
export function Address(props: { readonly address: string; readonly isLarge?: boolean }) {
  const groups = groupAddress(props.address).split(' ');
  return (
    <span className={props.isLarge === true ? 'address-groups large' : 'address-groups'}>
      {numbered(groups).map(({ item, place }) => (
        <span key={place}>{item}</span>
      ))}
    </span>
  );
}

/** A moment in the reader's own time zone; the exact UTC time on hovering. */
export function Time(props: { readonly at: string; readonly withSeconds?: boolean }) {
  return (
    <time dateTime={props.at} title={props.at}>
      {props.withSeconds === true ? localTimeWithSeconds(props.at) : localTime(props.at)}
    </time>
  );
}

/** A button that copies a text and says so. */
export function CopyButton(props: { readonly text: string; readonly what: string }) {
  const [said, setSaid] = useState<string>();
  const copy = () =>
    navigator.clipboard.writeText(props.text).then(
      () => setSaid('Copied'),
      () => setSaid('Not copied'),
    );
  return (
    <Button look="quiet" size="small" label={`Copy ${props.what}`} onClick={() => void copy()}>
      {said ?? 'Copy'}
    </Button>
  );
}

/** A hash or key: shortened to the eye, whole on hovering and when copied. */
export function ShortHex(props: { readonly text: string; readonly what: string }) {
  return (
    <span className="copy-line short">
      <span className="mono" title={props.text}>
        {props.text.length > 22 ? `${props.text.slice(0, 10)}…${props.text.slice(-8)}` : props.text}
      </span>
      <CopyButton text={props.text} what={props.what} />
    </span>
  );
}

/** A hash that is shown whole. */
export function WholeHex(props: { readonly text: string; readonly what: string }) {
  return (
    <span className="copy-line">
      <span className="mono">{props.text}</span>
      <CopyButton text={props.text} what={props.what} />
    </span>
  );
}
