import { useState } from 'react';
import { Button, Message } from '../ui/parts.tsx';
import { ChoiceField, NumberField, TextField } from './fields.tsx';
import { LeaveButton } from './leave-button.tsx';
import { nameOf, PinForm } from './pin-form.tsx';
import type { ScreenProps } from './screens.tsx';
import { TranscriptCard } from './transcript-card.tsx';

export function DescribeVaultScreen({ view, review }: ScreenProps<'describe-vault'>) {
  const [vaultName, setVaultName] = useState('');
  const [officerCount, setOfficerCount] = useState(3);
  const [quorum, setQuorum] = useState(2);
  const [token, setToken] = useState('');
  const free = view.tokens.filter((candidate) => candidate.use === 'free');
  const isReady = vaultName.trim() !== '' && free.some(({ serial }) => serial === token) && quorum <= officerCount;
  return (
    <>
      <h1>Found a vault</h1>
      <p className="lead">
        Each officer is enrolled with their own token. The vault opens only when the quorum is present: its PIN is
        random, split among the officers, and shown to nobody.
      </p>
      {view.abandoned.length === 0 ? null : (
        <Message tone="warning" title={`There is a vault without a journal: ${view.abandoned.join(', ')}`}>
          <p>
            If a founding broke off here, nothing is lost: start over with an empty token, and erase that one with the
            tools of the HSM. If that vault was ever in use, stop: its journal is missing and must be restored first.
          </p>
        </Message>
      )}
      <section className="card" aria-label="The vault">
        <TextField label="Name of the vault" maxLength={80} value={vaultName} onChange={setVaultName} />
        <NumberField
          label="Number of officers"
          min={2}
          max={16}
          value={officerCount}
          onChange={setOfficerCount}
          hint="More than the quorum, so that one who is away does not lock the vault."
        />
        <NumberField
          label="Officers needed (quorum)"
          min={2}
          max={officerCount}
          value={quorum}
          onChange={setQuorum}
          hint="How many of them must be present for every ceremony; at least two."
        />
        <ChoiceField
          label="Token for the vault"
          value={token}
          empty={free.length === 0 ? 'No empty token is plugged in' : 'Choose an empty token'}
          choices={free.map((candidate) => ({ value: candidate.serial, label: nameOf(candidate) }))}
          onChange={setToken}
          hint="It is made new; only an empty token is taken."
        />
        <div className="actions">
          <Button
            kind="primary"
            disabled={review.busy || !isReady}
            onPress={() => review.act({ type: 'describe-vault', vaultName, officerCount, quorum, token })}
          >
            Go on to the officers
          </Button>
          <Button disabled={review.busy} onPress={() => review.act({ type: 'refresh-tokens' })}>
            Look for tokens again
          </Button>
          <LeaveButton review={review} />
        </div>
      </section>
    </>
  );
}

export function EnrolOfficerScreen({ view, review }: ScreenProps<'enrol-officer'>) {
  return (
    <>
      <h1>
        Officer {view.number} of {view.of}
      </h1>
      <p className="lead">
        The officer writes their name, chooses their own token and types its PIN themselves. Two keys are made in the
        token: one approves, one opens the officer’s share of {view.vaultName}.
      </p>
      {view.enrolled.length === 0 ? null : (
        <p className="turn">Already enrolled: {view.enrolled.map(({ name }) => name).join(', ')}</p>
      )}
      <EnrolForm key={view.number} view={view} review={review} />
    </>
  );
}

function EnrolForm({ view, review }: ScreenProps<'enrol-officer'>) {
  const [name, setName] = useState('');
  return (
    <section className="card" aria-label="The officer">
      <TextField label="Name of the officer" maxLength={80} value={name} onChange={setName} />
      <PinForm
        tokens={view.tokens.filter((token) => token.use === 'officer')}
        tokenLabel="Token of the officer"
        submitLabel="Enrol this officer"
        busy={review.busy}
        canSubmit={name.trim() !== ''}
        onSubmit={(token, pin) => review.act({ type: 'enrol-officer', name, token, pin })}
        onRefresh={() => review.act({ type: 'refresh-tokens' })}
      />
      <div className="actions">
        <LeaveButton review={review} />
      </div>
    </section>
  );
}

export function ConfirmFoundingScreen({ view, review }: ScreenProps<'confirm-founding'>) {
  return (
    <>
      <h1>Found {view.vaultName}?</h1>
      <p className="lead">
        Read everything once more. After this step the vault exists, and its rule cannot be changed here.
      </p>
      <section className="card" aria-label="Summary">
        <dl className="facts">
          <dt>Vault</dt>
          <dd>{view.vaultName}</dd>
          <dt>Token</dt>
          <dd>
            {view.tokenLabel} ({view.tokenSerial})
          </dd>
          <dt>Officers needed</dt>
          <dd>
            {view.quorum} of {view.officers.length}
          </dd>
          {view.officers.map((officer) => (
            <OfficerFact key={officer.name} officer={officer} />
          ))}
        </dl>
        <div className="actions">
          <Button kind="primary" disabled={review.busy} onPress={() => review.act({ type: 'found-vault' })}>
            Found the vault now
          </Button>
          <LeaveButton review={review} />
        </div>
      </section>
    </>
  );
}

function OfficerFact({ officer }: { readonly officer: ScreenProps<'confirm-founding'>['view']['officers'][number] }) {
  return (
    <>
      <dt>{officer.name}</dt>
      <dd>
        {officer.tokenLabel}
        <br />
        <span className="field-hint">approval key: {officer.words.join(' ')}</span>
      </dd>
    </>
  );
}

export function VaultFoundedScreen({ view, review }: ScreenProps<'vault-founded'>) {
  return (
    <>
      <h1>{view.vault.name} is founded</h1>
      <p className="lead">
        The first journal entry is written. {view.vault.quorum} of {view.vault.officers.length} officers open it:{' '}
        {view.vault.officers.join(', ')}.
      </p>
      <div className="actions">
        <Button kind="primary" disabled={review.busy} onPress={() => review.act({ type: 'leave' })}>
          Finish
        </Button>
      </div>
      <TranscriptCard transcript={view.transcript} />
    </>
  );
}
