import { useState } from 'react';
import { useCommand } from '../../api/use-command.ts';
import { useHasRole } from '../../api/use-session.ts';
import { Button, LinkButton } from '../../ui/button.tsx';
import { ConfirmDialog } from '../../ui/dialog.tsx';
import { Facts } from '../../ui/facts.tsx';
import { ErrorPanel } from '../../ui/notice.tsx';
import { Page, Panel } from '../../ui/page.tsx';
import { Loaded } from '../../ui/states.tsx';
import { useToast } from '../../ui/toasts.tsx';
import { ShortHex, Time } from '../../ui/values.tsx';
import { Words } from '../../ui/words.tsx';
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

function Actions({ view }: { readonly view: PolicyView }) {
  const isAdministrator = useHasRole('administrator');
  const [isActivating, setActivating] = useState(false);
  if (!isAdministrator) return null;
  return (
    <>
      <LinkButton href={`/policies/new?from=${view.digest}`}>Change</LinkButton>
      <ForeignPolicyAction view={view} />
      {!view.activeForHot && (
        <Button look="primary" onClick={() => setActivating(true)}>
          Put in force for hot wallets
        </Button>
      )}
      {isActivating && <ActivateDialog view={view} onClose={() => setActivating(false)} />}
    </>
  );
}

function ActivateDialog({ view, onClose }: { readonly view: PolicyView; readonly onClose: () => void }) {
  const toast = useToast();
  const activating = useCommand<PolicyView>(() => {
    toast('The policy is in force for hot wallets.');
    onClose();
  });
  return (
    <ConfirmDialog
      title={`Put revision ${view.policy.revision} in force?`}
      confirmLabel="Put in force"
      isBusy={activating.isPending}
      onCancel={onClose}
      onConfirm={() => activating.mutate({ path: '/v1/policies/hot', body: { digest: view.digest } })}
    >
      <p>
        From now on it judges every payment of every hot wallet. Vaults keep the policy that their officers accepted.
      </p>
      {activating.isError && <ErrorPanel error={activating.error} />}
    </ConfirmDialog>
  );
}
