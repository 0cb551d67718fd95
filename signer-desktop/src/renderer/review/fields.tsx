import { type ReactNode, useId } from 'react';

interface FieldProps {
  readonly label: string;
  readonly hint?: string;
}

/** A line of text. */
export function TextField(
  props: FieldProps & { readonly value: string; readonly maxLength: number; readonly onChange: (text: string) => void },
) {
  const id = useId();
  return (
    <Field id={id} label={props.label} {...hintOf(props)}>
      <input
        id={id}
        type="text"
        autoComplete="off"
        spellCheck={false}
        maxLength={props.maxLength}
        value={props.value}
        aria-describedby={`${id}-hint`}
        onChange={(event) => props.onChange(event.target.value)}
      />
    </Field>
  );
}

/** A whole number. */
export function NumberField(
  props: FieldProps & {
    readonly value: number;
    readonly min: number;
    readonly max: number;
    readonly onChange: (value: number) => void;
  },
) {
  const id = useId();
  return (
    <Field id={id} label={props.label} {...hintOf(props)}>
      <input
        id={id}
        type="number"
        min={props.min}
        max={props.max}
        value={props.value}
        aria-describedby={`${id}-hint`}
        onChange={(event) => props.onChange(Math.trunc(event.target.valueAsNumber || props.min))}
      />
    </Field>
  );
}

/** One of several. The empty choice stands first, so that nobody takes the first one unread. */
export function ChoiceField(
  props: FieldProps & {
    readonly value: string;
    readonly empty?: string;
    readonly choices: readonly { readonly value: string; readonly label: string }[];
    readonly onChange: (value: string) => void;
  },
) {
  const id = useId();
  return (
    <Field id={id} label={props.label} {...hintOf(props)}>
      <select
        id={id}
        value={props.value}
        aria-describedby={`${id}-hint`}
        onChange={(event) => props.onChange(event.target.value)}
      >
        {props.empty === undefined ? null : <option value="">{props.empty}</option>}
        {props.choices.map(({ value, label }) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </select>
    </Field>
  );
}

/** The frame of a control: its label above, its hint below. */
export function Field({
  id,
  label,
  hint,
  children,
}: FieldProps & { readonly id: string; readonly children: ReactNode }) {
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children}
      <span id={`${id}-hint`} className="field-hint">
        {hint}
      </span>
    </div>
  );
}

function hintOf({ hint }: FieldProps): { hint?: string } {
  return hint === undefined ? {} : { hint };
}
