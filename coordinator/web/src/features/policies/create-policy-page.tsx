import { type FormEvent, useState } from 'react';
import { useLocation, useSearchParams } from 'wouter';
import { useCommand } from '../../api/use-command.ts';
import { Button, LinkButton } from '../../ui/button.tsx';
import { TextArea } from '../../ui/field.tsx';
import { ErrorPanel, Notice } from '../../ui/notice.tsx';
import { Page, Panel } from '../../ui/page.tsx';
import { Loaded } from '../../ui/states.tsx';
import { useToast } from '../../ui/toasts.tsx';
import { type PolicyJson, type PolicyView, usePolicies } from './policies-api.ts';
import { draftOf, NEW_POLICY, readDraft } from './policy-draft.ts';
import { PolicyFields } from './policy-fields.tsx';
import { parsePolicyText } from './policy-text.ts';

export function CreatePolicyPage() {
  const policies = usePolicies();
  return (
    <Page
      title="New policy"
      crumbs={[{ label: 'Policies', href: '/policies' }]}
      intro="A policy never changes once proposed. It comes into force for hot wallets by an administrator, for a vault by its officers."
    >
      <Loaded query={policies}>{({ items }) => <Editor policies={items} />}</Loaded>
    </Page>
  );
}

function Editor({ policies }: { readonly policies: readonly PolicyView[] }) {
  const [search] = useSearchParams();
  const [, navigate] = useLocation();
  const toast = useToast();
  const base = policies.find((view) => view.digest === search.get('from'));
  const [revision] = useState(() => Math.max(0, ...policies.map((view) => view.policy.revision)) + 1);
  const [draft, setDraft] = useState(() => (base ? draftOf(base.policy) : NEW_POLICY));
  const [text, setText] = useState<string>();
  const [isTouched, setTouched] = useState(false);
  const proposing = useCommand<PolicyView>((made) => {
    toast(`Revision ${made.policy.revision} was proposed.`);
    navigate(`/policies/${made.digest}`);
  });
  const read = readDraft(draft, revision);
  const written = text === undefined ? undefined : parsePolicyText(text);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTouched(true);
    const policy = written === undefined ? read.policy : written.policy;
    if (policy) proposing.mutate({ path: '/v1/policies', body: policy });
  };
  const toText = () => setText(JSON.stringify(read.policy ?? example(revision), undefined, 2));
  const toForm = () => {
    if (written?.policy) setDraft(draftOf(written.policy));
    setText(undefined);
  };
  return (
    <form onSubmit={submit} noValidate>
      <Panel
        title={`Revision ${revision}`}
        actions={
          <Button size="small" onClick={text === undefined ? toText : toForm}>
            {text === undefined ? 'Edit as JSON' : 'Edit as form'}
          </Button>
        }
        foot={
          <>
            <LinkButton href="/policies">Cancel</LinkButton>
            <Button type="submit" look="primary" busy={proposing.isPending}>
              Propose policy
            </Button>
          </>
        }
      >
        <div className="form">
          {text === undefined ? (
            <PolicyFields draft={draft} onChange={setDraft} problems={isTouched ? read.problems : undefined} />
          ) : (
            <TextArea
              label="Policy (JSON)"
              value={text}
              onChange={setText}
              code
              error={isTouched ? written?.problem : undefined}
              hint="Amounts are whole numbers in the smallest unit, as text."
            />
          )}
          {isTouched && text === undefined && read.problems && (
            <Notice tone="bad" title="Something is missing or wrong">
              {read.problems.size === 1
                ? 'One field is marked above.'
                : `${read.problems.size} fields are marked above.`}
            </Notice>
          )}
          {proposing.isError && <ErrorPanel error={proposing.error} />}
        </div>
      </Panel>
    </form>
  );
}

/** Something to write over, where the form is not whole yet. */
function example(revision: number): PolicyJson {
  return {
    revision,
    approverQuorum: 2,
    officerQuorum: 2,
    chains: [
      {
        chain: 'eip155:1',
        name: 'Ethereum',
        coinSymbol: 'ETH',
        coinDecimals: 18,
        maxFee: '20000000000000000',
        assets: [
          {
            token: null,
            symbol: 'ETH',
            decimals: 18,
            maxPerTransaction: '1000000000000000000',
            maxPerDay: '5000000000000000000',
            feeRatio: { fee: '10000000000000000', perAmount: '1000000000000000000' },
          },
        ],
        destinations: [],
      },
    ],
  };
}
