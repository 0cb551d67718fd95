import { signingRequest } from '@vieraugen/shared/protocol';
import { ShowMessage } from '../../qr/show-message.tsx';
import { LinkButton } from '../../ui/button.tsx';
import { Page, Panel } from '../../ui/page.tsx';

export function ToSignerPage({ id }: { readonly id: string }) {
  return (
    <Page
      title="To the signer"
      crumbs={[
        { label: 'Ceremonies', href: '/ceremonies' },
        { label: 'Request', href: `/ceremonies/${id}` },
      ]}
      intro="Hold the signer’s camera to this screen. When it has read everything, compare the words, then let the officers decide."
      actions={
        <LinkButton href="/ceremonies/answer" look="primary">
          Continue: from the signer
        </LinkButton>
      }
    >
      <Panel>
        <ShowMessage path={`/v1/ceremonies/${encodeURIComponent(id)}/frames`} urType={signingRequest.urType} />
      </Panel>
    </Page>
  );
}
