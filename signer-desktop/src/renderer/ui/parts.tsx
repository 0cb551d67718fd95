import type { ReactNode } from 'react';

type Tone = 'plain' | 'good' | 'warning' | 'bad';

interface MessageProps {
  readonly tone: Tone;
  readonly title: string;
  readonly code?: string;
  readonly children?: ReactNode;
}

/** A sentence that the officers must read. Screen readers announce it. */
export function Message({ tone, title, code, children }: MessageProps) {
  return (
    <section
      className={tone === 'plain' ? 'message' : `message message-${tone}`}
      role={tone === 'bad' ? 'alert' : 'status'}
    >
      <h2>{title}</h2>
      {children}
      {code === undefined ? null : (
        <p>
          Code <span className="code">{code}</span>
        </p>
      )}
    </section>
  );
}

interface ButtonProps {
  readonly kind?: 'primary' | 'plain' | 'danger';
  readonly disabled?: boolean;
  readonly onPress: () => void;
  readonly children: ReactNode;
}

export function Button({ kind = 'plain', disabled = false, onPress, children }: ButtonProps) {
  const look = kind === 'plain' ? 'button' : `button button-${kind}`;
  return (
    <button type="button" className={look} disabled={disabled} onClick={onPress}>
      {children}
    </button>
  );
}
