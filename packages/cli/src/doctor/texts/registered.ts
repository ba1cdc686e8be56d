import { about } from './about.ts';

/** What is said of what is registered, and of the systems behind it. */
export const REGISTERED_TEXTS = {
  ...about('registry', {
    'region-valid': { state: 'ok', what: 'the region file is valid: {count} objects' },
    'region-warnings': {
      state: 'warning',
      what: 'the region file has {count} warnings, first {first}',
      mend: 'See them all with "simpul region validate FILE"',
    },
    'region-invalid': {
      state: 'error',
      what: '{place}',
      mend: 'Correct it; "simpul region validate {file}" shows all errors',
    },
    'region-unreadable': { state: 'error', what: '{reason}', mend: 'Check the path given with --region' },
    'region-unknown': {
      state: 'not checked',
      what: 'what is registered is not known here',
      mend: 'Name the reviewed region file with --region FILE',
    },
    'registry-read': { state: 'ok', what: '{count} objects, read from the registry of the stopped bus' },
    'registry-empty': {
      state: 'warning',
      what: 'the registry holds no region yet',
      mend: 'Start the bus with "simpul up --region FILE"',
    },
    'registry-unreadable': {
      state: 'error',
      what: 'the registry cannot be read: {reason}',
      mend: 'Use the release that wrote it, or restore the whole data folder from one backup',
    },
    'registry-same': { state: 'ok', what: 'what is registered is what the region file says' },
    'registry-differs': {
      state: 'warning',
      what: 'the region file differs from what is registered in {count} objects; what follows is judged by the file',
      mend: 'See the difference with "simpul region plan FILE", and apply it with "simpul region apply FILE"',
    },
    'registry-not-compared': {
      state: 'not checked',
      what: 'the region file was not compared with what is registered: {reason}',
      mend: 'Run the doctor when the bus runs, in production with --client ID --key FILE of an operator',
    },
  }),
  ...about('subsystems', {
    'subsystems-fine': { state: 'ok', what: 'all {count} subsystems are active and can show who they are' },
    'subsystems-unknown': {
      state: 'not checked',
      what: 'the subsystems are not known here',
      mend: 'Name the region file with --region FILE',
    },
    'subsystem-suspended': {
      state: 'warning',
      what: '{id} is suspended: it can neither call nor be called',
      mend: 'Set its status to active in the region file, or take it out',
    },
    'subsystem-no-key': {
      state: 'error',
      what: '{id} has a token link and no key: it cannot call',
      mend: 'Put the public key that its owner made into jwks in the region file',
    },
    'subsystem-no-certificate': {
      state: 'error',
      what: '{id} has an mtls link and no certificate: it cannot call',
      mend: 'Put the SHA-256 fingerprint of its certificate into certificates in the region file (openssl x509 -fingerprint -sha256)',
    },
  }),
  ...about('agreements', {
    'agreements-in-force': { state: 'ok', what: '{count} agreements are in force' },
    'agreements-none': {
      state: 'warning',
      what: 'no agreement is in force: every exchange is refused',
      mend: 'Add agreements to the region file, and apply it',
    },
    'agreements-unknown': {
      state: 'not checked',
      what: 'the agreements are not known here',
      mend: 'Name the region file with --region FILE',
    },
    'agreement-ends': {
      state: 'warning',
      what: '{id} ends on {end}, in {days} days ({consumer} to {service})',
      mend: 'Renew it with its parties, set validUntil in the region file, and apply it',
    },
    'agreement-ended': {
      state: 'warning',
      what: '{id} ended on {end}: {consumer} is refused at {service}',
      mend: 'Renew it, or take it out of the region file',
    },
    'agreement-suspended': {
      state: 'warning',
      what: '{id} is suspended: {consumer} is refused at {service}',
      mend: 'Set its status to active in the region file, or take it out',
    },
  }),
  ...about('legacy links', {
    'legacy-links-none': { state: 'ok', what: 'no system shows itself by a key or an address alone' },
    'legacy-link': {
      state: 'warning',
      what: '{id} is a legacy link ({kind}) until {until}',
      mend: 'Give its system a token or a certificate, and take the link back',
    },
    'legacy-link-ended': {
      state: 'warning',
      what: '{id} is a legacy link ({kind}) that ended on {until}',
      mend: 'Take it back: DELETE /registry/v1/subsystems/CLASS/MEMBER/SUBSYSTEM/links/NAME',
    },
    'legacy-links-unknown': {
      state: 'not checked',
      what: 'legacy links are not known here: {reason}',
      mend: 'Name the data folder with --data DIR, or log in as an operator',
    },
  }),
  ...about('providers', {
    'providers-connect': { state: 'ok', what: '{count} of {all} addresses of active services take connections' },
    'providers-none': { state: 'ok', what: 'no service is active' },
    'providers-outside': {
      state: 'not checked',
      what: 'the addresses of services were not tried: only the machine of the bus reaches them as the bus does',
      mend: 'Run the doctor there with --data DIR --region FILE',
    },
    'providers-unknown': {
      state: 'not checked',
      what: 'the addresses of services are not known here',
      mend: 'Name the region file with --region FILE',
    },
    'provider-egress': {
      state: 'error',
      what: '{address} is refused by egress ({service})',
      mend: "Correct the service's url, or allow the address in egress of the region and of its member; own doors, link-local and metadata addresses are never allowed",
    },
    'provider-unreachable': {
      state: 'error',
      what: '{address} takes no connection: {reason} ({service})',
      mend: 'Check that the system runs, its firewall, its name and its certificate (connector.ca); until then set the service to maintenance with a notice',
    },
  }),
  ...about('connectors', {
    'connector-files-fine': { state: 'ok', what: '{count} files of connectors are there' },
    'connector-files-outside': {
      state: 'not checked',
      what: '{count} files of connectors lie on the machine of the bus',
      mend: 'Run the doctor there with --data DIR --region FILE',
    },
    'connector-file-missing': {
      state: 'error',
      what: '{file} cannot be read ({reason}): {service} cannot be called',
      mend: 'Put it there for the user that the bus runs as, or correct connector in the region file',
    },
    'connector-file-unusable': {
      state: 'error',
      what: '{file} does not hold certificates (PEM)',
      mend: 'Replace it, or correct connector in the region file',
    },
    'secret-open': {
      state: 'error',
      what: 'everybody may read the secret {file} (mode {mode})',
      mend: 'Run: chmod 600 {file}; if others had access, replace the secret',
    },
    'secret-open-here': {
      state: 'warning',
      what: 'everybody may read the secret {file} (mode {mode}), which is fit for a sandbox only',
      mend: 'Run: chmod 600 {file}',
    },
    'secret-variables': {
      state: 'not checked',
      what: '{count} secrets come from variables of the process of the bus: {names}',
      mend: 'Check that they are set where the bus is started',
    },
  }),
  ...about('sandbox', {
    'mode-sandbox': { state: 'ok', what: 'this is a sandbox: what is only fit for one was not looked for' },
    'mode-unknown': {
      state: 'not checked',
      what: 'whether this is production is not known',
      mend: 'Name the data folder with --data DIR, or the region file with --region FILE',
    },
    'no-left-overs': { state: 'ok', what: 'production, and nothing of a sandbox was found' },
    'left-over-key': {
      state: 'error',
      what: '{file} is a key that a sandbox made',
      mend: 'Take it away; each owner makes a key and hands over the public part only',
    },
    'left-over-link': {
      state: 'error',
      what: '{id} has an open link, which production refuses',
      mend: 'Give it link token with a key, or link mtls with a certificate',
    },
    'left-over-keys-address': {
      state: 'error',
      what: '{id} has its keys at {address}, without TLS',
      mend: 'Put its public keys into jwks in the region file',
    },
    'left-over-address': {
      state: 'warning',
      what: '{id} is called at {address}, without TLS',
      mend: 'Give it an https address, with connector.ca where its authority is its own',
    },
    'left-over-person': {
      state: 'error',
      what: 'the account {id} comes from a file, which production refuses',
      mend: 'Take people out of the region file: officials are invited',
    },
  }),
} as const;
