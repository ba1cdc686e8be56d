/**
 * What no configuration can allow (design 03): addresses that mean "this host" without naming it, link-local networks,
 * the metadata services of clouds, and IPv6 networks that embed an IPv4 address and would reach round the other rules.
 */
export const REFUSED_NETWORKS: readonly string[] = [
  '0.0.0.0/8',
  '169.254.0.0/16',
  '224.0.0.0/4',
  '255.255.255.255/32',
  '100.100.100.200/32', // Alibaba Cloud
  '168.63.129.16/32', // Azure
  '192.0.0.192/32', // Oracle Cloud
  '::/128',
  'fe80::/10',
  'ff00::/8',
  'fd00:ec2::254/128', // Amazon
  'fd20:ce::254/128', // Google
  '64:ff9b::/96', // NAT64, RFC 6052
  '64:ff9b:1::/48', // local-use NAT64, RFC 8215
  '2002::/16', // 6to4, RFC 3056
  '2001::/32', // Teredo, RFC 4380
];
