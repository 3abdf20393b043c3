import { reactRouter } from '@react-router/dev/vite';
import { defineConfig } from 'vite';

export default defineConfig({
  root: import.meta.dirname,
  plugins: [reactRouter()],
  // Fonts and styles as files: the policy of the pages allows nothing inline.
  build: {
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    emptyOutDir: true,
    rolldownOptions: { checks: { pluginTimings: false } },
  },
  environments: {
    ssr: {
      // One file that needs nothing installed: what production installs has neither React nor ECharts.
      resolve: { noExternal: true },
      build: { rollupOptions: { input: 'app/handler.ts' } },
      // React decides by it, at run time, whether it is the slow one for developers.
      define: { 'process.env.NODE_ENV': '"production"' },
    },
  },
});
