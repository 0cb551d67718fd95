import type { ReactNode } from 'react';
import { Brand } from '../../ui/brand.tsx';

/** The page of those who are not inside yet. */
export function Door({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <div className="door">
      <aside className="door-story">
        <Brand />
        <div>
          <h2>Nobody moves funds alone.</h2>
          <p>
            Every payment is requested by one person, approved by others with their own passkeys, and signed offline by
            officers who see for themselves what they sign.
          </p>
        </div>
        <p className="small">Every action here is recorded in a log that cannot be edited unnoticed.</p>
      </aside>
      <main className="door-form" id="main">
        <div>
          <h1>{title}</h1>
          {children}
        </div>
      </main>
    </div>
  );
}
