import { type ReactNode, useEffect, useId, useRef } from 'react';
import { Button } from './button.tsx';

/** A question that must be answered before anything else. Escape and "Cancel" are the same answer: no. */
export function ConfirmDialog(props: {
  readonly title: string;
  readonly children: ReactNode;
  readonly confirmLabel: string;
  readonly isDangerous?: boolean;
  readonly isBusy?: boolean;
  readonly isConfirmDisabled?: boolean;
  readonly onConfirm: () => void;
  readonly onCancel: () => void;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => element?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault();
        props.onCancel();
      }}
    >
      <div className="dialog-body">
        <h2 id={titleId}>{props.title}</h2>
        {props.children}
      </div>
      <footer className="panel-foot">
        <Button onClick={props.onCancel}>Cancel</Button>
        <Button
          look={props.isDangerous === true ? 'danger' : 'primary'}
          busy={props.isBusy === true}
          disabled={props.isConfirmDisabled === true}
          onClick={props.onConfirm}
        >
          {props.confirmLabel}
        </Button>
      </footer>
    </dialog>
  );
}
