// Lets Node itself run our TypeScript, whose relative imports end in .js as those of the built files do.
import { registerHooks } from 'node:module';

registerHooks({
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
