import {
  isRefusal,
  refusalMessage,
  type Answer,
  type CommandDefinition,
  type SentInputOf,
  type ValueOf,
} from '@app/contracts';
import {
  authorise,
  CommandClient,
  withTrace,
  type Identity,
  type Sending,
  type Skipping,
} from '@app/platform';
import { Inject, Injectable, type OnApplicationShutdown, type Type } from '@nestjs/common';
import { createUnionType, Field, Int, ObjectType } from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { Access } from './access.js';
import type { GatewayConfig } from './config.js';
import type { RequestContext } from './context.js';
import { RateWarningEnum } from './kinds.js';

export const CONFIG = Symbol('gateway configuration');

/** What many fields and arguments of the schema say of themselves. */
export const described = {
  nodes: 'The rows of this page.',
  pageInfo: 'Where this page ends.',
  totalCount: 'Rows of all pages together.',
  first:
    'Most rows of the page, at most 100: more is cut to 100, null is 50, a negative one is BAD_USER_INPUT.',
  after: 'endCursor of the page before; null: from the beginning.',
  nameEn: 'In English; null: not told.',
  movementCode: 'Code of the movement, unique among movements and campaigns.',
  precision: 'Whether startsOn is known to the day or only to the year.',
  unit: 'Code of the unit on the last day of the period.',
  ofTitle: 'Code of the title.',
  ofCellVersion:
    'The version of the figures that was seen (RegistrationRate.version): another one now is CONFLICT; null: whatever they are by now.',
  expectedVersion:
    'The version that was seen, 0 where nothing was there: another one now is CONFLICT; null: whatever it is by now.',
  period: 'Exactly this period: no other is added to it.',
  title: 'Code of a known title (else TITLE_UNKNOWN).',
  titlePeriod: 'Of the kind that the title is registered by (else BAD_PERIOD).',
  movementTitle: 'Code of a title of the movement (else TITLE_NOT_IN_MOVEMENT).',
  movementPeriod:
    "Of the title's kind (else BAD_PERIOD), overlapping the movement by a day (else PERIOD_NOT_IN_MOVEMENT).",
  closedReason:
    'Why the past of a unit that was closed since is corrected (else REASON_REQUIRED); null: it was not closed.',
  upTo1000: '1 to 1,000: none is NO_SUBJECTS, more is TOO_MANY_SUBJECTS.',
  ids: 'Participants by their id: one not on the roster is NOT_REGISTERED, more than 1,000 in all is TOO_MANY_SUBJECTS.',
  keys: 'Participants by their key: one not on the roster is NOT_REGISTERED, more than 1,000 in all is TOO_MANY_SUBJECTS.',
};

@ObjectType({ description: 'An expected no: nothing was changed.' })
export class Refusal {
  @Field({
    description: 'Stable, UPPER_SNAKE: ALREADY_REGISTERED, EXCEEDS_BASELINE, AUTHORITY_NOT_COMPETENT, ...',
  })
  reason!: string;
  @Field({ description: 'The reason in words, in the language of Accept-Language (Vietnamese unless en).' })
  message!: string;
  @Field(() => String, {
    nullable: true,
    description: "Path of the input at fault, e.g. 'subjects.3.key'; null: no single input is.",
  })
  field!: string | null;
}

@ObjectType({ description: 'The change was made.' })
export class Changed {
  @Field(() => Int, { description: 'How many things changed.' })
  changed!: number;
  @Field(() => Int, {
    nullable: true,
    description:
      'Version of the figures by now, to be passed as expectedVersion; null: those of several units or titles changed, or it has none.',
  })
  version!: number | null;
  @Field(() => [RateWarningEnum], { description: 'What was accepted all the same, such as ABOVE_BASELINE.' })
  warnings!: string[];
}

/** A result, or the refusal of it. */
export const orRefusal = <Result extends new () => object>(name: string, result: Result) =>
  createUnionType({
    name,
    description: 'What was asked for, or an expected no.',
    types: () => [result, Refusal] as const,
    resolveType: (value: object) => (value instanceof Refusal ? Refusal : result),
  });
export const ChangeResult = orRefusal('ChangeResult', Changed);

@ObjectType({ description: 'Where a page ends.' })
export class PageInfo {
  @Field({ description: 'Whether more rows follow.' })
  hasNextPage!: boolean;
  @Field(() => String, {
    nullable: true,
    description: 'Pass it as after to read on; null: the page is empty.',
  })
  endCursor!: string | null;
}

/** The type of a page of nodes: UnitConnection of Unit, and so on. */
export function connectionOf<Node extends object>(name: string, node: Type<Node>, description: string) {
  @ObjectType(name, { description })
  class Connection {
    @Field(() => [node], { description: described.nodes })
    nodes!: Node[];
    @Field(() => PageInfo, { description: described.pageInfo })
    pageInfo!: PageInfo;
    @Field(() => Int, { description: described.totalCount })
    totalCount!: number;
  }
  return Connection;
}

/** Sends commands on behalf of a request. */
@Injectable()
export class Commands implements OnApplicationShutdown {
  private readonly client: CommandClient;

  constructor(
    @Inject(CONFIG) config: GatewayConfig,
    private readonly access: Access,
  ) {
    this.client = new CommandClient(
      {
        movements: config.MOVEMENTS_URL,
        competitions: config.COMPETITIONS_URL,
        exemplars: config.EXEMPLARS_URL,
      },
      config.COMMAND_DEADLINE_MS,
    );
  }

  onApplicationShutdown(): Promise<void> {
    return this.client.close();
  }

  /** The command's value, or its refusal in words. */
  async send<D extends CommandDefinition>(
    definition: D,
    input: SentInputOf<D>,
    context: RequestContext,
    info: GraphQLResolveInfo,
  ): Promise<ValueOf<D> | Refusal> {
    await this.access.command(definition, input, context);
    // Several mutations of one request are several commands: each has a key of its own.
    const several = info.operation.selectionSet.selections.length > 1;
    const answer = await withTrace(context.trace, () =>
      this.client.send(definition, input, {
        authorization: context.authorization,
        idempotencyKey: several ? `${context.idempotencyKey}/${info.path.key}` : context.idempotencyKey,
        trace: context.trace,
        signal: context.signal,
      }),
    );
    if (!isRefusal(answer)) return answer.value;
    const { refusal } = answer;
    return Object.assign(new Refusal(), {
      reason: refusal.reason,
      message: refusalMessage(refusal, context.language),
      field: refusal.field ?? null,
    });
  }

  /** For what is sent outside of GraphQL: the answer as the service gives it, the role checked here too. */
  async deliver<D extends CommandDefinition>(
    definition: D,
    input: SentInputOf<D>,
    { identity, ...sending }: Sending & { identity: Identity },
  ): Promise<Answer<Skipping<ValueOf<D>>>> {
    await authorise(definition, input, identity, this.access);
    return withTrace(sending.trace, () => this.client.send(definition, input, sending)) as Promise<
      Answer<Skipping<ValueOf<D>>>
    >;
  }

  async change<D extends CommandDefinition>(
    definition: D,
    input: SentInputOf<D>,
    context: RequestContext,
    info: GraphQLResolveInfo,
  ): Promise<Changed | Refusal> {
    const value = await this.send(definition, input, context, info);
    if (value instanceof Refusal) return value;
    const {
      changed,
      warnings = [],
      version = null,
    } = value as {
      changed: number;
      warnings?: string[];
      version?: number | null;
    };
    return Object.assign(new Changed(), { changed, warnings, version });
  }
}
