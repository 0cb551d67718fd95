import { Link } from 'wouter';
import { useHasRole } from '../../api/use-session.ts';
import { LinkButton } from '../../ui/button.tsx';
import { Page, Panel } from '../../ui/page.tsx';
import { Empty, Loaded } from '../../ui/states.tsx';
import { type Column, Table } from '../../ui/table.tsx';
import { Time } from '../../ui/values.tsx';
import { InForce } from './in-force.tsx';
import { type PolicyView, usePolicies } from './policies-api.ts';

export function PoliciesPage() {
  const policies = usePolicies();
  const isAdministrator = useHasRole('administrator');
  return (
    <Page
      title="Policies"
      intro="What may be paid, to whom, how much, and how many people decide. What a policy does not name is not allowed."
      actions={
        isAdministrator && (
          <LinkButton href="/policies/new" look="primary">
            New policy
          </LinkButton>
        )
      }
    >
      <Panel flush>
        <Loaded query={policies}>
          {({ items }) =>
            items.length === 0 ? (
              <Empty icon="policy" title="No policy yet">
                An administrator proposes one. Until one is in force, nothing can be paid.
              </Empty>
            ) : (
              <Table caption="Policies" columns={COLUMNS} rows={items} rowKey={(view) => view.digest} />
            )
          }
        </Loaded>
      </Panel>
    </Page>
  );
}

const COLUMNS: readonly Column<PolicyView>[] = [
  {
    head: 'Policy',
    cell: (view) => (
      <Link href={`/policies/${view.digest}`}>
        <strong>Revision {view.policy.revision}</strong>
      </Link>
    ),
  },
  { head: 'In force', cell: (view) => <InForce view={view} /> },
  { head: 'Chains', cell: (view) => view.policy.chains.map(({ name }) => name).join(', ') },
  {
    head: 'Destinations',
    isNumber: true,
    cell: (view) => view.policy.chains.reduce((count, chain) => count + chain.destinations.length, 0),
  },
  { head: 'Approvals', isNumber: true, cell: (view) => view.policy.approverQuorum },
  { head: 'Officers', isNumber: true, cell: (view) => view.policy.officerQuorum },
  { head: 'Proposed', cell: (view) => <Time at={view.createdAt} /> },
];
