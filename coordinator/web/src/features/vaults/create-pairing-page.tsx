import { useState } from 'react';
import { useLocation } from 'wouter';
import { useCommand } from '../../api/use-command.ts';
import { Button, LinkButton } from '../../ui/button.tsx';
import { SelectField } from '../../ui/field.tsx';
import { localTime } from '../../ui/format.ts';
import { ErrorPanel } from '../../ui/notice.tsx';
import { Page, Panel } from '../../ui/page.tsx';
import { Empty, Loaded } from '../../ui/states.tsx';
import { type PolicyView, usePolicies } from '../policies/policies-api.ts';
import { PolicySummary } from '../policies/policy-summary.tsx';
import type { PairingView } from './vaults-api.ts';

export function CreatePairingPage() {
  const policies = usePolicies();
  return (
    <Page
      title="Pair a vault"
      crumbs={[{ label: 'Vaults', href: '/vaults' }]}
      intro="The offer tells the signer who we are, who approves here, and under which policy its vault is founded."
    >
      <Loaded query={policies}>
        {({ items }) =>
          items.length === 0 ? (
            <Panel flush>
              <Empty
                icon="policy"
                title="Propose a policy first"
                action={<LinkButton href="/policies/new">New policy</LinkButton>}
              >
                The vault is founded under a policy that its officers read on the signer’s own screen.
              </Empty>
            </Panel>
          ) : (
            <Form policies={items} />
          )
        }
      </Loaded>
    </Page>
  );
}

function Form({ policies }: { readonly policies: readonly PolicyView[] }) {
  const [digest, setDigest] = useState(policies[0]?.digest ?? '');
  const [, navigate] = useLocation();
  const offering = useCommand<PairingView>((pairing) => navigate(`/pairings/${pairing.id}`));
  const chosen = policies.find((view) => view.digest === digest);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        offering.mutate({ path: '/v1/pairings', body: { policyDigest: digest } });
      }}
    >
      <Panel
        title="Policy of the vault"
        foot={
          <>
            <LinkButton href="/vaults">Cancel</LinkButton>
            <Button type="submit" look="primary" busy={offering.isPending} disabled={chosen === undefined}>
              Make pairing offer
            </Button>
          </>
        }
      >
        <div className="form">
          <SelectField
            label="Policy"
            value={digest}
            onChange={setDigest}
            options={policies.map((view) => ({
              value: view.digest,
              label: `Revision ${view.policy.revision} of ${localTime(view.createdAt)} (${view.words.slice(0, 2).join(' ')})`,
            }))}
          />
          {offering.isError && <ErrorPanel error={offering.error} />}
          {chosen && <PolicySummary policy={chosen.policy} />}
        </div>
      </Panel>
    </form>
  );
}
