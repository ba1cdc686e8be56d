import type { AgreementEvent, AgreementView, PendingText } from '@simpul/contracts';
import type { Kept, Registry } from '../store/snapshot.ts';
import { awaitedStep, type Pending } from './domain/life.ts';

/** What stands beside an agreement, for the registry alone: it changes in the same commit. */
export interface AgreementFile {
  /** Template that it was made of. */
  readonly template?: string;
  readonly pending?: Pending;
  /** Oldest first. */
  readonly history: readonly AgreementEvent[];
}

const NO_FILE: AgreementFile = { history: [] };

/** What led to an agreement; nothing for one of a region file. */
export function fileOf(registry: Registry, id: string): AgreementFile {
  return (registry.value('agreement-file', id) as AgreementFile | undefined) ?? NO_FILE;
}

/** An agreement as `/registry/v1` shows it. */
export function viewOf(kept: Kept<'agreement'>, { template, pending }: AgreementFile): AgreementView {
  const { value, revision, managedBy, updatedAt } = kept;
  return {
    ...value,
    revision,
    managedBy,
    updatedAt,
    ...(template !== undefined && { template }),
    ...(pending !== undefined && { pending: pendingView(pending) }),
  };
}

/** The same with its history. */
export function wholeView(kept: Kept<'agreement'>, file: AgreementFile): AgreementView {
  return { ...viewOf(kept, file), history: [...file.history] };
}

function pendingView({ approvals, ...pending }: Pending): PendingText {
  return { ...pending, awaits: awaitedStep({ approvals }) ?? 'provider' };
}
