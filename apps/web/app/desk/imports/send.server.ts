import { data, redirect, type ActionFunctionArgs } from 'react-router';
import { sessionContext } from '../../context.js';
import { FileTooLarge, uploadContext } from '../../upload.server.js';
import { Sent, speechOf, type Fault } from '../change.server.js';
import { askGateway, errorOf } from '../files.server.js';
import { kindsOf, type ImportKind } from './kinds.js';

/** Names of the gateway's parameters that stand as they are in the form, by kind; those of the first list are needed. */
const parameters: Record<ImportKind, { needed: string[]; others: string[] }> = {
  SUBJECTS: { needed: ['what', 'period'], others: ['unit'] },
  BASELINES: { needed: ['what', 'period'], others: ['asOf', 'sourceDocument', 'final'] },
  PROJECTS: { needed: ['competition'], others: ['unit'] },
  PRIZES: { needed: ['competition'], others: [] },
  RECIPIENTS: {
    needed: ['what', 'period', 'decision.authority', 'decision.issuer'],
    others: ['type', 'publish', 'achievement'],
  },
};
/** Where the form has another name than the gateway. */
const gatewayNames: Record<string, string> = {
  'decision.authority': 'authority',
  'decision.issuer': 'issuer',
  'decision.number': 'decisionNumber',
  'decision.signedOn': 'signedOn',
  'decision.signatory': 'signatory',
  'decision.position': 'signatoryPosition',
};
const formNames: Record<string, string> = {
  ...Object.fromEntries(Object.entries(gatewayNames).map(([form, gateway]) => [gateway, form])),
  ...{ movement: 'what', title: 'what', form: 'what', emulationTitle: 'what' },
};
const told = ['FORBIDDEN', 'RATE_LIMITED', 'SERVICE_UNAVAILABLE', 'UNAUTHENTICATED'] as const;

/** The file flows through to the gateway, which reads and rehearses it; the page of the import tells how it goes. */
export async function action({ request, context }: ActionFunctionArgs) {
  const { fields, file } = context.get(uploadContext);
  const sent = Sent.with(fields);
  const { t, path } = speechOf(request);
  const kind = kindsOf(context.get(sessionContext).role).find((one) => one === sent.text('kind'));
  if (!kind) throw data({ code: 'FORBIDDEN' }, { status: 403 });
  const refuse = (faults: Fault[]) => {
    file?.bytes.resume();
    return sent.failed(faults);
  };
  const { needed, others } = parameters[kind];
  const faults = needed
    .filter((name) => !sent.text(name))
    .map((name) => ({
      field: name,
      message: t(`staff.imports.need.${name.replace('decision.', '') as 'what'}`),
    }));
  if (!file) faults.push({ field: 'file', message: t('staff.imports.need.file') });
  if (!file || faults.length > 0) return refuse(faults);

  const query = new URLSearchParams({ kind, fileName: file.name });
  const decision = kind === 'RECIPIENTS' ? Object.keys(gatewayNames) : [];
  for (const name of [...needed, ...others, ...decision])
    if (name !== 'what' && sent.text(name)) query.set(gatewayNames[name] ?? name, sent.text(name));
  const [first = '', second = ''] = sent.text('what').split(':');
  if (kind === 'SUBJECTS') query.set('movement', first);
  if (kind === 'SUBJECTS' || kind === 'BASELINES') query.set('title', second);
  if (kind === 'RECIPIENTS') query.set(first === 'TITLE' ? 'emulationTitle' : 'form', second);

  const answer = await askGateway(context, request, `/imports?${query}`, {
    method: 'POST',
    body: file.bytes,
  }).catch(() => null);
  if (file.bytes.errored instanceof FileTooLarge || answer?.status === 413)
    return refuse([{ field: 'file', message: t('staff.imports.fault.TOO_LARGE') }]);
  if (!answer) return refuse([{ field: 'submit', message: t('staff.imports.fault.SERVICE_UNAVAILABLE') }]);
  const said = await errorOf(answer);
  if (answer.status === 202) throw redirect(path(`/desk/imports/${(said as unknown as { id: string }).id}`));
  const field = formNames[said.field ?? ''] ?? said.field ?? 'file';
  const known = told.find((code) => code === said.code);
  return refuse([
    known
      ? { field: 'submit', message: t(`staff.imports.fault.${known}`) }
      : {
          field: sent.has(field) ? field : 'file',
          message: `${t('staff.fault.BAD_USER_INPUT')} (${said.message})`,
        },
  ]);
}
