import { useState } from 'react';
import { useSearchParams } from 'wouter';
import { Button } from '../../ui/button.tsx';
import { Facts } from '../../ui/facts.tsx';
import { SelectField, TextField } from '../../ui/field.tsx';
import { ErrorPanel } from '../../ui/notice.tsx';
import { Page, Panel } from '../../ui/page.tsx';
import { Empty, Skeleton } from '../../ui/states.tsx';
import { type Column, Table } from '../../ui/table.tsx';
import { Time, WholeHex } from '../../ui/values.tsx';
import { useAccounts } from '../accounts/use-accounts.ts';
import { type AuditEntry, useAuditPages } from './audit-api.ts';
import { areasOf, detailText, inArea, nameOfActor } from './audit-text.ts';

export function AuditPage() {
  const [search, setSearch] = useSearchParams();
  const subject = search.get('subject') ?? '';
  const pages = useAuditPages(subject);
  const entries = pages.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Page
      title="Audit log"
      intro="Every act, chained by hashes: an entry that was edited, removed or moved breaks the chain from there on."
    >
      {subject === '' && entries[0] && <Head newest={entries[0]} />}
      <Panel flush>
        {pages.isError && <ErrorPanel error={pages.error} onRetry={() => void pages.refetch()} />}
        {pages.data === undefined ? (
          !pages.isError && <Skeleton />
        ) : (
          <Entries
            entries={entries}
            subject={subject}
            onSubject={(text) => setSearch(text === '' ? {} : { subject: text })}
          />
        )}
        {pages.hasNextPage && (
          <div className="panel-foot">
            <Button busy={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
              Show older
            </Button>
          </div>
        )}
      </Panel>
    </Page>
  );
}

function Head({ newest }: { readonly newest: AuditEntry }) {
  return (
    <Panel title="Head of the chain">
      <Facts
        facts={[
          { label: 'Entries', value: newest.sequence },
          {
            label: 'Newest hash',
            value: <WholeHex text={newest.hash} what="newest hash" />,
          },
          {
            label: 'To verify it all',
            value: (
              <>
                <span className="mono">npm run coordinator -- audit verify</span>
                <span className="soft"> computes every hash again, from the first entry to this one.</span>
              </>
            ),
          },
        ]}
      />
    </Panel>
  );
}

function Entries(props: {
  readonly entries: readonly AuditEntry[];
  readonly subject: string;
  readonly onSubject: (subject: string) => void;
}) {
  const [area, setArea] = useState('');
  const [text, setText] = useState(props.subject);
  const accounts = useAccounts().data?.items ?? [];
  const rows = props.entries.filter((entry) => inArea(entry, area));
  return (
    <>
      <form
        className="filters"
        onSubmit={(event) => {
          event.preventDefault();
          props.onSubject(text.trim());
        }}
      >
        <SelectField
          label="Kind of act"
          value={area}
          onChange={setArea}
          options={areasOf(props.entries).map((name) => ({ value: name, label: name }))}
          placeholder="All"
        />
        <TextField label="About" value={text} onChange={setText} placeholder="withdrawal:…" maxLength={200} />
        <Button type="submit">Filter</Button>
      </form>
      {rows.length === 0 ? (
        <Empty icon="audit" title="No entries match" />
      ) : (
        <Table
          caption="Audit log"
          columns={columns((actor) => nameOfActor(actor, accounts))}
          rows={rows}
          rowKey={(entry) => String(entry.sequence)}
        />
      )}
    </>
  );
}

function columns(actorName: (actor: string) => string): readonly Column<AuditEntry>[] {
  return [
    {
      head: 'Entry',
      cell: (entry) => (
        <>
          {entry.sequence}
          <span className="sub mono" title={entry.hash}>
            {entry.hash.slice(0, 8)}…
          </span>
        </>
      ),
    },
    { head: 'When', cell: (entry) => <Time at={entry.at} withSeconds /> },
    { head: 'Who', cell: (entry) => <span title={entry.actor}>{actorName(entry.actor)}</span> },
    { head: 'Act', cell: (entry) => <strong>{entry.action}</strong> },
    {
      head: 'About',
      cell: (entry) => (
        <>
          <span className="mono small breakable">{entry.subject}</span>
          <span className="sub breakable">{detailText(entry)}</span>
        </>
      ),
    },
  ];
}
