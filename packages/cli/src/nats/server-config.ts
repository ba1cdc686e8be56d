import { MAX_PACKET_BYTES, permissionsOf } from '@simpul/bus';
import { PARTIES, type Party } from '@simpul/contracts';

/** What the configuration of a NATS server is made of. */
export interface ServerSettings {
  /** Address that it listens on. */
  readonly listen: string;
  readonly port: number;
  /** Port of its monitoring on 127.0.0.1; none where it is absent. */
  readonly monitor: number | undefined;
  /** Public half of each party's nkey. */
  readonly users: Readonly<Record<Party, string>>;
}

/** Renders the configuration of a NATS server: TLS for everybody, one user a party, and each may do what the contracts say. */
export function renderServerConfig({ listen, port, monitor, users }: ServerSettings): string {
  const monitoring = monitor === undefined ? '' : `http: "127.0.0.1:${monitor}"\n`;
  return `# Written by "simpul nats config", which writes it anew each time: after an upgrade of Simpul too, since permissions
# come from its contracts. Settings of your own go into a file that includes this one. Paths are relative to the folder
# that the server is started in.
listen: "${listen}:${port}"
${monitoring}max_payload: ${MAX_PACKET_BYTES}

tls {
  cert_file: "server.pem"
  key_file: "server-key.pem"
  ca_file: "ca.pem"
  timeout: 5
}

# Whoever does not show one of these keys is refused.
authorization {
  timeout: 5
  users: [
${PARTIES.map((party) => renderUser(party, users[party])).join('\n')}
  ]
}
`;
}

function renderUser(party: Party, nkey: string): string {
  const { publish, subscribe } = permissionsOf(party);
  return `    # ${party}
    {
      nkey: ${nkey}
      permissions: {
        publish: { allow: ${renderList(publish)} }
        subscribe: { allow: ${renderList(subscribe)} }
      }
    }`;
}

function renderList(subjects: readonly string[]): string {
  return `[\n${subjects.map((subject) => `          "${subject}"`).join('\n')}\n        ]`;
}
