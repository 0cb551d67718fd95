/** Four eyes, one of them another's. */
export function Brand() {
  return (
    <div className="brand">
      <svg viewBox="0 0 32 32" aria-hidden="true">
        <rect width="32" height="32" rx="7" fill="#1f3d57" />
        <g fill="#fff">
          <circle cx="11" cy="11.5" r="3.4" />
          <circle cx="21" cy="11.5" r="3.4" />
          <circle cx="11" cy="20.5" r="3.4" />
          <circle cx="21" cy="20.5" r="3.4" fill="#5cc2b0" />
        </g>
      </svg>
      Vieraugen
    </div>
  );
}
