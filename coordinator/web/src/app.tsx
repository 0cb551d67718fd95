import { Route, Switch, useLocation } from 'wouter';
import { useSessionQuery } from './api/session.ts';
import { SessionContext } from './api/use-session.ts';
import { EnrolPage } from './features/accounts/enrol-page.tsx';
import { SignInPage } from './features/accounts/sign-in-page.tsx';
import { Pages } from './pages.tsx';
import { Shell } from './shell.tsx';
import { ErrorBoundary } from './ui/error-boundary.tsx';
import { ErrorPanel } from './ui/notice.tsx';
import { Skeleton } from './ui/states.tsx';

export function App() {
  return (
    <Switch>
      <Route path="/enrol">
        <EnrolPage />
      </Route>
      <Route>
        <BehindTheDoor />
      </Route>
    </Switch>
  );
}

/** Everything but enrolment needs somebody who is signed in. */
function BehindTheDoor() {
  const session = useSessionQuery();
  const [path] = useLocation();
  if (session.data === null) return <SignInPage />;
  if (session.data === undefined) {
    return session.isError ? (
      <ErrorPanel error={session.error} onRetry={() => void session.refetch()} />
    ) : (
      <Skeleton lines={4} />
    );
  }
  return (
    <SessionContext value={session.data}>
      <Shell>
        {/* A new page begins afresh: no state of another withdrawal is carried over. */}
        <ErrorBoundary key={path}>
          <Pages />
        </ErrorBoundary>
      </Shell>
    </SessionContext>
  );
}
