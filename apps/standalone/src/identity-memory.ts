import type { Adapter, AdapterPayload } from 'oidc-provider';

const SWEEP_MS = 60_000;

/** Sessions and codes of the embedded provider; they are gone with the process, while tokens and keys are not. */
export class IdentityMemory implements Adapter {
  private readonly stored = new Map<string, { payload: AdapterPayload; until: number }>();
  private sweptAt = 0;

  async upsert(id: string, payload: AdapterPayload, expiresIn: number): Promise<void> {
    const now = Date.now();
    if (now - this.sweptAt > SWEEP_MS) {
      this.sweptAt = now;
      for (const [key, { until }] of this.stored) if (until < now) this.stored.delete(key);
    }
    this.stored.set(id, { payload, until: now + (expiresIn || 86_400) * 1_000 });
  }

  async find(id: string): Promise<AdapterPayload | undefined> {
    const found = this.stored.get(id);
    return found && found.until >= Date.now() ? found.payload : undefined;
  }

  async findByUid(uid: string): Promise<AdapterPayload | undefined> {
    return [...this.stored.values()].find(({ payload }) => payload.uid === uid)?.payload;
  }

  /** Of the device flow, which is not offered. */
  async findByUserCode(): Promise<undefined> {}

  async consume(id: string): Promise<void> {
    const found = this.stored.get(id);
    if (found) found.payload.consumed = Math.floor(Date.now() / 1_000);
  }

  async destroy(id: string): Promise<void> {
    this.stored.delete(id);
  }

  async revokeByGrantId(grantId: string): Promise<void> {
    for (const [id, { payload }] of this.stored) if (payload.grantId === grantId) this.stored.delete(id);
  }
}
