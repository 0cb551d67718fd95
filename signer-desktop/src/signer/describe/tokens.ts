import type { TokenInfo } from '../../hsm/index.ts';
import type { TokenView } from '../../ipc/view-parts.ts';
import type { VaultFounded } from '../journal/entry-bodies.ts';

/** Labels of the tokens that this program made into vaults begin so; that is how an unfinished founding is recognised. */
export const VAULT_LABEL_PREFIX = 'vault ';

/** The tokens that are plugged in, as officers choose among them. */
export function describeTokens(tokens: readonly TokenInfo[], vault: VaultFounded | undefined): TokenView[] {
  return tokens.map((token) => {
    const officer = vault?.officers.find((candidate) => candidate.tokenSerial === token.serial);
    return {
      serial: token.serial,
      label: token.label,
      model: token.model,
      use: useOf(token),
      officerName: officer?.name ?? null,
    };
  });
}

function useOf(token: TokenInfo): TokenView['use'] {
  if (!token.initialised) return 'free';
  return token.label.startsWith(VAULT_LABEL_PREFIX) ? 'vault' : 'officer';
}

/** Labels of vaults that this station's journal does not know: a founding broke off, or the journal was lost. */
export function abandonedVaults(tokens: readonly TokenInfo[], vault: VaultFounded | undefined): string[] {
  return tokens
    .filter((token) => useOf(token) === 'vault' && token.serial !== vault?.tokenSerial)
    .map((token) => token.label);
}
