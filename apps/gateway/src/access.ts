import { privateQueries, type CommandDefinition, type Place } from '@app/contracts';
import { authorise, CodedError, today, type UnitScope } from '@app/platform';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { RequestContext } from './context.js';
import { Memory } from './memory.js';
import type { UnitNode } from './unit-tree.js';

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
  query(field: string, { identity }: RequestContext): void {
    const roles = privateQueries.get(field);
    if (!identity) throw new CodedError('UNAUTHENTICATED', 'Sign in first');
    if (!roles?.includes(identity.role))
      throw new CodedError('FORBIDDEN', `The role ${identity.role} may not see this`);
  }

  /** Whether the asker's role holds at the unit; what is not there holds nothing to see either way. */
  sees(unit: UnitNode | null, { identity }: RequestContext): boolean {
    return unit !== null && identity !== null && isBelow(unit, identity.unit);
  }

  /** Codes of the asker's unit and all below it; null: the country, hence all. */
  unitsInScope({ identity }: RequestContext): string[] | null {
    const holder = this.unitOf(identity?.unit ?? '');
    if (holder?.state.level === 'COUNTRY') return null;
    const codes: string[] = [];
    const collect = (node: UnitNode): void => {
      codes.push(node.state.code);
      node.children.forEach(collect);
    };
    if (holder) collect(holder);
    return codes;
  }

  async outside(holder: string, places: Place[]): Promise<Place | null> {
    for (const place of places) {
      const node = 'unit' in place ? this.unitOf(place.unit, place.day) : await this.launcherOf(place.key);
      if (node && !isBelow(node, holder)) return place;
    }
    return null;
  }

  private unitOf(code: string, day: string = today()): UnitNode | null {
    return this.memory.units.find(code, day);
  }

  private async launcherOf(movement: string): Promise<UnitNode | null> {
    const [row] = await this.database.query<{ launched_by_id: string }[]>(
      'select launched_by_id from read_model.movement where code = $1',
      [movement],
    );
    return this.memory.units.byId.get(row?.launched_by_id ?? '') ?? null;
  }
}

/** Whether the unit, or one above it, bears the code. */
export function isBelow(unit: UnitNode, code: string): boolean {
  for (let node: UnitNode | null = unit; node; node = node.parent) if (node.state.code === code) return true;
  return false;
}
