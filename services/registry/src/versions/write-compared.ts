import type { Actor, Resource, Version } from '@simpul/contracts';
import type { Logger } from '@simpul/telemetry';
import { tellBreaking, tellVersion } from '../agreements/tell-version.ts';
import type { Notices } from '../notices/notices.ts';
import type { Decided, Examine } from '../domain/decide-change.ts';
import type { Step } from '../resources/resource.ts';
import type { RegistryStore } from '../store/registry-store.ts';
import type { Registry } from '../store/snapshot.ts';
import type { Decision, Write, Written } from '../writer.ts';
import { ComparisonNeeded, type Comparisons } from './comparisons.ts';
import { examinePublication } from './examine-publication.ts';
import type { Circumstances } from '../domain/circumstances.ts';

/** Comparisons that one change may need: others may publish meanwhile. */
const MAX_COMPARISONS = 10;

export interface PublicationDeps {
  readonly write: Write;
  readonly comparisons: Comparisons;
  readonly store: Pick<RegistryStore, 'registry'>;
  readonly notify: Notices['notify'];
  readonly logger: Logger;
}

/** Creates what makes changes for which contracts are compared, and tells consumers what became of their version. */
export function createPublications({ write, comparisons, store, notify, logger }: PublicationDeps) {
  const examine: Examine = (kind, step, where) => {
    const after = becomesActive(kind, step);
    if (after !== undefined) examinePublication(after, where, comparisons);
  };

  async function tell({ before, after }: { readonly before: Version; readonly after: Version }): Promise<void> {
    const { registry } = store;
    const { service, version, sunset, state } = after;
    const news = { service, version, ...(sunset !== undefined && { sunset }) };
    if (state === 'deprecated' && (before.state !== 'deprecated' || before.sunset !== sunset)) {
      await tellVersion(notify, registry, { ...news, kind: 'version-deprecated' });
    }
    if (state === 'retired' && before.state !== 'sandbox') {
      await tellVersion(notify, registry, { ...news, kind: 'version-retired' });
    }
  }

  return {
    async writeCompared(
      actor: Actor,
      decide: (registry: Registry, examine: Examine) => Decision<Decided>,
    ): Promise<Written<Decided>> {
      for (let compared = 0; ; compared++) {
        try {
          return await write(actor, (registry) => decide(registry, examine));
        } catch (error) {
          if (!(error instanceof ComparisonNeeded) || compared === MAX_COMPARISONS) throw error;
          await comparisons.make(error);
        }
      }
    },
    /** The change is made: who is told later, or not at all, loses nothing but the notice. */
    onChanged(kind: Resource, step: Step<Resource>, where: Circumstances): void {
      announce(kind, step, where).catch((err: unknown) =>
        logger.error({ err }, 'a notice about a version was not kept'),
      );
    },
  };

  async function announce(kind: Resource, step: Step<Resource>, where: Circumstances): Promise<void> {
    const after = becomesActive(kind, step);
    if (after !== undefined) {
      const { changes, replaced } = examinePublication(after, where, comparisons);
      if (changes.length === 0) return;
      const { service, version } = after;
      const sunset = replaced?.sunset;
      await tellBreaking(notify, store.registry, {
        service,
        version,
        changes,
        ...(sunset !== undefined && { sunset }),
      });
    } else if (kind === 'version' && step.before !== undefined) {
      await tell({ before: step.before as Version, after: step.after as Version });
    }
  }
}

/** The version that begins to answer consumers with this step. */
function becomesActive(kind: Resource, { before, after }: Step<Resource>): Version | undefined {
  if (kind !== 'version') return undefined;
  const [was, is] = [before as Version | undefined, after as Version];
  const isNew = was?.state !== 'active' && was?.state !== 'deprecated';
  return is.state === 'active' && isNew ? is : undefined;
}
