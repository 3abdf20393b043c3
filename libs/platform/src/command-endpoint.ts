import {
  Body,
  Controller,
  Headers,
  HttpCode,
  Inject,
  Module,
  Param,
  Post,
  type DynamicModule,
} from '@nestjs/common';
import { Command, CommandBus, CqrsModule } from '@nestjs/cqrs';
import { isRefusal, type Answer, type CommandDefinition, type InputOf, type ValueOf } from '@app/contracts';
import { createHmac } from 'node:crypto';
import { DataSource } from 'typeorm';
import { v7 as uuid } from 'uuid';
import { authorise, UNIT_SCOPE, type UnitScope } from './authorise.js';
import { actorOf, CodedError, headerNames, type CommandContext, type Identity } from './command-context.js';
import type { IdentityConfig } from './config.js';
import { Health } from './health.js';
import { TokenVerifier } from './identity.js';
import { LOG, traceOf, withTrace, type Log } from './logging.js';

/** Base class of a service's command: `class RegisterSubjects extends CommandOf(contract.RegisterSubjects) {}`. */
export function CommandOf<D extends CommandDefinition>(definition: D) {
  return class extends Command<Answer<ValueOf<D>>> {
    static readonly definition = definition;
    constructor(
      readonly input: InputOf<D>,
      readonly context: CommandContext,
    ) {
      super();
    }
  };
}
export interface CommandClass {
  readonly definition: CommandDefinition;
  new (input: never, context: CommandContext): Command<Answer<unknown>>;
}

const COMMANDS = Symbol('commands');
const BODY_SECRET = Symbol('secret of body hashes');
const LONGEST_DEADLINE_MS = 60_000;

/** POST /commands/<Name>: the one door by which a change is asked of a service; answered at once. */
@Controller('commands')
export class CommandEndpoint {
  private readonly commands: Map<string, CommandClass>;

  constructor(
    @Inject(COMMANDS) commands: CommandClass[],
    private readonly bus: CommandBus,
    private readonly health: Health,
    @Inject(LOG) private readonly log: Log,
    @Inject(BODY_SECRET) private readonly secret: string,
    private readonly tokens: TokenVerifier,
    @Inject(UNIT_SCOPE) private readonly scope: UnitScope,
  ) {
    this.commands = new Map(commands.map((command) => [command.definition.name, command]));
  }

  @Post(':name')
  @HttpCode(200)
  async run(
    @Param('name') name: string,
    @Headers() headers: Record<string, string | undefined>,
    @Body() body: unknown,
  ): Promise<Answer<unknown>> {
    const command = this.commands.get(name);
    if (!command) throw new CodedError('NOT_FOUND', `There is no command ${name}`);
    const identity = await this.tokens.identify(headers[headerNames.authorization]);
    const input = command.definition.input.safeParse(body);
    if (!input.success) {
      const issue = input.error.issues[0];
      throw new CodedError('BAD_USER_INPUT', issue?.message ?? 'malformed', issue?.path.join('.'));
    }
    const unitCopy = await this.health.complaint('unit copy');
    if (unitCopy) throw new CodedError('SERVICE_UNAVAILABLE', unitCopy);
    await authorise(command.definition, input.data, identity, this.scope);
    const context = this.contextOf(name, identity, headers, body);
    return withTrace(context.trace, async () => {
      const answer = await this.bus.execute(new command(input.data as never, context));
      const reason = isRefusal(answer) ? answer.refusal.reason : undefined;
      this.log.debug({ command: name, actor: context.actor, reason }, reason ? 'refused' : 'done');
      return answer;
    });
  }

  private contextOf(
    command: string,
    identity: Identity | null,
    headers: Record<string, string | undefined>,
    body: unknown,
  ): CommandContext {
    const latest = Date.now() + LONGEST_DEADLINE_MS;
    const asked = Number(headers[headerNames.deadline] ?? latest);
    return {
      command,
      identity,
      actor: actorOf(identity),
      idempotencyKey: headers[headerNames.idempotencyKey] ?? uuid(),
      bodyHash: createHmac('sha256', this.secret).update(command).update(JSON.stringify(body)).digest('hex'),
      trace: traceOf(headers[headerNames.trace]),
      deadline: new Date(Number.isFinite(asked) ? Math.min(asked, latest) : latest),
      rehearsal: headers[headerNames.rehearsal] === 'true',
      ...(headers[headerNames.refusedItems] === 'skip' && { skipped: [] }),
    };
  }
}

export interface CommandOptions {
  /** The service's table of contents; the handlers are providers of the service's module. */
  commands: readonly CommandClass[];
  /** Whose tokens are accepted. */
  identity: IdentityConfig;
  /** The service's own tree of units. */
  scope: (database: DataSource) => UnitScope;
  /** Keys the hash of bodies, which is kept: a household's key could else be guessed from it. */
  secret?: string;
}

@Module({})
export class CommandModule {
  static for({ commands, identity, scope, secret = 'no personal values' }: CommandOptions): DynamicModule {
    return {
      module: CommandModule,
      imports: [CqrsModule.forRoot()],
      controllers: [CommandEndpoint],
      providers: [
        { provide: COMMANDS, useValue: commands },
        { provide: BODY_SECRET, useValue: secret },
        { provide: TokenVerifier, useValue: new TokenVerifier(identity) },
        { provide: UNIT_SCOPE, useFactory: scope, inject: [DataSource] },
      ],
      exports: [CqrsModule],
    };
  }
}
