import type { Language } from '@app/contracts';
import { readCertificateCode } from '@app/certificates';
import { Args, Context, ID, Query, Resolver } from '@nestjs/graphql';
import { DataSource } from 'typeorm';
import { findCertificate } from './certificate.read-model.js';
import type { RequestContext } from './context.js';
import { titleInWords } from './honour-titles.js';
import { CertificateCheck } from './honours.schema.js';
import { Memory } from './memory.js';
import { decisionNode, unitNode } from './nodes.js';

/** What each status means; REVOKED in the words that rule 19 gives. */
const statements: Record<string, Record<Language, string>> = {
  VALID: {
    vi: 'Quyết định tặng thưởng đang có hiệu lực',
    en: 'The decision that granted the award is in force',
  },
  REVOKED: {
    vi: 'Quyết định tặng thưởng đã bị hủy bỏ',
    en: 'The decision that granted the award has been revoked',
  },
  UNKNOWN: {
    vi: 'Không có giấy chứng nhận nào mang mã này',
    en: 'No certificate bears this code',
  },
  MISTYPED: {
    vi: 'Mã bị gõ sai: không giấy chứng nhận nào có thể mang mã này',
    en: 'The code is mistyped: no certificate can bear it',
  },
};

@Resolver()
export class CertificatesResolver {
  constructor(
    private readonly database: DataSource,
    private readonly memory: Memory,
  ) {}

  @Query(() => CertificateCheck, {
    description: 'Open to anyone who holds the code printed on a certificate.',
  })
  async certificate(
    @Args('code', {
      type: () => ID,
      description: 'As printed; case, spaces and dashes do not matter, nor O for 0, I or L for 1.',
    })
    code: string,
    @Context() { language }: RequestContext,
  ) {
    const nothing = { recipientName: null, title: null, decision: null, revokedOn: null };
    const told = (status: string) => ({ status, statement: statements[status]?.[language] ?? '' });
    const read = readCertificateCode(code);
    if (!read) return { ...told('MISTYPED'), ...nothing };
    const issued = await findCertificate(this.database, read);
    if (!issued) return { ...told('UNKNOWN'), ...nothing };
    const { award, competition } = issued;
    const { decision, revocation } = award;
    const { units } = this.memory;
    const title = titleInWords(
      { ...award, rank: award.rank?.name ?? null },
      unitNode(decision?.issuerId, units),
    );
    const revoked = award.status === 'REVOKED';
    return {
      ...told(revoked ? 'REVOKED' : 'VALID'),
      recipientName:
        award.certificates.find((certificate) => certificate.code === read)?.holder ?? award.name,
      title: competition ? `${title}, ${competition}` : title,
      decision: decision && decisionNode(decision, units),
      revokedOn: revoked ? (revocation?.decision.signedOn ?? null) : null,
    };
  }
}
