import { until } from '../../support/until.ts';
import { readFindings, type SeenFinding } from './findings.ts';
import type { LogServer } from './start-log-server.ts';

const FOUND_WITHIN_MS = 60_000;

/** Waits until the log has found something whose detail matches, and keeps it. Looks at the findings, and so leaves leaves. */
export async function untilFinding(
  server: LogServer,
  { kind, detail }: { readonly kind: string; readonly detail: RegExp },
): Promise<SeenFinding> {
  // What is found is in the log lines first: they can be looked at without leaving a leaf each time.
  await until(`${kind}: ${detail.source} in the log lines`, FOUND_WITHIN_MS, async () =>
    server
      .stderr()
      .split('\n')
      .some((line) => line.includes(`"kind":"${kind}"`) && detail.test(line))
      ? true
      : undefined,
  );
  return until(`${kind}: ${detail.source}`, FOUND_WITHIN_MS, async () =>
    (await readFindings(server, kind)).find((finding) => detail.test(finding.detail)),
  );
}
