import { InProcessTransport } from '@app/messaging';
import { deliverySuite } from './suite.js';

deliverySuite({
  name: 'in one process',
  make: async () => {
    const transport = new InProcessTransport();
    transport.open();
    return { transport: () => transport, close: async () => undefined };
  },
});
