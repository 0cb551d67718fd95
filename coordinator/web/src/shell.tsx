import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect, useRef } from 'react';
import { Link, useLocation } from 'wouter';
import { request } from './api/client.ts';
import { SESSION_KEY, useSessionQuery } from './api/session.ts';
import { useSession } from './api/use-session.ts';
import { roleNames } from './features/accounts/role-names.ts';
import { useAccountsWaitingForMe } from './features/accounts/use-accounts.ts';
import { useWaitingForMe } from './features/approvals/use-waiting-for-me.ts';
import { useWalletsWaitingForMe } from './features/wallets/wallets-api.ts';
import { type NavItem, navigationFor } from './navigation.ts';
import { Brand } from './ui/brand.tsx';
import { Button } from './ui/button.tsx';
import { Icon } from './ui/icon.tsx';
import { Notice } from './ui/notice.tsx';

/** Navigation at the left, the page beside it. */
export function Shell({ children }: { readonly children: ReactNode }) {
  const [path] = useLocation();
  const main = useRef<HTMLElement>(null);
  useEffect(() => {
    // A new page is read from its top, by people and by screen readers.
    if (path !== '') main.current?.focus({ preventScroll: true });
    scrollTo(0, 0);
  }, [path]);
  return (
    <div className="shell">
      <a className="skip-link" href="#main">
        Skip to content
      </a>
      <Navigation path={path} />
      <main id="main" className="main" ref={main} tabIndex={-1}>
        <StaleNotice />
        {children}
      </main>
    </div>
  );
}

/** What was read before stays on the page while the API is away; people must know that it may be old. */
function StaleNotice() {
  if (!useSessionQuery().isError) return null;
  return (
    <div className="stale">
      <Notice tone="wait" title="The coordinator does not answer">
        What you see may be out of date. This page goes on by itself when the connection is back.
      </Notice>
    </div>
  );
}

function Navigation({ path }: { readonly path: string }) {
  const session = useSession();
  const counts: Readonly<Record<string, number>> = {
    '/approvals': useWaitingForMe().length,
    '/accounts': useAccountsWaitingForMe().length,
    '/wallets': useWalletsWaitingForMe().length,
  };
  return (
    <nav className="nav" aria-label="Main">
      <Brand />
      {navigationFor(session.roles).map((group) => (
        <div key={group.title}>
          <h2>{group.title}</h2>
          <ul>
            {group.items.map((item) => (
              <NavLink key={item.href} item={item} path={path} count={counts[item.href] ?? 0} />
            ))}
          </ul>
        </div>
      ))}
      <WhoIsHere />
    </nav>
  );
}

function NavLink({ item, path, count }: { readonly item: NavItem; readonly path: string; readonly count: number }) {
  const isHere = item.href === '/' ? path === '/' : path === item.href || path.startsWith(`${item.href}/`);
  return (
    <li>
      <Link href={item.href} aria-current={isHere ? 'page' : undefined}>
        <Icon name={item.icon} />
        {item.label}
        {count > 0 && (
          <span className="count" title={`${count} waiting for you`}>
            {count}
          </span>
        )}
      </Link>
    </li>
  );
}

function WhoIsHere() {
  const session = useSession();
  const queries = useQueryClient();
  const signOut = async () => {
    await request('DELETE', '/v1/session');
    queries.clear();
    queries.setQueryData(SESSION_KEY, null);
  };
  return (
    <div className="who">
      <strong>{session.name}</strong>
      <span className="roles">{roleNames(session.roles)}</span>
      <Button size="small" onClick={() => void signOut()}>
        Sign out
      </Button>
    </div>
  );
}
