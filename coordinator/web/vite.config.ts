import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

// No inline scripts or styles and nothing from elsewhere: the page runs under a strict content security policy.
export default defineConfig({
  plugins: [react()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: ['chrome114', 'firefox128', 'safari17'],
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // One program for an office's own network: split into pieces it would not start sooner.
    chunkSizeWarningLimit: 750,
  },
  worker: { format: 'es' },
});
