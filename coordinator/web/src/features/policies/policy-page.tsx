import { useState } from 'react';
import { useHasRole, useSession } from '../../api/use-session.ts';
import { Button, LinkButton } from '../../ui/button.tsx';
import { Facts } from '../../ui/facts.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Page, Panel } from '../../ui/page.tsx';
import { Loaded } from '../../ui/states.tsx';
import { ShortHex, Time } from '../../ui/values.tsx';
import { Words } from '../../ui/words.tsx';
import { useAccounts } from '../accounts/use-accounts.ts';
import { ActivateDialog } from './activate-dialog.tsx';
import { ForeignPolicyAction } from './foreign-policy-action.tsx';
import { InForce } from './in-force.tsx';
import { type PolicyView, usePolicy } from './policies-api.ts';
import { PolicySummary } from './policy-summary.tsx';

export function PolicyPage({ digest }: { readonly digest: string }) {
  const policy = usePolicy(digest);
  return (
    <Page
      title={policy.data ? `Policy, revision ${policy.data.policy.revision}` : 'Policy'}
      crumbs={[{ label: 'Policies', href: '/policies' }]}
      actions={policy.data && <Actions view={policy.data} />}
    >
      <Loaded query={policy}>
        {(view) => (
          <>
            <ProposerNotice view={view} />
            <Panel title="Rules">
              <PolicySummary policy={view.policy} />
            </Panel>
            <div className="columns-two">
              <Panel title="About this policy">
                <Facts
                  facts={[
                    { label: 'In force', value: <InForce view={view} /> },
                    { label: 'Digest', value: <ShortHex text={view.digest} what="policy digest" /> },
                    { label: 'Proposed', value: <Time at={view.createdAt} /> },
                    { label: 'Proposed by', value: <ProposerName view={view} /> },
                  ]}
                />
              </Panel>
              <Panel title="Fingerprint">
                <div className="stack-small">
                  <p className="small soft">The signer shows the same words for the policy of its vault.</p>
                  <Words words={view.words} label="Fingerprint words" />
                </div>
              </Panel>
            </div>
          </>
        )}
      </Loaded>
    </Page>
  );
}

function ProposerName({ view }: { readonly view: PolicyView }) {
  return useAccounts().data?.items.find(({ id }) => id === view.proposedBy)?.name ?? view.proposedBy;
}

function Actions({ view }: { readonly view: PolicyView }) {
  const me = useSession();
  const isAdministrator = useHasRole('administrator');
  const [isActivating, setActivating] = useState(false);
  if (!isAdministrator) return null;
  return (
    <>
      <LinkButton href={`/policies/new?from=${view.digest}`}>Change</LinkButton>
      <ForeignPolicyAction view={view} />
      {!view.activeForHot && view.proposedBy !== me.id && (
        <Button look="primary" onClick={() => setActivating(true)}>
          Put in force for hot wallets
        </Button>
      )}
      {isActivating && (
        <ActivateDialog
          view={view}
          wallets="hot"
          title={`Put revision ${view.policy.revision} in force?`}
          onClose={() => setActivating(false)}
        >
          <p>
            Read its limits and destinations first: from now on it judges every payment of every hot wallet. Vaults keep
            the policy that their officers accepted.
          </p>
        </ActivateDialog>
      )}
    </>
  );
}

/** Two administrators put a policy in force: the one proposes, the other one reads it and signs. */
function ProposerNotice({ view }: { readonly view: PolicyView }) {
  const me = useSession();
  if (view.proposedBy !== me.id || view.activeForHot || view.activeForForeign) return null;
  return (
    <Notice tone="info" title="You proposed it: another administrator puts it in force">
      Ask them to open this page, to read its limits and destinations, and to put it in force with their passkey. For a
      vault its officers decide instead, when it is paired.
    </Notice>
  );
}
