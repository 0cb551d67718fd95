import { type FormEvent, useState } from 'react';
import type { Role } from '../../api/session.ts';
import { useCommand } from '../../api/use-command.ts';
import { Button, LinkButton } from '../../ui/button.tsx';
import { CheckGroup, TextField } from '../../ui/field.tsx';
import { ErrorPanel, Notice } from '../../ui/notice.tsx';
import { Page, Panel } from '../../ui/page.tsx';
import { CopyButton, Time } from '../../ui/values.tsx';
import { ROLE_OPTIONS, roleNames } from './role-names.ts';
import { SecondFounderNotice } from './second-founder-notice.tsx';
import { SEPARATED_ROLE_PAIRS } from './separated-roles.ts';

type Invitation = { readonly id: string; readonly link: string | null; readonly expiresAt: string };

export function InvitePage() {
  const [name, setName] = useState('');
  const [roles, setRoles] = useState<readonly Role[]>([]);
  const [isTouched, setTouched] = useState(false);
  const inviting = useCommand<Invitation>();
  const nameError = name.trim() === '' ? 'Say who is invited.' : undefined;
  const rolesError = rolesProblem(roles);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTouched(true);
    if (nameError || rolesError) return;
    inviting.mutate({ path: '/v1/invitations', body: { name: name.trim(), roles } });
  };
  return (
    <Page
      title="Invite a person"
      crumbs={[{ label: 'Accounts', href: '/accounts' }]}
      intro="You get a link that works once, within 24 hours. Hand it over yourself, in a way that reaches this person alone. Another administrator then confirms them."
    >
      <SecondFounderNotice />
      {inviting.data ? (
        <InvitationLink invitation={inviting.data} name={name.trim()} roles={roles} />
      ) : (
        <form className="form-narrow" onSubmit={submit} noValidate>
          <Panel
            foot={
              <>
                <LinkButton href="/accounts">Cancel</LinkButton>
                <Button type="submit" look="primary" busy={inviting.isPending}>
                  Create invitation
                </Button>
              </>
            }
          >
            <div className="form">
              <TextField
                label="Name"
                value={name}
                onChange={setName}
                maxLength={80}
                error={isTouched ? nameError : undefined}
              />
              <CheckGroup
                label="Roles"
                options={ROLE_OPTIONS}
                value={roles}
                onChange={setRoles}
                error={isTouched || roles.length > 1 ? rolesError : undefined}
              />
              {inviting.isError && <ErrorPanel error={inviting.error} />}
            </div>
          </Panel>
        </form>
      )}
    </Page>
  );
}

function rolesProblem(roles: readonly Role[]): string | undefined {
  if (roles.length === 0) return 'Choose at least one role.';
  const pair = SEPARATED_ROLE_PAIRS.find(([a, b]) => roles.includes(a) && roles.includes(b));
  return pair && `Nobody may have both roles: ${roleNames(pair)}.`;
}

function InvitationLink(props: {
  readonly invitation: Invitation;
  readonly name: string;
  readonly roles: readonly Role[];
}) {
  const { link, expiresAt } = props.invitation;
  return (
    <Panel title={`Invitation for ${props.name}`} foot={<LinkButton href="/accounts">Done</LinkButton>}>
      <div className="stack">
        <p>
          {roleNames(props.roles)}; good until <Time at={expiresAt} />.
        </p>
        {link === null ? (
          <Notice tone="wait" title="The link was shown already">
            It is shown once. Invite the person again if it was lost.
          </Notice>
        ) : (
          <>
            <output className="secret" aria-label="Invitation link">
              {link}
            </output>
            <div className="row">
              <CopyButton text={link} what="invitation link" />
              <span className="small soft">It is not shown again.</span>
            </div>
            <Notice tone="info" title="Then another administrator confirms them, not you">
              After making their passkey they see eight words, and read these to that administrator. Before that the
              account can do nothing.
            </Notice>
          </>
        )}
      </div>
    </Panel>
  );
}
