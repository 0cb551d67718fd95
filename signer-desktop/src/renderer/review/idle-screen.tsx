import type { VaultView } from '../../ipc/view-parts.ts';
import type { Check } from '../../ipc/views.ts';
import { Button } from '../ui/parts.tsx';
import type { ScreenProps } from './screens.tsx';
import type { Review } from './use-review.ts';
import { Words } from './words.tsx';

const STATES: Record<Check['state'], string> = { good: 'In order', warning: 'Note', bad: 'Not in order' };

export function IdleScreen({ view, review }: ScreenProps<'idle'>) {
  const { vault, keys } = view;
  return (
    <>
      <h1>{vault?.name ?? 'A station without a vault'}</h1>
      <p className="lead">{stateInWords(vault, keys.length)}</p>
      <Ceremonies vault={vault} hasKeys={keys.length > 0} review={review} />
      {vault === null ? null : <VaultCard vault={vault} />}
      {keys.length === 0 ? null : <Keys keys={keys} />}
      <JournalCard view={view} review={review} />
      <StationCard checks={view.checks} review={review} />
    </>
  );
}

function stateInWords(vault: VaultView | null, keys: number): string {
  if (vault === null) return 'Found the vault first: at least two officers, each with their own token and its PIN.';
  if (vault.coordinatorName === null) return 'The vault is founded. Pair it with its coordinator next.';
  if (keys === 0) return `Paired with ${vault.coordinatorName}. The vault has no keys yet.`;
  return `Paired with ${vault.coordinatorName}. Locked: a ceremony needs ${vault.quorum} of ${vault.officers.length} officers.`;
}

function Ceremonies(props: { readonly vault: VaultView | null; readonly hasKeys: boolean; readonly review: Review }) {
  const { vault, hasKeys, review } = props;
  const isPaired = vault !== null && vault.coordinatorName !== null;
  const start = (type: 'start-founding' | 'start-pairing' | 'start-key-generation' | 'start-signing') => () =>
    review.act({ type });
  return (
    <section className="actions" aria-label="Ceremonies">
      {vault === null ? (
        <Button kind="primary" disabled={review.busy} onPress={start('start-founding')}>
          Found the vault
        </Button>
      ) : null}
      {hasKeys ? (
        <Button kind="primary" disabled={review.busy} onPress={start('start-signing')}>
          Sign withdrawals
        </Button>
      ) : null}
      {isPaired ? (
        <Button kind={hasKeys ? 'plain' : 'primary'} disabled={review.busy} onPress={start('start-key-generation')}>
          Generate keys
        </Button>
      ) : null}
      {vault === null || isPaired ? null : (
        <Button kind="primary" disabled={review.busy} onPress={start('start-pairing')}>
          Pair with a coordinator
        </Button>
      )}
    </section>
  );
}

function VaultCard({ vault }: { readonly vault: VaultView }) {
  return (
    <section className="card" aria-labelledby="vault-heading">
      <h2 id="vault-heading">Vault</h2>
      <dl className="facts">
        <dt>Vault id</dt>
        <dd className="code">{vault.vaultId}</dd>
        <dt>Token in the HSM</dt>
        <dd>{vault.tokenLabel}</dd>
        <dt>Officers</dt>
        <dd>
          {vault.officers.join(', ')} ({vault.quorum} needed)
        </dd>
        <dt>Coordinator</dt>
        <dd>{vault.coordinatorName ?? 'not paired yet'}</dd>
        <dt>Policy</dt>
        <dd>{vault.policyRevision === null ? 'none yet' : `revision ${vault.policyRevision}`}</dd>
        <dt>Station key</dt>
        <dd className="words">{vault.stationWords.join(' ')}</dd>
      </dl>
    </section>
  );
}

function Keys({ keys }: { readonly keys: ScreenProps<'idle'>['view']['keys'] }) {
  return (
    <section className="card" aria-labelledby="keys-heading">
      <h2 id="keys-heading">Keys</h2>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Address</th>
          </tr>
        </thead>
        <tbody>
          {keys.map((key) => (
            <tr key={key.keyId}>
              <td>{key.label}</td>
              <td className="address">{key.address}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function JournalCard({ view, review }: ScreenProps<'idle'>) {
  return (
    <section className="card" aria-labelledby="journal-heading">
      <h2 id="journal-heading">Journal</h2>
      {view.recent.length === 0 ? (
        <p>The journal is empty. Its first entry will be the founding of the vault.</p>
      ) : (
        <>
          <p>{view.journal.sequence} entries, chained and signed. The newest has the words</p>
          <Words words={view.journal.words} label="Words of the newest journal entry" />
          <table className="table">
            <tbody>
              {view.recent.map((entry) => (
                <tr key={entry.sequence}>
                  <td>{entry.sequence}</td>
                  <td>{timeText(entry.at)}</td>
                  <td>{entry.what}</td>
                  <td>
                    {entry.canShowAgain ? (
                      <button
                        type="button"
                        className="link"
                        disabled={review.busy}
                        aria-label={`Show the message of entry ${entry.sequence} again`}
                        onClick={() => review.act({ type: 'show-again', sequence: entry.sequence })}
                      >
                        Show again
                      </button>
                    ) : null}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </>
      )}
    </section>
  );
}

function StationCard({ checks, review }: { readonly checks: readonly Check[]; readonly review: Review }) {
  return (
    <section className="card" aria-labelledby="station-heading">
      <h2 id="station-heading">Station</h2>
      {checks.length === 0 ? <p>The station has not been checked since it started.</p> : <Checks checks={checks} />}
      <div className="actions">
        <Button disabled={review.busy} onPress={() => review.act({ type: 'doctor' })}>
          Check the station
        </Button>
        <Button disabled={review.busy} onPress={() => review.act({ type: 'start-camera-check' })}>
          Try the camera
        </Button>
      </div>
    </section>
  );
}

function Checks({ checks }: { readonly checks: readonly Check[] }) {
  return (
    <ul className="checks">
      {checks.map((check) => (
        <li key={check.name}>
          <span className={`badge badge-${check.state}`}>{STATES[check.state]}</span>
          <span className="checks-name">{check.name}</span>
          <span>{check.detail}</span>
        </li>
      ))}
    </ul>
  );
}

/** "2026-11-24 04:00:00 UTC": the same wherever the station stands. */
export function timeText(seconds: number): string {
  return `${new Date(seconds * 1000).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}
