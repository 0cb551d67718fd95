/** Line icons on a 24 grid, drawn with the text's colour; always beside a word, so hidden from screen readers. */
const PATHS = {
  overview: 'M4 4h7v9H4zM13 4h7v5h-7zM13 11h7v9h-7zM4 15h7v5H4z',
  wallet: 'M4 7.5A2.5 2.5 0 0 1 6.5 5H18v4M4 7.5V17a2 2 0 0 0 2 2h14V9H5.5A1.5 1.5 0 0 1 4 7.5zM16.5 14h.01',
  withdrawal: 'M12 15V4M7.5 8.5 12 4l4.5 4.5M4 15v4a1 1 0 0 0 1 1h14a1 1 0 0 0 1-1v-4',
  approve: 'M12 3 5 6v5c0 4.5 3 8 7 10 4-2 7-5.5 7-10V6zM9 12l2.2 2.200L15.5 10',
  ceremony: 'M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 14h2v2h-2zM18 14h2v2h-2zM14 18h2v2h-2zM18 18h2v2h-2z',
  vault: 'M4 5h16v13H4zM6.5 18v2M17.5 18v2M14.5 11.500a2.5 2.5 0 1 1-5 0 2.5 2.5 0 0 1 5 0zM17.5 10v3',
  policy: 'M7 3h7l4 4v14H7zM14 3v4h4M10 12h5M10 15.500h5M10 8.500h1.5',
  people:
    'M12.5 8a3.5 3.5 0 1 1-7 0 3.5 3.5 0 0 1 7 0zM3 20c0-3.5 2.5-5.5 6-5.500s6 2 6 5.500M15.5 4.800a3.3 3.3 0 0 1 0 6.400M17.5 14.900c2.1.700 3.5 2.5 3.5 5.1',
  key: 'M14.5 14a5 5 0 1 0-4.7-3.300L3 17.500V21h3.500v-2.500H9V16h2.300l1.5-1.500a5 5 0 0 0 1.7-.500zM16 8h.01',
  audit: 'M5 4h14v16H5zM8.5 8.500h7M8.5 12h7M8.5 15.500h4',
  warning: 'M12 4 2.8 20h18.400zM12 10v4.500M12 17.300v.01',
  info: 'M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0zM12 11v5.500M12 7.800v.01',
  good: 'M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0zM8 12.300l2.7 2.700L16 9.5',
  bad: 'M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0zM9 9l6 6M15 9l-6 6',
  copy: 'M9 9h11v11H9zM5 15H4V4h11v1',
  passkey:
    'M12 11v4c0 2-.500 3.5-1.5 5M8.5 19c.800-1.3 1-2.5 1-4v-4a2.5 2.5 0 0 1 5 0v3.500c0 2-.300 3.5-1 5M6 16.500c.300-.800.5-1.5.500-2.500v-3a5.5 5.5 0 0 1 11 0v3c0 1.5-.200 3-.600 4.200M4 8.500a8.5 8.5 0 0 1 16 0',
  camera: 'M3 8h4l2-3h6l2 3h4v11H3zM15.5 13a3.5 3.5 0 1 1-7 0 3.5 3.5 0 0 1 7 0z',
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg
      className="icon"
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.7"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
