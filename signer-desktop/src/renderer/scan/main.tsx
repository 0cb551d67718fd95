import { createRoot } from 'react-dom/client';
import { ScanPage } from './scan-page.tsx';

const root = document.getElementById('root');
if (root !== null) createRoot(root).render(<ScanPage />);
