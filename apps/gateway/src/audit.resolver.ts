import {
  Args,
  Context,
  Field,
  ID,
  Info,
  Int,
  ObjectType,
  Query,
  registerEnumType,
  Resolver,
} from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { DataSource } from 'typeorm';
import { Access } from './access.js';
import { connectionOf, described } from './commands.js';
import type { RequestContext } from './context.js';
import { DateTimeScalar } from './kinds.js';
import { stateOf } from './memory.js';
import { list, selects } from './pages.js';

const AuditedService = {
  MOVEMENTS: 'movements',
  COMPETITIONS: 'competitions',
  EXEMPLARS: 'exemplars',
} as const;
registerEnumType(AuditedService, {
  name: 'AuditedService',
  description: 'A service with an audit of its own.',
});

@ObjectType({
  description:
    'A change: who did what to which target. Sealed by a chain of hashes; no personal values. For auditors.',
})
export class AuditEntry {
  @Field(() => ID, { description: 'Service and seq.' })
  id!: string;
  @Field(() => AuditedService, { description: 'The service that made the change.' })
  service!: string;
  @Field(() => Int, { description: "Its place in the service's chain, without gaps from 1." })
  seq!: number;
  @Field(() => DateTimeScalar, { description: 'When it was done.' })
  at!: string;
  @Field({ description: 'Who did it.' })
  actor!: string;
  @Field(() => String, { nullable: true, description: 'Role in which it was done; null: not known.' })
  role!: string | null;
  @Field(() => String, {
    nullable: true,
    description: 'Code of the unit in whose name it was done; null: not known.',
  })
  unit!: string | null;
  @Field({ description: 'Name of the command, such as RegisterSubjects.' })
  action!: string;
  @Field({ description: 'What it was done to: codes and counts, cut after 2,000 characters.' })
  target!: string;
  @Field(() => String, {
    nullable: true,
    description: 'Digest of the versions that were replaced; null: everything is new.',
  })
  digestBefore!: string | null;
  @Field(() => String, {
    nullable: true,
    description: 'Digest of the states afterwards; null: nothing changed.',
  })
  digestAfter!: string | null;
  @Field({ description: 'What the x-correlation-id of the answer said; also in every log.' })
  correlationId!: string;
  @Field({ description: 'SHA-256 of the hash before it and this row.' })
  hash!: string;
}

export const AuditEntryConnection = connectionOf('AuditEntryConnection', AuditEntry, 'A page of the audit.');

@Resolver()
export class AuditResolver {
  constructor(
    private readonly database: DataSource,
    private readonly access: Access,
  ) {}

  @Query(() => AuditEntryConnection, {
    description: 'The audit of a service, the newest first, about a second behind. For auditors.',
  })
  auditTrail(
    @Args('service', { type: () => AuditedService, description: 'Whose audit.' }) service: string,
    @Args('actor', {
      type: () => String,
      nullable: true,
      description: 'Only what this one did; null: everybody.',
    })
    actor: string | null,
    @Args('action', {
      type: () => String,
      nullable: true,
      description: 'Only this command, such as RegisterSubjects; null: all.',
    })
    action: string | null,
    @Args('first', { type: () => Int, nullable: true, defaultValue: 50, description: described.first })
    first: number | null,
    @Args('after', { type: () => String, nullable: true, description: described.after }) after: string | null,
    @Context() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    this.access.query('auditTrail', context);
    const listing = {
      from: 'read_model.audit_entry',
      where:
        'service = $1 and ($2::text is null or actor = $2) and ($3::text is null or action = $3) and ($4::text[] is null or unit = any($4))',
      parameters: [service, actor ?? null, action ?? null, this.access.unitsInScope(context)],
      order: ['seq'],
      descending: true,
      counted: selects(info, 'totalCount'),
    };
    return list(this.database, listing, first, after, (row) => {
      const state = stateOf<{ at: string }>(row);
      return { ...state, at: new Date(state.at).toISOString() };
    });
  }
}
