import { type ReactNode, useEffect } from 'react';
import { Link } from 'wouter';

type Crumb = { readonly label: string; readonly href: string };

/** The frame of every page: where one is, what it is called, and what can be done here. */
export function Page(props: {
  readonly title: string;
  readonly intro?: ReactNode;
  readonly crumbs?: readonly Crumb[];
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}) {
  useEffect(() => {
    document.title = `${props.title} · Vieraugen`;
  }, [props.title]);
  return (
    <>
      <header className="page-head">
        <div>
          {props.crumbs && <Crumbs crumbs={props.crumbs} />}
          <h1>{props.title}</h1>
          {props.intro !== undefined && <p className="intro">{props.intro}</p>}
        </div>
        {props.actions !== undefined && <div className="row">{props.actions}</div>}
      </header>
      <div className="stack">{props.children}</div>
    </>
  );
}

function Crumbs({ crumbs }: { readonly crumbs: readonly Crumb[] }) {
  return (
    <nav className="crumbs" aria-label="Breadcrumb">
      {crumbs.map((crumb) => (
        <span key={crumb.href}>
          <Link href={crumb.href}>{crumb.label}</Link> /
        </span>
      ))}
    </nav>
  );
}

/** A titled region of a page. */
export function Panel(props: {
  readonly title?: string;
  readonly actions?: ReactNode;
  readonly foot?: ReactNode;
  /** For tables, which bring their own space. */
  readonly flush?: boolean;
  readonly children: ReactNode;
}) {
  return (
    <section className="panel" aria-label={props.title}>
      {props.title !== undefined && (
        <header className="panel-head">
          <h2>{props.title}</h2>
          {props.actions !== undefined && <div className="row">{props.actions}</div>}
        </header>
      )}
      <div className={props.flush === true ? 'panel-body flush' : 'panel-body'}>{props.children}</div>
      {props.foot !== undefined && <footer className="panel-foot">{props.foot}</footer>}
    </section>
  );
}
