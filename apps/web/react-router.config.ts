import type { Config } from '@react-router/dev/config';

export default {
  appDirectory: 'app',
  buildDirectory: '../../dist/apps/web',
  serverBuildFile: 'index.js',
  ssr: true,
} satisfies Config;
