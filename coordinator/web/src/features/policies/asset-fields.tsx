import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/field.tsx';
import type { AssetDraft, DraftProblems } from './policy-draft.ts';

export function AssetFields(props: {
  readonly number: number;
  readonly asset: AssetDraft;
  readonly coinSymbol: string;
  readonly path: string;
  readonly problems: DraftProblems | undefined;
  readonly onChange: (asset: AssetDraft) => void;
  readonly onRemove: (() => void) | undefined;
}) {
  const { asset, problems } = props;
  const text = (name: keyof AssetDraft, label: string, more: { unit?: string; hint?: string } = {}) => (
    <TextField
      label={label}
      value={asset[name]}
      onChange={(value) => props.onChange({ ...asset, [name]: value })}
      error={problems?.get(`${props.path}.${name}`)}
      {...more}
    />
  );
  return (
    <fieldset className="group">
      <legend>Asset {props.number}</legend>
      <div className="columns-four">
        {text('symbol', 'Symbol')}
        {text('decimals', 'Decimals')}
        {text('maxPerTransaction', 'At most at once', { unit: asset.symbol })}
        {text('maxPerDay', 'At most in 24 hours', { unit: asset.symbol })}
      </div>
      <div className="columns-asset">
        {text('token', 'Contract address', { hint: 'Empty for the chain’s own coin' })}
        {text('feeRatioFee', 'Fee of at most', { unit: props.coinSymbol })}
        {text('feeRatioPer', 'For every', { unit: asset.symbol })}
        {props.onRemove && (
          <Button look="quiet" label={`Remove asset ${props.number}`} onClick={props.onRemove}>
            Remove
          </Button>
        )}
      </div>
    </fieldset>
  );
}
