import { about } from './about.ts';

/** What is said of the machine: its data folder, process, clock and doors. */
export const MACHINE_TEXTS = {
  ...about('doctor', {
    'check-failed': {
      state: 'not checked',
      what: '{name}: the check itself failed ({reason})',
      mend: 'Run it again; if it fails again, report it with the output of SIMPUL_DEBUG=1',
    },
    'settings-invalid': {
      state: 'error',
      what: 'the settings of "simpul up" are refused: {reason}',
      mend: 'Correct the variable or the file; "simpul up --help" lists the settings',
    },
  }),
  ...about('data folder', {
    'folder-outside': {
      state: 'not checked',
      what: 'the data folder lies elsewhere',
      mend: 'Run the doctor on the machine of the bus with --data DIR',
    },
    'folder-absent': {
      state: 'error',
      what: 'there is no data folder at {folder}',
      mend: 'Name it with --data DIR, start one with "simpul up --region FILE", or look from outside with --url URL',
    },
    'folder-fine': { state: 'ok', what: '{folder} is whole, and belongs to its owner alone' },
    'folder-new': {
      state: 'warning',
      what: '{folder} holds no bus yet: no instance.json',
      mend: 'Start it once with "simpul up --region FILE"; if there was a bus, restore instance.json from its backup',
    },
    'instance-damaged': {
      state: 'error',
      what: 'instance.json in {folder} cannot be used: {reason}',
      mend: 'Restore it from the backup; never write it anew by hand',
    },
    'folder-newer': {
      state: 'error',
      what: 'the folder has format {format}, and this release knows {known}',
      mend: 'Use the release that wrote it, or a newer one',
    },
    'folder-mismatch': {
      state: 'error',
      what: 'the folder was born with {member} {found}, and is given {wanted}: the bus will not start',
      mend: 'Correct the setting or the region file, or take another data folder',
    },
    'store-missing': {
      state: 'error',
      what: '{file} is missing',
      mend: 'Restore the whole data folder from one backup: its parts belong together',
    },
    'owner-mixed': {
      state: 'error',
      what: '{file} belongs to user {uid} and the folder to {owner} ({count} such files): the bus cannot write them',
      mend: 'Run: chown -R {owner} {folder}, and never run the bus as another user',
    },
    'folder-open': {
      state: 'warning',
      what: 'others may look into {folder} (mode {mode})',
      mend: 'Run: chmod 700 {folder}',
    },
    'folder-unreadable': {
      state: 'not checked',
      what: '{part} cannot be read by this user',
      mend: 'Run the doctor as the user that the bus runs as',
    },
    'folder-read-only': {
      state: 'error',
      what: '{part} cannot be written by this user',
      mend: 'Run the doctor as the user that the bus runs as; if it does already, give it the folder (chown) or mount it writable',
    },
    'disk-fine': { state: 'ok', what: '{free} MiB are free' },
    'disk-low': {
      state: 'warning',
      what: 'only {free} MiB are free where {folder} lies',
      mend: 'Make room or enlarge the disk: the log only grows',
    },
    'disk-full': {
      state: 'error',
      what: 'only {free} MiB are free where {folder} lies: the bus is about to refuse exchanges',
      mend: 'Make room now; delete nothing in the data folder',
    },
  }),
  ...about('bus', {
    'bus-ready': { state: 'ok', what: '{publicUrl} answers and is ready' },
    'bus-unready': {
      state: 'error',
      what: 'the bus answers and is not ready: {reason}',
      mend: 'See /readyz at the metrics door, and run/simpul.log in the data folder',
    },
    'bus-nowhere': { state: 'not checked', what: 'no address of a bus is known', mend: 'Name it with --url URL' },
    'bus-stopped': {
      state: 'not checked',
      what: 'no bus runs on {folder}, so what only it can tell was not checked',
      mend: 'Start it with "simpul up", and run the doctor again',
    },
    'bus-killed': {
      state: 'warning',
      what: 'no bus runs on {folder}, and the last one ended without stopping',
      mend: 'Start it with "simpul up": what was under way is closed as interrupted; see why it ended in run/simpul.log',
    },
    'bus-silent': {
      state: 'error',
      what: 'a process holds the data folder, and nothing answers at {url} ({reason})',
      mend: 'If it has just been started, wait; else see run/simpul.log, and whether --url is its address',
    },
    'bus-unclear': {
      state: 'not checked',
      what: 'whether a bus runs on {folder} cannot be seen by this user, and nothing answers at {url} ({reason})',
      mend: 'Run the doctor as the user that the bus runs as',
    },
    'bus-unreachable': {
      state: 'error',
      what: 'nothing answers at {url} ({reason})',
      mend: 'Check name, port, firewall and certificate (--ca FILE for an authority of your own), and that the bus runs',
    },
    'bus-stranger': {
      state: 'error',
      what: 'what answers at {url} is no Simpul bus',
      mend: 'Check the address, and where a proxy in front sends it',
    },
    'bus-other': {
      state: 'error',
      what: 'the bus at {url} is instance {found}, and this data folder is {wanted}',
      mend: 'Check --url and --data, and where a proxy in front sends the address',
    },
    'bus-elsewhere': {
      state: 'warning',
      what: 'a bus answers at {url}, and none runs on {folder}',
      mend: 'Name the folder that it runs on with --data DIR; two buses must not share one address',
    },
  }),
  ...about('clock', {
    'clock-agrees': { state: 'ok', what: "this clock and the bus's differ by {seconds} s" },
    'clock-differs': {
      state: 'warning',
      what: "this clock and the bus's differ by {seconds} s",
      mend: 'Set both by NTP (chrony or systemd-timesyncd)',
    },
    'clock-ahead': {
      state: 'error',
      what: 'this clock is {seconds} s ahead of the bus; proofs more than {limit} s ahead are refused',
      mend: 'Set both by NTP (chrony or systemd-timesyncd)',
    },
    'clock-behind': {
      state: 'error',
      what: 'this clock is {seconds} s behind the bus; proofs older than {limit} s are refused',
      mend: 'Set both by NTP (chrony or systemd-timesyncd)',
    },
    'clock-implausible': {
      state: 'error',
      what: 'this clock shows {time}',
      mend: 'Set it, and keep it set by NTP (chrony or systemd-timesyncd)',
    },
    'clock-before-files': {
      state: 'error',
      what: '{file} was written at {time}, which is still to come by this clock',
      mend: 'The clock was set back, or was ahead before: set it by NTP before the bus is started',
    },
    'clock-not-compared': {
      state: 'not checked',
      what: 'the clock was not compared: no bus answers',
      mend: 'Run the doctor again when the bus runs',
    },
  }),
  ...about('ports', {
    'ports-ours': { state: 'ok', what: 'the public door is open at {url}' },
    'port-free': { state: 'ok', what: '{host}:{port} is free' },
    'port-taken': {
      state: 'error',
      what: '{host}:{port} is taken by another process',
      mend: 'End that process ("ss -ltnp" shows it), or choose another port with --{flag}',
    },
    'port-refused': {
      state: 'error',
      what: 'the bus could not listen on {host}:{port} ({reason})',
      mend: 'Choose an address of this machine with --host, and a port above 1023 or the right to a lower one (--{flag})',
    },
    'metrics-port-elsewhere': {
      state: 'ok',
      what: '{port} is taken, so metrics will have a free port (in run/endpoint.json)',
    },
    'ports-outside': {
      state: 'not checked',
      what: "ports were not checked: they are of the bus's own machine",
      mend: 'Run the doctor there with --data DIR',
    },
    'door-fits': { state: 'ok', what: '{publicUrl} fits a door on {host}' },
    'door-local': {
      state: 'warning',
      what: 'the bus is known as {publicUrl}, and listens on {host} without a trusted proxy: only this machine reaches it',
      mend: 'Start it with --host and --tls-cert, or behind a proxy named by --trusted-proxy',
    },
    'sandbox-open': {
      state: 'warning',
      what: 'a sandbox listens on {host}, where others can reach it',
      mend: 'Start it with --host 127.0.0.1 unless the network is yours alone: its keys and accounts are made for trying out',
    },
    'public-url-local': {
      state: 'error',
      what: 'in production the bus is known as {publicUrl}, which only this machine can reach',
      mend: 'A public address stays for ever: make a new data folder with --public-url https://…',
    },
    'public-url-plain': {
      state: 'error',
      what: 'in production the bus is known as {publicUrl}, without TLS',
      mend: 'A public address stays for ever: make a new data folder with --public-url https://…',
    },
  }),
} as const;
