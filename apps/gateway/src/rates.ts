import { Figures } from '@app/figures';
import { Injectable } from '@nestjs/common';
import { Memory } from './memory.js';

/** Figures of units at any level, from the units and cells in memory. */
@Injectable()
export class Rates extends Figures {
  constructor(memory: Memory) {
    super(
      () => memory.units,
      (unitId, title, period) => memory.cells.get(unitId, title, period),
    );
    memory.listen((changed) => this.forget(changed?.cells ?? null));
  }
}
