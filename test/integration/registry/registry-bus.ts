import {
  type ApiAnswer,
  type ApiCall,
  createApiClient,
  type FakeAgency,
  launchSimpul,
  startFakeAgency,
  temporaryFolder,
} from '@simpul/testing';
import { join } from 'node:path';
import { writeAgreementRegion } from '../agreements/agreement-region.ts';

/** What the registry refuses with. */
export interface Problem {
  readonly code: string;
  readonly title: string;
  readonly status: number;
  readonly errors?: readonly { readonly place: string; readonly rule: string }[];
}

/** An object of the registry as an answer shows it. */
export interface Shown extends Partial<Problem> {
  readonly id: string;
  readonly revision: number;
  readonly [more: string]: unknown;
}

export interface RegistryBus {
  readonly url: string;
  readonly agency: FakeAgency;
  /** Calls `/registry/v1` and what follows as one of the sandbox's officials. */
  call<T = Shown>(who: string, method: string, path: string, call?: ApiCall): Promise<ApiAnswer<T>>;
  stop(): Promise<void>;
}

export const NEW = { 'if-none-match': '*' } as const;
/** Header of a change of what was seen. */
export const seen = ({ headers }: ApiAnswer<unknown>): { 'if-match': string } => ({
  'if-match': String(headers['etag']),
});

/** A bus whose region file manages two agencies, as its own process. */
export async function startRegistryBus(): Promise<RegistryBus> {
  const folder = temporaryFolder();
  const agency = await startFakeAgency();
  const region = join(folder.path, 'region.json');
  writeAgreementRegion(region, agency.url);
  const data = join(folder.path, 'data');
  const simpul = await launchSimpul({ region, data });
  const api = createApiClient({ url: simpul.url, data });
  return {
    url: simpul.url,
    agency,
    call: (who, method, path, call) => api(who, method, `/registry/v1/${path}`, call),
    async stop() {
      await simpul.stop();
      await agency.stop();
      folder.remove();
    },
  };
}
