import { Controller, Get, Inject, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { CONFIG } from './commands.js';
import type { GatewayConfig } from './config.js';
import { resourceOf } from './context.js';

/** RFC 9728: tells a client, which knows the address of the gateway only, where to sign in. */
@Controller('.well-known')
export class ProtectedResource {
  constructor(@Inject(CONFIG) private readonly config: GatewayConfig) {}

  @Get('oauth-protected-resource')
  metadata(@Req() request: FastifyRequest) {
    const { OIDC_ISSUER: issuer, PUBLIC_URL: publicUrl } = this.config;
    return {
      resource: resourceOf(request, publicUrl),
      resource_name: 'Thi Đua',
      authorization_servers: issuer ? [issuer] : [],
      bearer_methods_supported: ['header'],
    };
  }
}
