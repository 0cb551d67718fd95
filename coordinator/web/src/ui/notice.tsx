import type { ReactNode } from 'react';
import { ApiProblem } from '../api/problem.ts';
import { Button } from './button.tsx';
import { Icon, type IconName } from './icon.tsx';
import { adviceFor, headlineFor } from './problem-advice.ts';

export type NoticeTone = 'good' | 'wait' | 'bad' | 'info';

const ICONS: Readonly<Record<NoticeTone, IconName>> = { good: 'good', wait: 'warning', bad: 'bad', info: 'info' };

export function Notice(props: {
  readonly tone: NoticeTone;
  readonly title: string;
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
}) {
  return (
    <div className={`notice tone-${props.tone}`} role={props.tone === 'bad' ? 'alert' : 'status'}>
      <Icon name={ICONS[props.tone]} />
      <strong>{props.title}</strong>
      {props.children !== undefined && <div className="text">{props.children}</div>}
      {props.actions !== undefined && <div className="row">{props.actions}</div>}
    </div>
  );
}

/** What went wrong, in the words of the API, with its code and what to do about it. */
export function ErrorPanel({ error, onRetry }: { readonly error: unknown; readonly onRetry?: () => void }) {
  const problem = error instanceof ApiProblem ? error : undefined;
  const retry = onRetry && (
    <Button size="small" onClick={onRetry}>
      Try again
    </Button>
  );
  return (
    <Notice tone="bad" title={problem ? headlineFor(problem) : 'Something went wrong on this page'} actions={retry}>
      <p>{problem?.message ?? messageOf(error)}</p>
      {problem && <Details problem={problem} />}
    </Notice>
  );
}

function Details({ problem }: { readonly problem: ApiProblem }) {
  const advice = adviceFor(problem);
  return (
    <>
      {problem.issues.length > 1 && (
        <ul>
          {problem.issues.map((issue) => (
            <li key={`${issue.field} ${issue.message}`}>
              {issue.field}: {issue.message}
            </li>
          ))}
        </ul>
      )}
      {advice !== undefined && <p>{advice}</p>}
      <p className="code">
        {problem.code}
        {problem.status > 0 && ` · ${problem.status} ${problem.title}`}
        {problem.requestId !== undefined && ` · request ${problem.requestId}`}
      </p>
    </>
  );
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : 'Reload the page. If it happens again, tell an administrator.';
}
