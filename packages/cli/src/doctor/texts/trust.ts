import { about } from './about.ts';

/** What is said of what others trust: keys, certificates, the log. */
export const TRUST_TEXTS = {
  ...about('keys', {
    'keys-private': { state: 'ok', what: '{count} private keys are there, for their owner alone' },
    'keys-published': { state: 'ok', what: 'the keys are those by which the bus says it is known' },
    'key-missing': {
      state: 'error',
      what: '{file} is missing',
      mend: 'Restore it from the backup of this data folder; a log goes on only under the keys that it began with',
    },
    'key-open': {
      state: 'error',
      what: 'others may read the private key {file} (mode {mode})',
      mend: 'Run: chmod 600 {file}; if others had access, replace the key',
    },
    'token-key-differs': {
      state: 'error',
      what: 'the bus publishes another token key than {file}',
      mend: 'Check that --data is the folder of this bus; if so, restart the bus, which reads its keys at a start',
    },
    'log-key-differs': {
      state: 'error',
      what: 'the log {log} is published with keys that are not in this folder',
      mend: 'Check that --data is the folder of this bus; if so, restore keys/ from the backup before anything is signed',
    },
    'keys-unreadable': {
      state: 'not checked',
      what: 'the keys were not compared with what the bus publishes: {reason}',
      mend: 'Run the doctor as the user that the bus runs as',
    },
    'keys-not-compared': {
      state: 'not checked',
      what: 'the keys were not compared with what the bus publishes',
      mend: 'Run the doctor again when the bus runs and no key is missing',
    },
    'keys-outside': {
      state: 'not checked',
      what: "the bus's keys lie elsewhere",
      mend: 'Run the doctor on the machine of the bus with --data DIR',
    },
  }),
  ...about('people', {
    'people-operator': { state: 'ok', what: 'the region has an operator' },
    'people-sandbox': { state: 'ok', what: 'a sandbox has an operator of its own, the client sandbox-operator' },
    'people-no-operator': {
      state: 'warning',
      what: 'the region has no operator: nobody can invite people, decide on keys or revoke one',
      mend: 'Run: simpul people invite --role operator --email ADDRESS --data {folder}; the link works for 15 minutes',
    },
    'people-outside': {
      state: 'not checked',
      what: 'whether the region has an operator was not looked at',
      mend: 'Run the doctor on the data folder of the bus',
    },
  }),
  ...about('subsystem keys', {
    'subsystem-keys-fine': { state: 'ok', what: '{count} subsystems with a token link have keys that go on' },
    'subsystem-key-rotates': {
      state: 'ok',
      what: '{id} is changing its key: {kid} ends on {end}, another one goes on',
    },
    'subsystem-key-ends': {
      state: 'warning',
      what: '{id} will have no key: {kid}, the last one, ends on {end}',
      mend: 'Let its owner run: simpul key rotate --as {id}; where the key is lost, an integrator asks for a new one with "simpul key request"',
    },
    'subsystem-key-over': {
      state: 'warning',
      what: '{id} has no key that is good, and so no way in',
      mend: 'Let an integrator ask for a new one with "simpul key request", and another person approve it',
    },
    'subsystem-keys-hidden': {
      state: 'not checked',
      what: 'whether keys of subsystems end is not shown here: {reason}',
      mend: 'Run the doctor with --client ID --key FILE of an auditor',
    },
    'subsystem-keys-not-asked': {
      state: 'not checked',
      what: 'whether keys of subsystems end was not asked: no bus answers, or no region is known',
      mend: 'Run the doctor again when the bus runs, with --region FILE',
    },
    'key-change-unfinished': {
      state: 'warning',
      what: '{file} is a new key that has not taken its place',
      mend: 'Run "simpul key rotate" for it again: it goes on where it ended',
    },
    'token-key-rotates': {
      state: 'ok',
      what: 'the key that signs tokens is being replaced, and both are published until the last token of the old one has expired',
    },
  }),
  ...about('certificates', {
    'certificate-none': { state: 'ok', what: 'the bus speaks plain HTTP, and needs no certificate' },
    'certificate-unknown': {
      state: 'not checked',
      what: 'whether the bus needs a certificate is not known: it has no address yet',
      mend: 'Name its settings with --config FILE, or its address with --url URL',
    },
    'certificate-fine': { state: 'ok', what: '{name}: good until {end}, {days} days' },
    'certificate-ends': {
      state: 'warning',
      what: '{name}: ends on {end}, in {days} days',
      mend: 'Renew it now; a running bus takes the new files of --tls-cert and --tls-key by itself. A certificate of an mtls link: register the new fingerprint beside the old one first',
    },
    'certificate-expired': {
      state: 'error',
      what: '{name}: expired on {end}',
      mend: 'Renew it; a running bus takes the new files of --tls-cert and --tls-key by itself. A certificate of an mtls link: register the new fingerprint',
    },
    'certificate-unusable': {
      state: 'error',
      what: 'the files of the public door cannot be used: {reason}',
      mend: 'Correct the file that it names, or the setting',
    },
    'certificate-misnamed': {
      state: 'error',
      what: '{reason}',
      mend: 'Get a certificate with the host of the public address among its names (subjectAltName)',
    },
    'certificate-other-name': {
      state: 'error',
      what: 'the certificate at {url} does not name {host}: callers will refuse it',
      mend: 'Get a certificate with the host of the public address among its names (subjectAltName)',
    },
    'certificate-mistrusted': {
      state: 'error',
      what: 'the certificate at {url} is not trusted here ({reason})',
      mend: 'If its authority is your own, name it with --ca FILE, here and at every caller; else put the certificates between into --tls-cert',
    },
    'certificate-not-shown': {
      state: 'not checked',
      what: 'no certificate could be had at {url} ({reason})',
      mend: 'Check that it speaks TLS and that the bus runs',
    },
    'certificates-unseen': {
      state: 'not checked',
      what: '{count} pinned certificates of mtls links: only fingerprints are registered, and the bus has not seen them since its start',
      mend: 'Their owners see the end with: openssl x509 -enddate -noout -in FILE',
    },
  }),
  ...about('log', {
    'checkpoint-fresh': { state: 'ok', what: '{log}: {size} entries, signed {minutes} min ago' },
    'checkpoint-old': {
      state: 'error',
      what: '{log}: the newest checkpoint is {minutes} minutes old, and a bus that does nothing leaves a leaf each minute',
      mend: 'See audit and signer in run/simpul.log, free disk space, and "simpul audit findings"',
    },
    'checkpoint-unwitnessed': {
      state: 'error',
      what: '{log}: {waiting} entries are signed and wait for witnesses, since {minutes} minutes',
      mend: 'See witness-quorum in run/simpul.log: it names what is wrong with each witness; ask their operators',
    },
    'checkpoint-missing': {
      state: 'warning',
      what: '{log}: there is no checkpoint yet',
      mend: 'If the bus has run for a minute, see signer and witness-quorum in run/simpul.log',
    },
    'log-none': {
      state: 'error',
      what: 'the bus lists no open log',
      mend: 'See audit in run/simpul.log',
    },
    'log-not-asked': {
      state: 'not checked',
      what: 'the log was not looked at: no bus answers',
      mend: 'Run the doctor again when the bus runs',
    },
    'log-last-signed': {
      state: 'not checked',
      what: 'the log was last signed at {time}; more is known when the bus runs',
      mend: 'Run the doctor again when the bus runs, or check a copy with "simpul audit verify"',
    },
    'log-unreadable': {
      state: 'error',
      what: 'the log cannot be trusted as it is shown: {reason}',
      mend: 'Check it with "simpul audit verify URL", and keep what it says as evidence',
    },
    'log-keys-changed': {
      state: 'error',
      what: '{origin} is shown with other keys than when this machine first saw it',
      mend: 'Ask the operator by another way which are right; do not delete credentials/log-keys.json before',
    },
    'witnesses-fine': { state: 'ok', what: 'the log is witnessed elsewhere' },
    'witnesses-none': { state: 'ok', what: 'a sandbox needs no witness' },
    'witnesses-missing': {
      state: 'warning',
      what: '{reason}',
      mend: 'Let another office run "simpul witness", and start with --witness-policy FILE (docs/operating.md, Witnesses)',
    },
    'findings-none': { state: 'ok', what: 'the log found nothing amiss in {days} days' },
    'findings-some': {
      state: 'warning',
      what: '{count} findings of kind {kind}, last: {detail}',
      mend: 'See them with "simpul audit findings --kind {kind}", and what they mean in docs/audit.md',
    },
    'findings-serious': {
      state: 'error',
      what: '{count} findings of kind {kind}, last: {detail}',
      mend: 'See them with "simpul audit findings --kind {kind}"; keep the data folder as it is, and let an auditor look',
    },
    'findings-hidden': {
      state: 'not checked',
      what: 'what the log found amiss is not shown here: {reason}',
      mend: 'Run the doctor with --client ID --key FILE of an auditor',
    },
  }),
} as const;
