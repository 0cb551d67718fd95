import { QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { isProblem } from './api/client.ts';
import { SESSION_KEY, SIGNED_OUT_CODES } from './api/session.ts';
import { App } from './app.tsx';
import { watchAttendance } from './attendance.ts';
import { Toasts } from './ui/toasts.tsx';
import './ui/tokens.css';
import './ui/base.css';
import './ui/components.css';
import './ui/forms.css';
import './ui/shell.css';
import './qr/qr.css';

/** What one person did shows up at another's within this time. */
const REFRESH_MS = 5_000;
const RETRIES = 2;

const queries: QueryClient = new QueryClient({
  queryCache: new QueryCache({
    onError: (error) => {
      if (isProblem(error, ...SIGNED_OUT_CODES)) queries.setQueryData(SESSION_KEY, null);
    },
  }),
  defaultOptions: {
    queries: {
      refetchInterval: REFRESH_MS,
      // Refusals stay what they are; only what may pass by itself is tried again.
      retry: (count, error) => count < RETRIES && (!isProblem(error) || error.status === 0 || error.status === 503),
    },
  },
});

watchAttendance();

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queries}>
      <Toasts>
        <App />
      </Toasts>
    </QueryClientProvider>
  </StrictMode>,
);
