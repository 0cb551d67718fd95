import { createRoot } from 'react-dom/client';
import { ReviewPage } from './review-page.tsx';

const root = document.getElementById('root');
if (root !== null) createRoot(root).render(<ReviewPage />);
