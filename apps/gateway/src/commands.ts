import { isRefusal, refusalMessage, type CommandDefinition, type SentInputOf, type ValueOf } from '@app/contracts';
import { CommandClient, withTrace } from '@app/platform';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { createUnionType, Field, Int, ObjectType } from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import type { GatewayConfig } from './config.js';
import type { RequestContext } from './context.js';
import { RateWarningEnum } from './kinds.js';

export const CONFIG = Symbol('gateway configuration');

@ObjectType({ description: 'An expected no: nothing was changed.' })
export class Refusal {
  @Field({ description: 'Stable, UPPER_SNAKE: ALREADY_REGISTERED, EXCEEDS_BASELINE, AUTHORITY_NOT_COMPETENT, ...' })
  reason!: string;
  @Field({ description: 'The reason in words, in the language of Accept-Language (Vietnamese unless en).' })
  message!: string;
  @Field(() => String, { nullable: true, description: "Path of the input at fault, e.g. 'subjects.3.key'." })
  field!: string | null;
}

@ObjectType({ description: 'The change was made.' })
export class Changed {
  @Field(() => Int, { description: 'How many things changed.' })
  changed!: number;
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
  @Field()
  hasNextPage!: boolean;
  @Field(() => String, { nullable: true, description: 'Pass it as after to read on.' })
  endCursor!: string | null;
}

/** Sends commands on behalf of a request. */
@Injectable()
export class Commands implements OnApplicationShutdown {
  private readonly client: CommandClient;

  constructor(@Inject(CONFIG) config: GatewayConfig) {
    this.client = new CommandClient(
      { movements: config.MOVEMENTS_URL, competitions: config.COMPETITIONS_URL, exemplars: config.EXEMPLARS_URL },
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
    // Several mutations of one request are several commands: each has a key of its own.
    const several = info.operation.selectionSet.selections.length > 1;
    const answer = await withTrace(context.trace, () =>
      this.client.send(definition, input, {
        actor: context.actor,
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

  async change<D extends CommandDefinition>(
    definition: D,
    input: SentInputOf<D>,
    context: RequestContext,
    info: GraphQLResolveInfo,
  ): Promise<Changed | Refusal> {
    const value = await this.send(definition, input, context, info);
    if (value instanceof Refusal) return value;
    const { changed, warnings } = value as { changed: number; warnings?: string[] };
    return Object.assign(new Changed(), { changed, warnings: warnings ?? [] });
  }
}
