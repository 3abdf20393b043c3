export * from './figure.js';
export * from './figures.js';
export * from './passage.js';
export * from './shown.js';
export * from './unit-tree.js';
