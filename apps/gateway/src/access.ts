import { privateQueries, type CommandDefinition, type Place } from '@app/contracts';
import { authorise, CodedError, today, type Identity, type UnitScope } from '@app/platform';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { RequestContext } from './context.js';
import { Memory } from './memory.js';
import { isBelow, type UnitNode } from '@app/figures';

type Asker = Pick<RequestContext, 'identity'>;

/** Who may do and see what, by the units of the read model; the owning service checks every command again by its own. */
@Injectable()
export class Access implements UnitScope {
  constructor(
    private readonly memory: Memory,
    private readonly database: DataSource,
  ) {}

  command(definition: CommandDefinition, input: unknown, { identity }: RequestContext): Promise<void> {
    return authorise(definition, input, identity, this);
  }

  /** Throws unless the role may ask this question at all. */
  query(field: string, context: Asker): void {
    const { identity } = context;
    if (!identity) throw new CodedError('UNAUTHENTICATED', 'Sign in first');
    if (!this.mayQuery(field, context))
      throw new CodedError('FORBIDDEN', `The role ${identity.role} may not see this`);
  }

  mayQuery(field: string, { identity }: Asker): boolean {
    return identity !== null && (privateQueries.get(field)?.includes(identity.role) ?? false);
  }

  /** Whether the asker's role holds at the unit; what is not there holds nothing to see either way. */
  sees(unit: UnitNode | null, { identity }: RequestContext): boolean {
    const holder = this.holder(identity?.unit ?? '');
    return unit !== null && holder !== null && isBelow(unit, holder);
  }

  /** Codes of the asker's unit and all below it; null: the country, hence all. */
  unitsInScope({ identity }: RequestContext): string[] | null {
    const holder = this.holder(identity?.unit ?? '');
    if (holder?.state.level === 'COUNTRY') return null;
    const { units } = this.memory;
    const below = holder ? units.subtree(holder).flatMap((id) => units.byId.get(id) ?? []) : [];
    // Somebody else's may bear the code of one that is closed.
    return below
      .filter((node) => units.findLast(node.state.code, today()) === node)
      .map(({ state }) => state.code);
  }

  /** Ids of the asker's unit and all below it; null: the country, hence all. */
  unitIdsInScope({ identity }: Asker): string[] | null {
    const holder = this.holder(identity?.unit ?? '');
    if (holder?.state.level === 'COUNTRY') return null;
    return holder ? this.memory.units.subtree(holder) : [];
  }

  /** The unit at which the role holds and all below it, in the order of the tree. */
  unitsBelow({ unit }: Identity): UnitNode['state'][] {
    const found: UnitNode['state'][] = [];
    const collect = (node: UnitNode): void => {
      found.push(node.state);
      node.children.forEach(collect);
    };
    const holder = this.unitOf(unit);
    if (holder) collect(holder);
    return found;
  }

  async outside(code: string, places: Place[]): Promise<Place | null> {
    const named = await this.unitsOfNamed(places);
    const holder = this.holder(code);
    for (const place of places) {
      const nodes = 'unit' in place ? [this.unitOf(place.unit, place.day)] : (named.get(place) ?? []);
      if (nodes.some((node) => node && !(holder && isBelow(node, holder)))) return place;
    }
    return null;
  }

  /** A role's unit as it is today, or as it was last: another unit may have borne its code before. */
  private holder(code: string): UnitNode | null {
    return this.memory.units.findLast(code, today());
  }

  private unitOf(code: string, day: string = today()): UnitNode | null {
    return this.memory.units.find(code, day);
  }

  /** The units at which what is named by a key is: none where it is not known here. One statement a kind. */
  private async unitsOfNamed(places: Place[]): Promise<Map<Place, UnitNode[]>> {
    const found = new Map<Place, UnitNode[]>();
    const byKind = Map.groupBy(
      places.filter((place) => 'of' in place),
      ({ of }) => of,
    );
    for (const [kind, ofKind] of byKind) {
      const { select, key } = named[kind] ?? {};
      // What cannot be a key of anything is nowhere; PostgreSQL would not take it.
      const keys = key ? ofKind.filter((place) => key.test(place.key)) : [];
      if (!select || keys.length === 0) continue;
      const rows = await this.database.query<{ n: number; id: string }[]>(
        `select n::int, id from (${select}) at`,
        [keys.map((place) => place.key)],
      );
      for (const { n, id } of rows) {
        const [place, node] = [keys[n - 1], this.memory.units.byId.get(id)];
        if (place && node) found.set(place, [...(found.get(place) ?? []), node]);
      }
    }
    return found;
  }
}

const asked = 'from unnest($1::text[]) with ordinality as asked(key, n)';
const text = /^[^\0]*$/;
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** How each kind of thing that a place names is found, and what its key looks like. */
const named: Partial<Record<Extract<Place, { of: string }>['of'], { select: string; key: RegExp }>> = {
  movement: {
    select: `select n, launched_by_id as id ${asked} join read_model.movement on code = key`,
    key: text,
  },
  competition: {
    select: `select n, organiser_id as id ${asked} join read_model.competition on code = key`,
    key: text,
  },
  entry: {
    select: `select n, unit_id as id ${asked} join read_model.entry
      on competition = split_part(key, '/', 1) and code = substr(key, strpos(key, '/') + 1)`,
    key: text,
  },
  award: {
    select: `select n, unit_id as id ${asked} join read_model.award a on a.id = key::uuid`,
    key: uuid,
  },
  duplicate: {
    select: `select n, unit_id as id ${asked} join read_model.duplicate d on d.id = key::uuid`,
    key: uuid,
  },
  exemplar: {
    select: `select n, unit_id as id ${asked} join read_model.exemplar e on e.id = key::uuid`,
    key: uuid,
  },
  decision: {
    select: `select distinct n, award.unit_id as id ${asked}
      join read_model.unit issuer on issuer.code = key::jsonb ->> 1
      join read_model.decision on decision.authority = key::jsonb ->> 0 and decision.issuer_id = issuer.id
        and extract(year from decision.signed_on) = (key::jsonb ->> 2)::int and decision.status <> 'DROPPED'
        and lower(decision.number collate "vi-x-icu") = lower((key::jsonb ->> 3) collate "vi-x-icu")
      join read_model.award on award.decision ->> 'id' = decision.id::text and award.status <> 'DROPPED'`,
    // A NUL is written \\u0000 in JSON; a lone surrogate likewise.
    key: /^(?!.*\\u)/s,
  },
};
