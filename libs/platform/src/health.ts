import { Controller, Get, Injectable, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';

/** null: well. Otherwise what is missing, in words an operator understands. */
export type Check = () => Promise<string | null> | string | null;

const CHECK_DEADLINE_MS = 2_000;

/** What this process needs before it may be asked; modules add their checks. */
@Injectable()
export class Health {
  private readonly checks = new Map<string, Check>();
  private readonly figures = new Map<string, () => Promise<object> | object>();

  add(name: string, check: Check): void {
    this.checks.set(name, check);
  }

  /** Figures an operator watches, such as how much waits; they say nothing of being ready. */
  show(name: string, figures: () => Promise<object> | object): void {
    this.figures.set(name, figures);
  }

  /** The figures by name; what cannot be had now says why. */
  async shown(): Promise<Record<string, object>> {
    const entries = [...this.figures].map(async ([name, figures]) => {
      const value = await inTime<object>(figures).catch((error: Error) => ({ error: error.message }));
      return [name, value] as const;
    });
    return Object.fromEntries(await Promise.all(entries));
  }

  /** The complaint of one check; a check that is not there has none. */
  async complaint(name: string): Promise<string | null> {
    const check = this.checks.get(name);
    return check ? this.run(check) : null;
  }

  /** Each check with its complaint; all of them null: ready. */
  async report(): Promise<Record<string, string | null>> {
    const entries = [...this.checks].map(async ([name, check]) => [name, await this.run(check)] as const);
    return Object.fromEntries(await Promise.all(entries));
  }

  private run(check: Check): Promise<string | null> {
    return inTime(check).catch((error: Error) => error.message);
  }
}

/** Whoever asks for the health is answered, also when what is asked about hangs. */
async function inTime<Value>(ask: () => Promise<Value> | Value): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('no answer in time')), CHECK_DEADLINE_MS);
  });
  try {
    return await Promise.race([Promise.resolve().then(ask), late]);
  } finally {
    clearTimeout(timer);
  }
}

@Controller('health')
export class HealthController {
  constructor(private readonly health: Health) {}

  /** The process runs; nothing is said of what it depends on. */
  @Get('live')
  live() {
    return { status: 'live' };
  }

  /** 200 when every check is well, else 503; the body names each check and its complaint, and how much waits. */
  @Get('ready')
  async ready(@Res() reply: FastifyReply) {
    const [checks, figures] = await Promise.all([this.health.report(), this.health.shown()]);
    const ready = Object.values(checks).every((complaint) => complaint === null);
    await reply.code(ready ? 200 : 503).send({ status: ready ? 'ready' : 'not ready', checks, figures });
  }
}
