import {
  GraphQLError,
  Kind,
  OperationTypeNode,
  parse,
  type DocumentNode,
  type FieldNode,
  type SelectionSetNode,
} from 'graphql';

/** Ten times what the largest question of the portal needs; introspection passes. */
export const documentLimits = {
  /** Stories of an example in both languages fit, written out. */
  characters: 50_000,
  tokens: 3_000,
  depth: 16,
  aliases: 10,
  directives: 5,
  fields: 500,
  cost: 50_000,
} as const;

/** Rows that a field may give, by what it can give at most in practice. */
function rowsOf(field: FieldNode): number {
  if (field.name.value === 'nodes') return 100;
  if (field.name.value !== 'registrationRates') return 1;
  const breakdown = field.arguments?.find(({ name }) => name.value === 'breakdown')?.value;
  const alone = !breakdown || (breakdown.kind === Kind.BOOLEAN && !breakdown.value);
  return alone ? 4 : 600;
}

interface Weight {
  depth: number;
  aliases: number;
  directives: number;
  cost: number;
}

/**
 * Parses a document and refuses one that is too large, before validation: its rules compare fields pairwise
 * and walk fragments again and again. Each fragment is weighed once, so this walk is linear.
 */
export function parseWithinLimits(source: string): DocumentNode {
  if (source.length > documentLimits.characters)
    throw tooMuch(`characters ${source.length}, at most ${documentLimits.characters}`);
  const document = parse(source, { maxTokens: documentLimits.tokens });
  const sets = new Map<string, SelectionSetNode>();
  for (const definition of document.definitions)
    if (definition.kind === Kind.FRAGMENT_DEFINITION)
      sets.set(definition.name.value, definition.selectionSet);
  const weighed = new Map<string, Weight | 'open'>();
  let fields = 0;

  const weigh = ({ selections }: SelectionSetNode): Weight => {
    const sum: Weight = { depth: 0, aliases: 0, directives: 0, cost: 0 };
    for (const selection of selections) {
      const below =
        selection.kind === Kind.FRAGMENT_SPREAD
          ? weighFragment(selection.name.value)
          : selection.selectionSet && weigh(selection.selectionSet);
      const isField = selection.kind === Kind.FIELD;
      if (isField) fields++;
      sum.depth = Math.max(sum.depth, (below?.depth ?? 0) + (isField ? 1 : 0));
      sum.aliases += (below?.aliases ?? 0) + (isField && selection.alias ? 1 : 0);
      sum.directives += (below?.directives ?? 0) + (selection.directives?.length ?? 0);
      sum.cost += (below?.cost ?? 0) * (isField ? rowsOf(selection) : 1) + (isField ? 1 : 0);
    }
    return sum;
  };
  const weighFragment = (name: string): Weight | undefined => {
    const known = weighed.get(name);
    if (known === 'open') throw tooMuch(`the fragment ${name} contains itself`);
    const set = sets.get(name);
    // A fragment that is not there is told by validation.
    if (known || !set) return known;
    weighed.set(name, 'open');
    const weight = weigh(set);
    weighed.set(name, weight);
    return weight;
  };

  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION && definition.kind !== Kind.FRAGMENT_DEFINITION)
      continue;
    if (
      definition.kind === Kind.OPERATION_DEFINITION &&
      definition.operation === OperationTypeNode.SUBSCRIPTION
    )
      throw new GraphQLError('There are no subscriptions', { extensions: { code: 'BAD_USER_INPUT' } });
    const isFragment = definition.kind === Kind.FRAGMENT_DEFINITION;
    const weight = isFragment ? weighFragment(definition.name.value) : weigh(definition.selectionSet);
    const own = [definition, ...(definition.variableDefinitions ?? [])];
    const directives = own.reduce((count, node) => count + (node.directives?.length ?? 0), 0);
    const whole = {
      ...(weight as Weight),
      directives: (weight?.directives ?? 0) + directives,
      fields,
    };
    for (const name of ['depth', 'aliases', 'directives', 'fields', 'cost'] as const)
      if (whole[name] > documentLimits[name])
        throw tooMuch(`${name} ${whole[name]}, at most ${documentLimits[name]}`);
  }
  return document;
}

const tooMuch = (what: string) =>
  new GraphQLError(`The document is too large: ${what}`, { extensions: { code: 'BAD_USER_INPUT' } });
