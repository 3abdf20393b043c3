import { CodedError, type Log } from '@app/platform';
import type { OnApplicationShutdown } from '@nestjs/common';
import { hash } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import type { CertificateDocument } from './certificate-document.js';
import type { Printed } from './certificate-worker.js';

export interface PrinterLimits {
  /** Documents that may wait for the one that is being printed. */
  waiting: number;
  /** Milliseconds from asking to having it. */
  deadlineMs: number;
  /** Bytes of finished files that are kept. */
  keptBytes: number;
}

interface Job {
  documents: CertificateDocument[];
  deadline: NodeJS.Timeout;
  resolve: (pdf: Uint8Array) => void;
  reject: (error: Error) => void;
}

const MEGABYTES_OF_WORKER = 256;

/** Changes with every word of the documents, and so with the awards' versions and the names of its units. */
export const fingerprintOf = (...documents: CertificateDocument[]): string =>
  hash('sha256', JSON.stringify(documents), 'base64url').slice(0, 27);

/** Prints certificates in one thread beside the process, one after the other, and keeps those asked for last. */
export class CertificatePrinter implements OnApplicationShutdown {
  private worker: Worker | null = null;
  private job: Job | null = null;
  private readonly queue: Job[] = [];
  private readonly underWay = new Map<string, Promise<Uint8Array>>();
  private readonly kept = new Map<string, Uint8Array>();
  private bytes = 0;
  private closed = false;

  constructor(
    private readonly limits: PrinterLimits,
    private readonly log: Log,
  ) {}

  /** One file of them all. Throws SERVICE_UNAVAILABLE where too many wait, it takes too long, or a letter has no glyph. */
  print(...documents: CertificateDocument[]): Promise<Uint8Array> {
    const key = fingerprintOf(...documents);
    const kept = this.kept.get(key);
    if (kept) {
      this.keep(key, kept);
      return Promise.resolve(kept);
    }
    const asked = this.underWay.get(key);
    if (asked) return asked;
    const printed = this.enqueue(documents).finally(() => this.underWay.delete(key));
    this.underWay.set(key, printed);
    return printed.then((pdf) => {
      this.keep(key, pdf);
      return pdf;
    });
  }

  async onApplicationShutdown(): Promise<void> {
    this.closed = true;
    for (const job of [...this.queue]) this.fail(job, 'The gateway is stopping');
    if (this.job) this.fail(this.job, 'The gateway is stopping');
    await this.worker?.terminate();
  }

  private enqueue(documents: CertificateDocument[]): Promise<Uint8Array> {
    if (this.closed || this.queue.length >= this.limits.waiting)
      return Promise.reject(unavailable('Too many certificates are being printed'));
    return new Promise((resolve, reject) => {
      const job: Job = {
        documents,
        resolve,
        reject,
        deadline: setTimeout(
          () => this.fail(job, `The certificate was not printed within ${this.limits.deadlineMs} ms`),
          this.limits.deadlineMs,
        ),
      };
      this.queue.push(job);
      this.next();
    });
  }

  private next(): void {
    if (this.job || this.closed) return;
    this.job = this.queue.shift() ?? null;
    if (!this.job) return;
    this.worker ??= this.start();
    this.worker.postMessage(this.job.documents);
  }

  private start(): Worker {
    const worker = new Worker(new URL('./certificate-worker.ts', import.meta.url), {
      name: 'certificates',
      resourceLimits: { maxOldGenerationSizeMb: MEGABYTES_OF_WORKER },
    });
    worker.on('message', (printed: Printed) => {
      const { job } = this;
      // Of a worker that was given up, whose job has been told.
      if (!job || this.worker !== worker) return;
      if ('pdf' in printed) {
        this.job = null;
        clearTimeout(job.deadline);
        job.resolve(printed.pdf);
        this.next();
        return;
      }
      this.log.error({ reason: printed.error }, 'a certificate cannot be printed');
      this.job = null;
      this.fail(job, 'The certificate cannot be printed at the moment; it has been recorded');
    });
    worker.on('error', (error) => this.log.error({ err: error }, 'the printer of certificates failed'));
    worker.on('exit', () => {
      if (this.worker !== worker) return;
      this.worker = null;
      if (this.job) this.fail(this.job, 'The printer of certificates failed');
    });
    return worker;
  }

  /** Tells the job, and goes on with the next; what still works on it is given up. */
  private fail(job: Job, message: string): void {
    clearTimeout(job.deadline);
    job.reject(unavailable(message));
    const at = this.queue.indexOf(job);
    if (at >= 0) this.queue.splice(at, 1);
    if (this.job === job) {
      this.job = null;
      const { worker } = this;
      if (!this.closed) this.worker = null;
      void worker?.terminate();
    }
    this.next();
  }

  /** Last in the map is asked for last. */
  private keep(key: string, pdf: Uint8Array): void {
    this.forget(key);
    this.kept.set(key, pdf);
    this.bytes += pdf.length;
    for (const oldest of this.kept.keys()) {
      if (this.bytes <= this.limits.keptBytes) return;
      this.forget(oldest);
    }
  }

  private forget(key: string): void {
    this.bytes -= this.kept.get(key)?.length ?? 0;
    this.kept.delete(key);
  }
}

const unavailable = (message: string) => new CodedError('SERVICE_UNAVAILABLE', message);
