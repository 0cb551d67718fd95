import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Icon, type IconName } from './icon.tsx';
import { ErrorPanel } from './notice.tsx';

export function Skeleton({ lines = 5 }: { readonly lines?: number }) {
  return (
    <div className="skeleton" role="status" aria-label="Loading">
      {Array.from({ length: lines }, (_, line) => `line-${line}`).map((line) => (
        <span key={line} />
      ))}
    </div>
  );
}

export function Empty(props: {
  readonly icon: IconName;
  readonly title: string;
  readonly children?: ReactNode;
  readonly action?: ReactNode;
}) {
  return (
    <div className="empty">
      <Icon name={props.icon} />
      <h3>{props.title}</h3>
      {props.children !== undefined && <p>{props.children}</p>}
      {props.action}
    </div>
  );
}

/** Draws what was read, or that it is still being read, or why it was not. */
export function Loaded<Data>(props: {
  readonly query: UseQueryResult<Data>;
  readonly lines?: number;
  readonly children: (data: Data) => ReactNode;
}) {
  const { query } = props;
  if (query.data !== undefined) return props.children(query.data);
  if (query.isError) return <ErrorPanel error={query.error} onRetry={() => void query.refetch()} />;
  return <Skeleton lines={props.lines ?? 5} />;
}
