import type { ReactNode } from 'react';
import type { Notice } from '../../ipc/shell-state.ts';

interface FrameProps {
  readonly place: string;
  readonly wide?: boolean;
  readonly notices?: readonly Notice[];
  readonly children: ReactNode;
}

/** Masthead, content, and at the foot what must never be overlooked. */
export function Frame({ place, wide = false, notices = [], children }: FrameProps) {
  return (
    <div className="frame">
      <header className="masthead">
        <Mark />
        <span className="masthead-name">Vieraugen Signer</span>
        <span className="masthead-place">{place}</span>
      </header>
      <main className={wide ? 'content content-wide' : 'content'}>{children}</main>
      <footer className="footer">
        {notices.map((notice) => (
          <div key={notice.code} className="footer-notice" data-code={notice.code}>
            {notice.message}
          </div>
        ))}
      </footer>
    </div>
  );
}

/** Two pairs of eyes. */
function Mark() {
  return (
    <svg className="masthead-mark" viewBox="0 0 52 30" aria-hidden="true">
      <g fill="none" stroke="#ffffff" strokeWidth="2.5">
        <path d="M2 15 Q14 1 26 15 Q14 29 2 15 Z" />
        <path d="M26 15 Q38 1 50 15 Q38 29 26 15 Z" />
      </g>
      <circle cx="14" cy="15" r="4.5" fill="#ffffff" />
      <circle cx="38" cy="15" r="4.5" fill="#ffffff" />
    </svg>
  );
}
