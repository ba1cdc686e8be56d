import { request } from 'undici';
import { until } from '../../support/until.ts';
import type { LogServer } from './start-log-server.ts';

/** A finding, as an auditor reads it. */
export interface SeenFinding {
  readonly kind: string;
  readonly log: string;
  readonly index?: number;
  /** `{node}/{boot}`. */
  readonly source?: string;
  readonly detail: string;
}

/** A round over a small log takes a moment; a machine that does other things may make it wait. */
const ROUND_MS = 60_000;
const ROUND_DONE = 'the scrub has read the log back';

/** Waits for the scrub's first round since the start. @returns how many findings it told that this start did not know */
export async function untilScrubbed(server: LogServer): Promise<number> {
  const line = await until('a round of the scrub', ROUND_MS, async () =>
    server
      .stderr()
      .split('\n')
      .find((each) => each.includes(ROUND_DONE)),
  );
  return (JSON.parse(line) as { readonly found: number }).found;
}

/** The findings of a kind, the oldest first. The look leaves a leaf. */
export async function readFindings({ url }: Pick<LogServer, 'url'>, kind: string): Promise<SeenFinding[]> {
  const { statusCode, body } = await request(`${url}/audit/v1/findings?kind=${kind}`);
  const answer = (await body.json()) as { readonly findings?: SeenFinding[] };
  if (statusCode !== 200 || answer.findings === undefined) throw new Error(`findings: ${JSON.stringify(answer)}`);
  return answer.findings.toReversed();
}
