import type { ReactNode } from 'react';
import { useHasRole } from '../../api/use-session.ts';
import { LinkButton } from '../../ui/button.tsx';
import { Chip } from '../../ui/chip.tsx';
import { Panel } from '../../ui/page.tsx';
import { useAccounts } from '../accounts/use-accounts.ts';
import { usePolicies } from '../policies/policies-api.ts';
import { useVaults } from '../vaults/vaults-api.ts';
import { useWallets } from '../wallets/wallets-api.ts';

/** For the administrator of a new installation: what must be there before the first payment. Gone once it all is. */
export function NextSteps() {
  const isAdministrator = useHasRole('administrator');
  const accounts = useAccounts().data?.items;
  const policies = usePolicies().data?.items;
  const vaults = useVaults().data?.items;
  const wallets = useWallets().data?.items;
  if (!isAdministrator || !accounts || !policies || !vaults || !wallets) return null;
  const active = accounts.filter(({ state }) => state === 'active');
  const approvers = active.filter((account) => account.roles.includes('approver')).length;
  const hasPeople = approvers >= 2 && active.some((account) => account.roles.includes('operator'));
  const steps = [
    {
      isDone: hasPeople,
      title: 'Invite an operator and at least two approvers; another administrator confirms them',
      action: <LinkButton href="/accounts/invite">Invite a person</LinkButton>,
    },
    {
      isDone: policies.length > 0,
      title: 'Propose a policy: limits, destinations, quorums; another administrator puts it in force',
      action: <LinkButton href="/policies/new">New policy</LinkButton>,
    },
    {
      isDone: vaults.length > 0,
      title: 'Pair the offline vault; another administrator confirms it',
      action: <LinkButton href="/vaults/pair">Pair a vault</LinkButton>,
    },
    {
      isDone: wallets.length > 0,
      title: 'Register cold wallets, or create a hot one',
      action: <LinkButton href="/wallets/register">Register cold wallets</LinkButton>,
    },
  ];
  if (steps.every((step) => step.isDone)) return null;
  return (
    <Panel title="Before the first payment">
      <ol className="steps">
        {steps.map((step) => (
          <Step key={step.title} {...step} />
        ))}
      </ol>
    </Panel>
  );
}

function Step(props: { readonly isDone: boolean; readonly title: string; readonly action: ReactNode }) {
  return (
    <li className="spread">
      <span className="row">
        <Chip tone={props.isDone ? 'good' : 'quiet'}>{props.isDone ? 'Done' : 'To do'}</Chip>
        {props.title}
      </span>
      {!props.isDone && props.action}
    </li>
  );
}
