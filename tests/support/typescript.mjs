// Lets Node itself run our TypeScript, whose relative imports end in .js as those of the built files do. An older Node
// cannot: what asks for it fails by itself.
import * as modules from 'node:module';

modules.registerHooks?.({
  resolve: (specifier, { parentURL, ...context }, next) =>
    next(
      parentURL?.endsWith('.ts') && /^\.{1,2}\//.test(specifier)
        ? specifier.replace(/\.js$/, '.ts')
        : specifier,
      {
        parentURL,
        ...context,
      },
    ),
});
