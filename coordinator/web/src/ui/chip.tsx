import type { ReactNode } from 'react';

export type Tone = 'good' | 'wait' | 'bad' | 'info' | 'quiet';

export function Chip(props: { readonly tone: Tone; readonly plain?: boolean; readonly children: ReactNode }) {
  return <span className={`chip tone-${props.tone}${props.plain === true ? ' plain' : ''}`}>{props.children}</span>;
}
