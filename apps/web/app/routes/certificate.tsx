import { redirect, useLoaderData, type LoaderFunctionArgs } from 'react-router';
import { ErrorSummary, Field, Heading } from '../components.js';
import { visitContext } from '../context.js';
import { Decision } from '../documents/honours.js';
import { ask } from '../gateway.server.js';
import { graphql } from '../graphql.js';
import { languageOf, speaking, useSpeech } from '../words.js';

/** Never kept by a cache: a revocation holds at once. */
const Certificate = graphql(
  `
    query Certificate($code: ID!) {
      certificate(code: $code) {
        status
        statement
        recipientName
        title
        revokedOn
        decision {
          ...Decision
        }
      }
    }
  `,
  [Decision],
);

/** /certificates/<code> is what a certificate's QR code says; the form comes as /certificates?code=. */
export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const url = new URL(request.url);
  const language = languageOf(url.pathname);
  const typed = url.searchParams.get('code');
  const code = typed?.trim().slice(0, 200);
  if (code) throw redirect(speaking(language).path(`/certificates/${encodeURIComponent(code)}`));
  const { origin } = context.get(visitContext);
  if (!params.code) return { origin, code: null, isMissing: typed !== null, check: null };
  const { certificate } = await ask(context, Certificate, { code: params.code });
  return { origin, code: params.code, isMissing: false, check: certificate };
}

/** A revocation holds at once. */
export const headers = () => ({ 'cache-control': 'no-store', 'x-robots-tag': 'noindex' });

const signs = { VALID: '✓', REVOKED: '✗', UNKNOWN: '?', MISTYPED: '!' };

export default function CertificatePage() {
  const { origin, code, isMissing, check } = useLoaderData<typeof loader>();
  const { t, nameOf, date } = useSpeech();
  const errors = isMissing ? [{ field: 'code', message: t('certificate.required') }] : [];
  const decision = check?.decision;
  return (
    <>
      <ErrorSummary errors={errors} />
      <Heading title={t('certificate.title')} />
      {check && (
        <section className={`verdict ${check.status.toLowerCase()}`} aria-labelledby="verdict">
          <h2 id="verdict">
            <span className="sign" aria-hidden="true">
              {signs[check.status]}
            </span>
            {t(`certificate.${check.status}`)}
          </h2>
          <p>
            <b>{check.statement}.</b>
          </p>
          {check.status === 'UNKNOWN' && <p>{t('certificate.unknownHint')}</p>}
          {check.status === 'MISTYPED' && <p>{t('certificate.mistypedHint')}</p>}
          <dl>
            <dt>{t('certificate.code')}</dt>
            <dd>
              <code>{code}</code>
            </dd>
            {check.revokedOn && <Entry name={t('certificate.revokedOn')}>{date(check.revokedOn)}</Entry>}
            {check.recipientName && <Entry name={t('certificate.holder')}>{check.recipientName}</Entry>}
            {check.title && <Entry name={t('certificate.award')}>{check.title}</Entry>}
            {decision && (
              <Entry name={t('certificate.decision')}>
                {t('honours.decisionLine', { number: decision.number, date: date(decision.signedOn) })},{' '}
                {t(`authority.${decision.authority}`)} ({nameOf(decision.issuer)})
              </Entry>
            )}
            {decision?.signatory && (
              <Entry name={t('certificate.signatory')}>
                {[decision.signatory, decision.position].filter(Boolean).join(', ')}
              </Entry>
            )}
          </dl>
        </section>
      )}
      <p className={check ? 'lead screen' : 'lead'}>
        {check ? t('certificate.again') : t('certificate.lead')}
      </p>
      <CertificateForm error={errors[0]?.message} />
      <p className="empty screen">{t('certificate.address', { origin })}</p>
    </>
  );
}

/** Asks for a code; the answer is a page of its own. */
export function CertificateForm({ error }: { error?: string }) {
  const { t, path } = useSpeech();
  return (
    <form className="search" action={path('/certificates')} noValidate>
      <Field id="code" label={t('certificate.label')} hint={t('certificate.hint')} error={error}>
        {(control) => (
          <input
            {...control}
            name="code"
            autoComplete="off"
            autoCapitalize="characters"
            spellCheck={false}
            maxLength={200}
          />
        )}
      </Field>
      <button>{t('certificate.check')}</button>
    </form>
  );
}

const Entry = ({ name, children }: { name: string; children: React.ReactNode }) => (
  <>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </>
);
