import { type ReactNode, useId } from 'react';

type FieldProps = {
  readonly label: string;
  readonly hint?: ReactNode;
  readonly error?: string | undefined;
};

type Described = { readonly id: string; readonly describedBy: string | undefined; readonly invalid: boolean };

/** Label above, hint and error below, tied to the control for screen readers. */
function Field(props: FieldProps & { readonly children: (control: Described) => ReactNode }) {
  const id = useId();
  const hasError = props.error !== undefined;
  const describedBy = [props.hint !== undefined && `${id}-hint`, hasError && `${id}-error`].filter(Boolean).join(' ');
  return (
    <div className="field">
      <label htmlFor={id}>{props.label}</label>
      {props.children({ id, describedBy: describedBy === '' ? undefined : describedBy, invalid: hasError })}
      {props.hint !== undefined && (
        <span className="hint" id={`${id}-hint`}>
          {props.hint}
        </span>
      )}
      {hasError && (
        <span className="error" id={`${id}-error`} role="alert">
          {props.error}
        </span>
      )}
    </div>
  );
}

export function TextField(
  props: FieldProps & {
    readonly value: string;
    readonly onChange: (value: string) => void;
    readonly placeholder?: string;
    readonly unit?: string | undefined;
    readonly inputMode?: 'text' | 'decimal' | 'numeric';
    readonly maxLength?: number;
    readonly autoFocus?: boolean;
    readonly disabled?: boolean;
  },
) {
  return (
    <Field {...props}>
      {({ id, describedBy, invalid }) => (
        <div className={props.unit === undefined ? undefined : 'with-unit'}>
          <input
            id={id}
            className="input"
            value={props.value}
            placeholder={props.placeholder}
            inputMode={props.inputMode}
            maxLength={props.maxLength}
            disabled={props.disabled}
            autoComplete="off"
            spellCheck={false}
            aria-invalid={invalid || undefined}
            aria-describedby={describedBy}
            onChange={(event) => props.onChange(event.target.value)}
          />
          {props.unit !== undefined && <span className="unit">{props.unit}</span>}
        </div>
      )}
    </Field>
  );
}

export function TextArea(
  props: FieldProps & {
    readonly value: string;
    readonly onChange: (value: string) => void;
    readonly code?: boolean;
    readonly maxLength?: number;
  },
) {
  return (
    <Field {...props}>
      {({ id, describedBy, invalid }) => (
        <textarea
          id={id}
          className={props.code === true ? 'input code' : 'input'}
          value={props.value}
          maxLength={props.maxLength}
          spellCheck={props.code !== true}
          aria-invalid={invalid || undefined}
          aria-describedby={describedBy}
          onChange={(event) => props.onChange(event.target.value)}
        />
      )}
    </Field>
  );
}

export type Option = { readonly value: string; readonly label: string };

export function SelectField(
  props: FieldProps & {
    readonly value: string;
    readonly onChange: (value: string) => void;
    readonly options: readonly Option[];
    /** Shown first, with an empty value. */
    readonly placeholder?: string;
    readonly disabled?: boolean;
  },
) {
  return (
    <Field {...props}>
      {({ id, describedBy, invalid }) => (
        <select
          id={id}
          className="input"
          value={props.value}
          disabled={props.disabled}
          aria-invalid={invalid || undefined}
          aria-describedby={describedBy}
          onChange={(event) => props.onChange(event.target.value)}
        >
          {props.placeholder !== undefined && <option value="">{props.placeholder}</option>}
          {props.options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

export type CheckOption<Value extends string> = {
  readonly value: Value;
  readonly label: string;
  readonly about?: string;
  readonly disabled?: boolean;
};

/** Any number of several. */
export function CheckGroup<Value extends string>(props: {
  readonly label: string;
  readonly options: readonly CheckOption<Value>[];
  readonly value: readonly Value[];
  readonly onChange: (value: readonly Value[]) => void;
  readonly error?: string | undefined;
}) {
  const toggle = (value: Value, isOn: boolean) =>
    props.onChange(isOn ? [...props.value, value] : props.value.filter((other) => other !== value));
  return (
    <fieldset className="field">
      <legend>{props.label}</legend>
      {props.options.map((option) => (
        <CheckBox
          key={option.value}
          {...option}
          checked={props.value.includes(option.value)}
          onChange={(isOn) => toggle(option.value, isOn)}
        />
      ))}
      {props.error !== undefined && (
        <span className="error" role="alert">
          {props.error}
        </span>
      )}
    </fieldset>
  );
}

export function CheckBox(props: {
  readonly label: ReactNode;
  readonly about?: ReactNode;
  readonly checked: boolean;
  readonly disabled?: boolean;
  readonly onChange: (isOn: boolean) => void;
}) {
  const id = useId();
  return (
    <label className="check">
      <input
        type="checkbox"
        checked={props.checked}
        disabled={props.disabled}
        aria-labelledby={`${id}-label`}
        aria-describedby={props.about === undefined ? undefined : `${id}-about`}
        onChange={(event) => props.onChange(event.target.checked)}
      />
      <span id={`${id}-label`}>{props.label}</span>
      {props.about !== undefined && (
        <span className="about" id={`${id}-about`}>
          {props.about}
        </span>
      )}
    </label>
  );
}
