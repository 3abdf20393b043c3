import type { ActionFunctionArgs } from 'react-router';
import { askAs, Sent } from '../change.server.js';
import { DeskMovements } from '../documents.js';
import { cellsOf, saveRow } from './save.server.js';

/** Where the grid sends one row; answers what became of each of its titles. */
export async function action({ request, context }: ActionFunctionArgs) {
  const sent = await Sent.of(request);
  const { movements } = await askAs(context, DeskMovements, {});
  const movement = movements.nodes.find(({ code }) => code === sent.text('movement'));
  const titles = movement?.titles.map(({ code }) => code) ?? [];
  const unit = sent.text('unit');
  const place = { movement: sent.text('movement'), period: sent.text('period') };
  const header = { source: sent.text('source'), asOf: sent.text('asOf'), reason: sent.text('reason') };
  return Response.json(
    await saveRow(context, request, place, unit, cellsOf(sent, unit, titles), header, sent.key),
  );
}
