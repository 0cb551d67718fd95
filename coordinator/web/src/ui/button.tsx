import type { ReactNode } from 'react';
import { Link } from 'wouter';

type Look = 'plain' | 'primary' | 'danger' | 'quiet';
type Size = 'normal' | 'small' | 'large';

type ButtonProps = {
  readonly children: ReactNode;
  readonly onClick?: () => void;
  readonly look?: Look;
  readonly size?: Size;
  readonly type?: 'button' | 'submit';
  readonly disabled?: boolean;
  /** Something is under way: shows it, and takes no second press. */
  readonly busy?: boolean;
  /** The accessible name where the visible text alone says too little. */
  readonly label?: string;
};

export function Button({
  children,
  look = 'plain',
  size = 'normal',
  type = 'button',
  busy = false,
  ...rest
}: ButtonProps) {
  return (
    <button
      type={type}
      className={`button ${look} ${size}`}
      disabled={rest.disabled === true || busy}
      aria-busy={busy || undefined}
      aria-label={rest.label}
      onClick={rest.onClick}
    >
      {busy && <span className="spinner" aria-hidden="true" />}
      {children}
    </button>
  );
}

/** A link that looks like a button: it goes somewhere and changes nothing. */
export function LinkButton(props: {
  readonly href: string;
  readonly children: ReactNode;
  readonly look?: Look;
  readonly size?: Size;
}) {
  return (
    <Link href={props.href} className={`button ${props.look ?? 'plain'} ${props.size ?? 'normal'}`}>
      {props.children}
    </Link>
  );
}
