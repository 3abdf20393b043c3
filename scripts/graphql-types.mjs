// The types by which the documents of apps/web/app are checked, from the committed schema. Not committed:
// whoever checks or builds has them made.
import { minifyIntrospection, outputIntrospectionFile } from '@gql.tada/internal';
import { buildSchema, introspectionFromSchema } from 'graphql';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

const FILE = 'apps/web/app/graphql-env.d.ts';

/** Leaves a file that is right as it is, so that nothing is built again for its sake. */
export function writeGraphqlTypes() {
  const schema = buildSchema(readFileSync('apps/gateway/schema.graphql', 'utf8'));
  const text = outputIntrospectionFile(minifyIntrospection(introspectionFromSchema(schema)), {
    fileType: '.d.ts',
  });
  if (!existsSync(FILE) || readFileSync(FILE, 'utf8') !== text) writeFileSync(FILE, text);
}
