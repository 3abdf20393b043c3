import { rebuildSuite } from './rebuild-suite.js';

rebuildSuite('in one process', async () => ({ close: async () => undefined }));
