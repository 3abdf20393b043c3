import { createLog, readConfig, stopOnSignal } from '@app/platform';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { webVariables } from './config.js';
import { createWeb, UPLOAD_WITHIN_MS } from './web.js';

const config = readConfig(webVariables);
const log = createLog('web', config.LOG_LEVEL);
const pages = await createWeb(config, log);
const server = createServer((request, response) => {
  // The pages say themselves when the gateway is away, so the web is ready whenever it runs.
  if (request.url?.startsWith('/health/')) response.end('{"status":"ok"}');
  else pages(request, response);
});
server.requestTimeout = UPLOAD_WITHIN_MS;
server.headersTimeout = 30_000;
server.listen(config.PORT, config.HOST);
await once(server, 'listening');
log.info({ address: server.address() }, 'listening');
stopOnSignal(async () => {
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}, log);
