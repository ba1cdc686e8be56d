import type { Checkpoint } from '@simpul/tlog';
import type { Terminal } from '../terminal.ts';
import type { Contradiction } from './add-checkpoint.ts';
import type { RunningWitness } from './witness.ts';

/** What `simpul witness` prints. */
export interface Reports {
  readonly ready: (witness: RunningWitness) => void;
  /** Printed once for each log: a busy log brings a checkpoint every second. */
  readonly cosigned: (checkpoint: Checkpoint) => void;
  readonly contradiction: (contradiction: Contradiction, evidence: string | undefined) => void;
  readonly stopping: () => void;
  readonly stopped: () => void;
}

/** Prints for people, or a JSON object a line for machines. */
export function createReports(terminal: Terminal, { json }: { readonly json: boolean }): Reports {
  const seen = new Set<string>();
  let lastAlarm = '';
  const print = (text: string, event: Record<string, unknown>): void =>
    terminal.out(json ? `${JSON.stringify(event)}\n` : text);
  return {
    ready(witness) {
      const { name, url, vkeys, logs } = witness;
      const policy = policyLines(witness);
      print(welcome(witness), { event: 'ready', name, url, verifierKeys: vkeys, policy, logs });
    },
    cosigned({ origin, size }) {
      if (seen.has(origin)) return;
      seen.add(origin);
      print(`Cosigned ${origin}, ${size} entries; later ones are not announced.\n`, {
        event: 'cosigned',
        origin,
        size,
      });
    },
    contradiction({ origin, size, latest, reason, isProof }, evidence) {
      const alarm = `${origin} ${size} ${latest.size} ${reason}`;
      if (alarm === lastAlarm) return;
      lastAlarm = alarm;
      const kept = evidence === undefined ? '' : ` Both checkpoints are kept in ${evidence}.`;
      const text = isProof
        ? `ALARM: ${origin} signed two roots for ${size} entries; the second was refused.${kept}\n`
        : `REFUSED: ${origin} signed a checkpoint of ${size} entries that is not shown to continue the ${latest.size} cosigned before (${reason}).\n`;
      print(text, {
        event: isProof ? 'contradiction' : 'refused',
        origin,
        size,
        cosigned: latest.size,
        reason,
        evidence,
      });
    },
    stopping: () => print('Stopping…\n', { event: 'stopping' }),
    stopped: () => print('Stopped.\n', { event: 'stopped' }),
  };
}

/** Lines for a policy file (C2SP tlog-policy), of which one is to be taken. */
function policyLines({ name, vkeys, url }: RunningWitness): string[] {
  return vkeys.map((vkey) => `witness ${name} ${vkey} ${url}`);
}

function welcome(witness: RunningWitness): string {
  const { name, url, logs } = witness;
  const [ed25519 = '', mlDsa = ''] = policyLines(witness);
  const known = logs.map(
    ({ origin, size }) => `  ${origin} (${size === undefined ? 'nothing cosigned yet' : `${size} entries`})\n`,
  );
  return `Witness ${name} at ${url} cosigns:
${known.join('')}
For the witness policy of a log (c2sp.org/tlog-policy), with "quorum ${name}" or in a group:

${ed25519}

The same witness with its ML-DSA-44 key, to be taken in place of the line above where all that read the log know it:

${mlDsa}

Ctrl-C stops it.
`;
}
