import { readCertificateCode } from '@app/certificates';
import { CodedError } from '@app/platform';
import { Controller, Get, Inject, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import { certificateDocument, dateInWords } from './certificate-document.js';
import { CertificatePrinter, fingerprintOf } from './certificate-printer.js';
import { findCertificate } from './certificate.read-model.js';
import { CONFIG } from './commands.js';
import type { GatewayConfig } from './config.js';
import { resourceOf } from './context.js';
import { Memory } from './memory.js';

const RETRY_AFTER_SECONDS = 5;

/** `GET /certificates/<code>.pdf`: open to whoever holds the code, as printed or as typed. */
@Controller('certificates')
export class CertificateFiles {
  constructor(
    private readonly database: DataSource,
    private readonly memory: Memory,
    private readonly printer: CertificatePrinter,
    @Inject(CONFIG) private readonly config: GatewayConfig,
  ) {}

  /** 200 with the file, 304; 400: mistyped; 404: not issued; 410: revoked; 503: cannot be printed now. Errors are JSON with a code. */
  @Get(':code.pdf')
  async file(@Param('code') typed: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply) {
    const code = readCertificateCode(typed);
    if (!code) throw new CodedError('BAD_USER_INPUT', 'The code is mistyped', 'code');
    const issued = await findCertificate(this.database, code);
    if (!issued) throw new CodedError('NOT_FOUND', 'No certificate bears this code', 'code');
    const { award, competition } = issued;
    const { decision, revocation, status } = award;
    if (status === 'REVOKED') {
      const revokedOn = revocation?.decision.signedOn ?? '';
      return reply.code(410).send({
        code: 'REVOKED',
        message: `Quyết định tặng thưởng đã bị hủy bỏ, ${dateInWords(revokedOn)}. The decision that granted the award was revoked on ${revokedOn}.`,
        revokedOn,
      });
    }
    if (!decision) throw new CodedError('NOT_FOUND', 'No certificate bears this code', 'code');
    const checkUrl = `${resourceOf(request, this.config.PUBLIC_URL)}/certificates/${code}`;
    const document = certificateDocument(
      { ...award, decision },
      code,
      competition,
      this.memory.units.byId,
      checkUrl,
    );
    const etag = `"${award.version}-${fingerprintOf(document)}"`;
    // Asked for anew each time, so that a revocation shows at once.
    reply.headers({ 'cache-control': 'private, no-cache', etag });
    if (namesTag(request.headers['if-none-match'], etag)) return reply.code(304).send();
    const pdf = await this.printer.print(document).catch((error: unknown) => {
      reply
        .headers({ 'cache-control': 'no-store', 'retry-after': String(RETRY_AFTER_SECONDS) })
        .removeHeader('etag');
      throw error;
    });
    return reply
      .headers({
        'content-type': 'application/pdf',
        'content-disposition': `inline; filename="${code}.pdf"`,
        // Chrome shows a file within a page of its own, which any stricter policy leaves blank.
        'content-security-policy': "frame-ancestors 'none'",
      })
      .send(Buffer.from(pdf.buffer, pdf.byteOffset, pdf.byteLength));
  }
}

const namesTag = (header: string | undefined, etag: string): boolean =>
  (header ?? '').split(',').some((tag) => tag.trim() === '*' || tag.trim().replace(/^W\//, '') === etag);
