import { type FormEvent, useState } from 'react';
import { useCommand } from '../../api/use-command.ts';
import { Button, LinkButton } from '../../ui/button.tsx';
import { CheckGroup, TextField } from '../../ui/field.tsx';
import { ErrorPanel, Notice } from '../../ui/notice.tsx';
import { Page, Panel } from '../../ui/page.tsx';
import { CopyButton } from '../../ui/values.tsx';
import { type ApiKey, SCOPE_OPTIONS, type Scope } from './api-key.ts';

type NewApiKey = ApiKey & { readonly key: string | null };

export function CreateApiKeyPage() {
  const [name, setName] = useState('');
  const [scopes, setScopes] = useState<readonly Scope[]>([]);
  const [isTouched, setTouched] = useState(false);
  const creating = useCommand<NewApiKey>();
  const isWhole = name.trim() !== '' && scopes.length > 0;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTouched(true);
    if (isWhole) creating.mutate({ path: '/v1/api-keys', body: { name: name.trim(), scopes } });
  };
  return (
    <Page title="New API key" crumbs={[{ label: 'API keys', href: '/api-keys' }]}>
      {creating.data ? (
        <KeyOnce made={creating.data} />
      ) : (
        <form className="form-narrow" onSubmit={submit} noValidate>
          <Panel
            foot={
              <>
                <LinkButton href="/api-keys">Cancel</LinkButton>
                <Button type="submit" look="primary" busy={creating.isPending}>
                  Create API key
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
                hint="Which program uses it"
                error={isTouched && name.trim() === '' ? 'Say which program uses it.' : undefined}
              />
              <CheckGroup
                label="Scopes"
                options={SCOPE_OPTIONS}
                value={scopes}
                onChange={setScopes}
                error={isTouched && scopes.length === 0 ? 'Choose at least one scope.' : undefined}
              />
              {creating.isError && <ErrorPanel error={creating.error} />}
            </div>
          </Panel>
        </form>
      )}
    </Page>
  );
}

function KeyOnce({ made }: { readonly made: NewApiKey }) {
  return (
    <Panel title={`API key for ${made.name}`} foot={<LinkButton href="/api-keys">Done</LinkButton>}>
      {made.key === null ? (
        <Notice tone="wait" title="The key was shown already">
          It is shown once. Disable it and make a new one if it was lost.
        </Notice>
      ) : (
        <div className="stack-small">
          <p>Store it where secrets are kept. It is not shown again; we keep only its hash.</p>
          <output className="secret" aria-label="API key">
            {made.key}
          </output>
          <div className="row">
            <CopyButton text={made.key} what="API key" />
          </div>
        </div>
      )}
    </Panel>
  );
}
