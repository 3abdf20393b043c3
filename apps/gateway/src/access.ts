import { privateQueries, type CommandDefinition, type Place } from '@app/contracts';
import {
  asked,
  authorise,
  CodedError,
  today,
  unitsOf,
  unitsOfThings,
  type Identity,
  type UnitScope,
  type UnitsOf,
} from '@app/platform';
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
    const holder = this.holder(code);
    const at = places.map((place) => ('unit' in place ? [this.unitOf(place.unit, place.day)] : []));
    for (const { n, id } of await unitsOfThings(this.database, statements, places))
      at[n]?.push(this.memory.units.byId.get(id) ?? null);
    const outside = at.findIndex((nodes) => nodes.some((node) => node && !(holder && isBelow(node, holder))));
    return places[outside] ?? null;
  }

  /** A role's unit as it is today, or as it was last: another unit may have borne its code before. */
  private holder(code: string): UnitNode | null {
    return this.memory.units.findLast(code, today());
  }

  private unitOf(code: string, day: string = today()): UnitNode | null {
    return this.memory.units.find(code, day);
  }
}

/** By the read model, of which the tables are those of the services; a decision is at the units of all its recipients. */
const statements: UnitsOf = {
  ...unitsOf('read_model.'),
  decision: `select distinct n, award.unit_id as id ${asked}
    join read_model.unit issuer on issuer.code = key::jsonb ->> 1
    join read_model.decision on decision.authority = key::jsonb ->> 0 and decision.issuer_id = issuer.id
      and extract(year from decision.signed_on) = (key::jsonb ->> 2)::int and decision.status <> 'DROPPED'
      and lower(decision.number collate "vi-x-icu") = lower((key::jsonb ->> 3) collate "vi-x-icu")
    join read_model.award on award.decision ->> 'id' = decision.id::text and award.status <> 'DROPPED'`,
};
