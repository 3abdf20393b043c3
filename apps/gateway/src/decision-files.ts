import { CodedError } from '@app/platform';
import { Controller, Get, Inject, Param, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import { Access } from './access.js';
import { Callers } from './callers.js';
import { certificateDocument } from './certificate-document.js';
import { CertificatePrinter } from './certificate-printer.js';
import { findCertificatesOf } from './certificate.read-model.js';
import { CONFIG } from './commands.js';
import type { GatewayConfig } from './config.js';
import { resourceOf } from './context.js';
import { Memory } from './memory.js';

/** Awards of one file: a team's prize has a certificate for each member. */
const AWARDS_OF_A_FILE = 50;
const MOST_PARTS = 1_000;
const RETRY_AFTER_SECONDS = 5;

/** `GET /decisions/<id>/certificates.pdf?part=1`: certificates in force of a decision in one file, for who may see its awards. */
@Controller('decisions')
export class DecisionFiles {
  constructor(
    private readonly database: DataSource,
    private readonly memory: Memory,
    private readonly printer: CertificatePrinter,
    private readonly access: Access,
    private readonly callers: Callers,
    @Inject(CONFIG) private readonly config: GatewayConfig,
  ) {}

  /**
   * 200 with the file; 400: no such part; 401, 403; 404: nothing in force there that the asker may see; 503: cannot be
   * printed now. A part is 50 awards in the order in which they were recorded, revoked ones counted and left out.
   */
  @Get(':id/certificates.pdf')
  async file(
    @Param('id') id: string,
    @Query('part') asked: string | undefined,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ) {
    const asker = { identity: await this.callers.identify(request) };
    this.access.query('awards', asker);
    const part = Number(asked ?? '1');
    if (!Number.isInteger(part) || part < 1 || part > MOST_PARTS)
      throw new CodedError('BAD_USER_INPUT', 'A part is a whole number from 1', 'part');
    const units = this.access.unitIdsInScope(asker);
    const skip = (part - 1) * AWARDS_OF_A_FILE;
    const issued = await findCertificatesOf(
      this.database,
      id.replaceAll('\0', '\ufffd'),
      units,
      AWARDS_OF_A_FILE,
      skip,
    );
    const origin = resourceOf(request, this.config.PUBLIC_URL);
    const documents = issued.flatMap(({ award, competition }) => {
      const { decision, certificates } = award;
      if (!decision) return [];
      return certificates.map(({ code }) =>
        certificateDocument(
          { ...award, decision },
          code,
          competition,
          this.memory.units.byId,
          `${origin}/certificates/${code}`,
        ),
      );
    });
    if (documents.length === 0)
      throw new CodedError('NOT_FOUND', 'No certificate of this decision is in force there', 'id');
    const pdf = await this.printer.print(...documents).catch((error: unknown) => {
      reply.header('retry-after', String(RETRY_AFTER_SECONDS));
      throw error;
    });
    return reply
      .headers({
        'content-type': 'application/pdf',
        'content-disposition': `attachment; filename="certificates-${part}.pdf"`,
        'cache-control': 'private, no-store',
      })
      .send(Buffer.from(pdf.buffer, pdf.byteOffset, pdf.byteLength));
  }
}
