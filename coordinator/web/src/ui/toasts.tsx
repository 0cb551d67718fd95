import { createContext, type ReactNode, useCallback, useContext, useRef, useState } from 'react';
import { Button } from './button.tsx';

type Toast = { readonly id: number; readonly text: string };

const SHOWN_MS = 6_000;
const ToastContext = createContext<(text: string) => void>(() => undefined);

/** Tells that something was done. What went wrong is told where it happened, not here. */
export function useToast(): (text: string) => void {
  return useContext(ToastContext);
}

export function Toasts({ children }: { readonly children: ReactNode }) {
  const [toasts, setToasts] = useState<readonly Toast[]>([]);
  const count = useRef(0);
  const remove = useCallback((id: number) => setToasts((shown) => shown.filter((toast) => toast.id !== id)), []);
  const show = useCallback(
    (text: string) => {
      count.current += 1;
      const toast = { id: count.current, text };
      setToasts((shown) => [...shown, toast]);
      setTimeout(() => remove(toast.id), SHOWN_MS);
    },
    [remove],
  );
  return (
    <ToastContext value={show}>
      {children}
      <div className="toasts" role="status" aria-label="Messages">
        {toasts.map((toast) => (
          <div className="toast" key={toast.id}>
            {toast.text}
            <Button look="quiet" size="small" onClick={() => remove(toast.id)} label="Dismiss message">
              Dismiss
            </Button>
          </div>
        ))}
      </div>
    </ToastContext>
  );
}
