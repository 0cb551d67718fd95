import type { ApprovalProgress } from '../../ipc/view-parts.ts';

/** Whose turn it is. Who was through before is named; what they decided is not known here. */
export function OfficerTurn({ progress }: { readonly progress: ApprovalProgress }) {
  const { number, of, approved } = progress;
  return (
    <p className="turn" role="status">
      <strong>
        Officer {number} of {of}
      </strong>
      {approved.length === 0 ? null : <span> · already through: {approved.join(', ')}</span>}
    </p>
  );
}
