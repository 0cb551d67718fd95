import { type FormEvent, useState } from 'react';
import { useLocation, useSearchParams } from 'wouter';
import { useCommand } from '../../api/use-command.ts';
import { Button, LinkButton } from '../../ui/button.tsx';
import { ErrorPanel } from '../../ui/notice.tsx';
import { Page, Panel } from '../../ui/page.tsx';
import { Empty, Loaded } from '../../ui/states.tsx';
import { useToast } from '../../ui/toasts.tsx';
import { type PolicyView, policyOfWallet, usePolicies } from '../policies/policies-api.ts';
import { isUnconfirmed, useBalances, useWallets, type Wallet } from '../wallets/wallets-api.ts';
import { amountOf, assetChoices, type Draft, draftErrors } from './withdrawal-draft.ts';
import { DraftReview, WithdrawalFields } from './withdrawal-form.tsx';
import type { WithdrawalDetail } from './withdrawals-api.ts';

export function CreateWithdrawalPage() {
  const wallets = useWallets();
  const policies = usePolicies();
  return (
    <Page
      title="New withdrawal"
      crumbs={[{ label: 'Withdrawals', href: '/withdrawals' }]}
      intro="Only destinations on the policy’s address list can be paid. Others approve before anything is signed."
    >
      <Loaded query={wallets}>
        {(known) => {
          const paying = known.items.filter((wallet) => !isUnconfirmed(wallet));
          if (paying.length === 0) return <NoWallet />;
          return <Loaded query={policies}>{(all) => <Form wallets={paying} policies={all.items} />}</Loaded>;
        }}
      </Loaded>
    </Page>
  );
}

function NoWallet() {
  return (
    <Panel>
      <Empty
        icon="wallet"
        title="There is no wallet to pay from yet"
        action={<LinkButton href="/wallets">Wallets</LinkButton>}
      >
        An administrator creates a hot wallet, or registers the cold ones of a paired vault.
      </Empty>
    </Panel>
  );
}

function Form({
  wallets,
  policies,
}: {
  readonly wallets: readonly Wallet[];
  readonly policies: readonly PolicyView[];
}) {
  const [search] = useSearchParams();
  const [draft, setDraft] = useState<Draft>({ ...EMPTY, walletId: search.get('wallet') ?? '' });
  const [isTouched, setTouched] = useState(false);
  const facts = useDraftFacts(draft, wallets, policies);
  const [, navigate] = useLocation();
  const toast = useToast();
  const requesting = useCommand<WithdrawalDetail>((made) => {
    toast('The withdrawal was requested.');
    navigate(`/withdrawals/${made.id}`);
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTouched(true);
    const body = Object.keys(facts.errors).length === 0 ? requestOf(draft, facts) : undefined;
    if (body) requesting.mutate({ path: '/v1/withdrawals', body });
  };
  return (
    <form onSubmit={submit} noValidate>
      <div className="columns-main">
        <Panel title="Payment">
          <WithdrawalFields
            draft={draft}
            onChange={(change) => setDraft((before) => ({ ...before, ...change }))}
            wallets={wallets}
            facts={facts}
            errors={isTouched ? facts.errors : {}}
          />
        </Panel>
        <Panel
          title="Review"
          foot={
            <>
              <LinkButton href="/withdrawals">Cancel</LinkButton>
              <Button type="submit" look="primary" busy={requesting.isPending}>
                Request withdrawal
              </Button>
            </>
          }
        >
          <div className="stack">
            <DraftReview draft={draft} facts={facts} />
            {requesting.isError && <ErrorPanel error={requesting.error} />}
          </div>
        </Panel>
      </div>
    </form>
  );
}

const EMPTY: Draft = { walletId: '', asset: '', destination: '', amount: '', reference: '' };

/** What follows from a draft: the wallet's policy, what it allows, what the wallet holds, what is still wrong. */
export type DraftFacts = ReturnType<typeof useDraftFacts>;

function useDraftFacts(draft: Draft, wallets: readonly Wallet[], policies: readonly PolicyView[]) {
  const wallet = wallets.find(({ id }) => id === draft.walletId);
  const policy = wallet && policyOfWallet(policies, wallet);
  const choices = assetChoices(policy?.policy);
  const choice = choices.find(({ key }) => key === draft.asset);
  const balances = useBalances(draft.walletId).data?.items;
  const held = balances?.find(
    (balance) => balance.chain === choice?.chain.chain && balance.token === choice?.asset.token,
  );
  const balance = held === undefined ? undefined : BigInt(held.amount);
  return { wallet, policy, choices, choice, balance, errors: draftErrors(draft, choice, balance) };
}

function requestOf(draft: Draft, { choice }: DraftFacts): object | undefined {
  const amount = choice && amountOf(draft.amount, choice.asset.decimals);
  if (typeof amount !== 'bigint') return undefined;
  const reference = draft.reference.trim();
  return {
    walletId: draft.walletId,
    chain: choice?.chain.chain,
    ...(choice?.asset.token ? { token: choice.asset.token } : {}),
    destination: draft.destination,
    amount: amount.toString(),
    ...(reference === '' ? {} : { reference }),
  };
}
