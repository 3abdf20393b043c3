import { InProcessTransport } from '@app/messaging';
import { aggregatesSuite } from './aggregates.js';
import { deliverySuite } from './suite.js';

const inOneProcess = {
  name: 'in one process',
  make: async () => {
    const transport = new InProcessTransport();
    transport.open();
    return { transport: () => transport, close: async () => undefined };
  },
};
deliverySuite(inOneProcess);
aggregatesSuite(inOneProcess);
