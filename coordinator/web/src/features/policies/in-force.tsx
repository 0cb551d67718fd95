import { Chip } from '../../ui/chip.tsx';
import type { PolicyView } from './policies-api.ts';

/** Where a policy judges payments now. */
export function InForce({ view }: { readonly view: PolicyView }) {
  const vaults = view.vaultIds.length;
  if (!view.activeForHot && !view.activeForForeign && vaults === 0) return <Chip tone="quiet">Nowhere</Chip>;
  return (
    <span className="row">
      {view.activeForHot && <Chip tone="good">Hot wallets</Chip>}
      {view.activeForForeign && <Chip tone="good">Foreign wallets</Chip>}
      {vaults > 0 && <Chip tone="good">{vaults === 1 ? '1 vault' : `${vaults} vaults`}</Chip>}
    </span>
  );
}
