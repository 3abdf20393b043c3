import {
  copyScope,
  MessagingModule,
  UnitCopy,
  UnitCopyTables1764000000003,
  type Transport,
} from '@app/messaging';
import { CommandModule } from '@app/platform';
import { Module, type DynamicModule } from '@nestjs/common';
import type { ExemplarsConfig } from './config.js';

/** Nominations, publications and conferences of typical advanced examples: the shell, which knows the units; its rules are yet to come. */
@Module({})
export class ExemplarsModule {
  static for(config: ExemplarsConfig, transport: Transport): DynamicModule {
    return {
      module: ExemplarsModule,
      imports: [
        CommandModule.for({ commands: [], identity: config, scope: copyScope }),
        MessagingModule.for({
          database: {
            name: 'exemplars',
            url: config.DATABASE_URL,
            migrationUrl: config.MIGRATION_DATABASE_URL,
            poolSize: config.DATABASE_POOL_SIZE,
            entities: [],
            migrations: [UnitCopyTables1764000000003],
          },
          transport,
          says: [],
          hears: [UnitCopy],
        }),
      ],
    };
  }
}
