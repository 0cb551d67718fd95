import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/field.tsx';
import { numbered } from '../../ui/numbered.ts';
import { AssetFields } from './asset-fields.tsx';

import {
  type ChainDraft,
  type DestinationDraft,
  type DraftProblems,
  NEW_CHAIN,
  NEW_DESTINATION,
  NEW_TOKEN,
  type PolicyDraft,
} from './policy-draft.ts';

type Problems = DraftProblems | undefined;

export function PolicyFields(props: {
  readonly draft: PolicyDraft;
  readonly onChange: (draft: PolicyDraft) => void;
  readonly problems: Problems;
}) {
  const { draft, onChange, problems } = props;
  return (
    <>
      <div className="columns-two">
        <TextField
          label="Back-office approvals"
          value={draft.approverQuorum}
          onChange={(approverQuorum) => onChange({ ...draft, approverQuorum })}
          inputMode="numeric"
          error={problems?.get('approverQuorum')}
          hint="People who approve each withdrawal with a passkey"
        />
        <TextField
          label="Officers"
          value={draft.officerQuorum}
          onChange={(officerQuorum) => onChange({ ...draft, officerQuorum })}
          inputMode="numeric"
          error={problems?.get('officerQuorum')}
          hint="People who approve at the offline signer"
        />
      </div>
      {numbered(draft.chains).map(({ item: chain, place }) => (
        <ChainFields
          key={place}
          number={place}
          chain={chain}
          path={`chains.${place - 1}`}
          problems={problems}
          onChange={(changed) => onChange({ ...draft, chains: draft.chains.with(place - 1, changed) })}
          onRemove={
            draft.chains.length > 1
              ? () => onChange({ ...draft, chains: draft.chains.toSpliced(place - 1, 1) })
              : undefined
          }
        />
      ))}
      <div className="row">
        <Button onClick={() => onChange({ ...draft, chains: [...draft.chains, NEW_CHAIN] })}>Add a chain</Button>
      </div>
    </>
  );
}

function ChainFields(props: {
  readonly number: number;
  readonly chain: ChainDraft;
  readonly path: string;
  readonly problems: Problems;
  readonly onChange: (chain: ChainDraft) => void;
  readonly onRemove: (() => void) | undefined;
}) {
  const { chain, path, problems, onChange } = props;
  const text = (name: 'chainId' | 'name' | 'coinSymbol' | 'maxFee', label: string, unit?: string) => (
    <TextField
      label={label}
      value={chain[name]}
      onChange={(value) => onChange({ ...chain, [name]: value })}
      unit={unit}
      error={problems?.get(`${path}.${name}`)}
    />
  );
  return (
    <fieldset className="group">
      <legend>Chain {props.number}</legend>
      <div className="columns-four">
        {text('name', 'Chain name')}
        {text('chainId', 'Chain id')}
        {text('coinSymbol', 'Coin symbol')}
        {text('maxFee', 'Highest fee of a payment', chain.coinSymbol)}
      </div>
      {numbered(chain.assets).map(({ item: asset, place }) => (
        <AssetFields
          key={place}
          number={place}
          asset={asset}
          coinSymbol={chain.coinSymbol}
          path={`${path}.assets.${place - 1}`}
          problems={problems}
          onChange={(changed) => onChange({ ...chain, assets: chain.assets.with(place - 1, changed) })}
          onRemove={
            chain.assets.length > 1
              ? () => onChange({ ...chain, assets: chain.assets.toSpliced(place - 1, 1) })
              : undefined
          }
        />
      ))}
      <Destinations
        destinations={chain.destinations}
        path={`${path}.destinations`}
        problems={problems}
        onChange={(destinations) => onChange({ ...chain, destinations })}
      />
      <div className="row">
        <Button size="small" onClick={() => onChange({ ...chain, assets: [...chain.assets, NEW_TOKEN] })}>
          Add a token
        </Button>
        <Button
          size="small"
          onClick={() => onChange({ ...chain, destinations: [...chain.destinations, NEW_DESTINATION] })}
        >
          Add a destination
        </Button>
        {props.onRemove && (
          <Button size="small" look="danger" onClick={props.onRemove}>
            Remove chain {props.number}
          </Button>
        )}
      </div>
    </fieldset>
  );
}

function Destinations(props: {
  readonly destinations: readonly DestinationDraft[];
  readonly path: string;
  readonly problems: Problems;
  readonly onChange: (destinations: readonly DestinationDraft[]) => void;
}) {
  const { destinations, onChange } = props;
  const change = (place: number, part: Partial<DestinationDraft>) => {
    const before = destinations[place - 1] ?? NEW_DESTINATION;
    onChange(destinations.with(place - 1, { ...before, ...part }));
  };
  return numbered(destinations).map(({ item: destination, place }) => (
    <fieldset className="group" key={place}>
      <legend>Destination {place}</legend>
      <div className="columns-destination">
        <TextField
          label="Label"
          value={destination.label}
          onChange={(label) => change(place, { label })}
          maxLength={80}
          error={props.problems?.get(`${props.path}.${place - 1}.label`)}
        />
        <TextField
          label="Address"
          value={destination.address}
          onChange={(address) => change(place, { address })}
          error={props.problems?.get(`${props.path}.${place - 1}.address`)}
        />
        <Button
          look="quiet"
          label={`Remove destination ${place}`}
          onClick={() => onChange(destinations.toSpliced(place - 1, 1))}
        >
          Remove
        </Button>
      </div>
    </fieldset>
  ));
}
