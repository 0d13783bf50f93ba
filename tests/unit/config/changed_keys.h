#pragma once
/*
 * A configuration in which each key is set, and one change of each: what config_compare must find, and what the roles
 * must hear of.
 */
#include <glib.h>

#define CHANGED_KEYS_BASE                                                                                        \
  "state_dir: /srv/state\n"                                                                                      \
  "runtime_dir: /srv/run\n"                                                                                      \
  "api: {listen: '127.0.0.1:8480', groups: {viewer: users, operator: games, admin: adm},\n"                        \
  "      tls: {certificate: /srv/cert.pem, key: /srv/key.pem}}\n"                                                 \
  "interval: 30s\n"                                                                                              \
  "rrd: {rrdcached: 'unix:/run/rc.sock', retention: 400d}\n"                                                     \
  "packs: [/srv/packs]\n"                                                                                        \
  "canaries: [/srv/trial]\n"                                                                                     \
  "timezone: Europe/Berlin\n" \
  "automation: {level: advise, undo_per_hour: 1, foreign_hold: 40m, min_severity: warning, windows: ['01:00-02:00'], hold: 51m,\n" \
  "  approvals: 3, dry_run: yes, trust: {last: 71, success: 72%}}\n"                                                                                \
  "tips: {flap_window: 41m, retention: 500d}\n" \
  "ownership: {takeover: 90s}\n"                                                                                 \
  "programs: {page: [/usr/bin/true, '%{tip.id}']}\n"                                                            \
  "program_timeout: 20s\n"                                                                                \
  "agent: {agentx: 'unix:/run/agentx', heartbeat: 33s, targets: [\n" \
  "  {name: noc, address: 192.0.2.40, version: 2c, community: 'target-word'},\n" \
  "  {name: boss, address: 192.0.2.41, version: 3, user: g3, auth: sha, auth_passphrase: 'target-auth', priv: aes,\n" \
  "   priv_passphrase: 'target-priv', inform: yes, timeout: 7s, retries: 4},\n" \
  "  {name: sink, address: 192.0.2.43, version: 3, user: t4}]}\n" \
  "policies: {host-cpu: {settings: {warning: 75}, automation: {level: apply, min_severity: critical, windows: ['03:00-04:00'],\n" \
  "  hold: 53m, approvals: 5, dry_run: true, trust: {last: 75, success: 76%}}}}\n"                                                            \
  "nagios: {command_file: /srv/nagios.cmd, per: subject, ttl: 31m, acknowledge: dismiss, snooze: 61m, downtime: yes}\n"          \
  "icinga: {url: 'https://192.0.2.50:5665', user: prov, password: 'icinga-word', ca_file: /srv/icinga-ca.pem,\n"                \
  "  public_key: 'sha256//AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=', per: policy, ttl: 32m, acknowledge: snooze,\n"           \
  "  snooze: 62m, downtime: no, objects: yes, events: no}\n"                                                                     \
  "webhooks: [{name: chat, url: 'https://192.0.2.60/hook-word', on: [tip, guest], min_severity: warning, method: PUT,\n"         \
  "  headers: {X-Team: ops}, header: 'X-Token: hook-secret', template: '%{tip.id}', ca_file: /srv/hook-ca.pem, timeout: 6s}]\n"   \
  "devices: [{name: fabric1, kind: switch, serves: [h1], labels: {a: d1}, settings: {p.x: 104},\n"                                                      \
  "  snmp: {address: 192.0.2.9, version: 3, user: u3, auth: sha, auth_passphrase: 'device-auth', priv: aes,\n"   \
  "         priv_passphrase: 'device-priv', software: [dsoft]}},\n"                                              \
  "  {name: fabric2, snmp: {address: 192.0.2.10, community: 'device-word'}}]\n"                                  \
  "alerts: {map: [{source: nagios, host: 'vm-*', service: htt*, address: 198.51.100.0/24, subject: 'guest:%{short}'}]}\n"                \
  "traps: {listen: ['udp:127.0.0.1:1162'], rate: 61, rate_total: 601, sources: [\n"                              \
  "  {from: 203.0.113.0/24, community: 'trap-word'},\n"                                                            \
  "  {from: 203.0.113.0/24, version: 3, min_level: auth-priv, user: snd, auth: sha-512, auth_passphrase: 'trap-auth',\n" \
  "   priv: aes-192, priv_passphrase: 'trap-priv'}]}\n"                                                          \
  "rules: [{name: apart, kind: owners, guests: [web*], hosts: [rack=7], hard: yes}]\n"                           \
  "licences: {db: {per: host, hosts: [h1], entitlements: 20, stay: 90d}, os: {entitlements: 4}}\n"                           \
  "clusters:\n"                                                                                                  \
  "- name: lab\n"                                                                                                \
  "  labels: {a: c1}\n"                                                                                          \
  "  settings: {p.x: 101}\n"                                                                                           \
  "  reserve: {memory: 1GiB, cpu: 10%, host_failures: 1, ha_only: yes}\n"                                            \
  "  libvirt: {guest_agent: yes, balloon_period: 10s}\n"                                                         \
  "  migration: {methods: [live], save_dir: /srv/saves, parallel: 2, link: 10Gbit/s,\n"                          \
  "    parallel_per_host: 3, parallel_per_link: 4, plan_age: 2m,\n"                                                \
  "    bandwidth: 1Gbit/s, max_downtime_ms: 200, time_limit: 5m, shutdown_time: 3m, tls: yes, managed: yes,\n"     \
  "    lock_manager: lockd}\n"                                                                                     \
  "  resize: {memory_min: 128MiB, cooldown: 11m}\n"                                                                  \
  "  automation: {level: advise, hold_down: 20m, moves_per_guest: 31, moves_per_host: 32, moves_per_cluster: 33,\n" \
  "    min_severity: info, windows: ['02:00-03:00'], hold: 52m, approvals: 4, dry_run: 'yes', trust: {last: 73, success: 74%}}\n"               \
  "  placement: {goal: load-balancing, weights: {cpu: 61, memory: 62, disk: 63, network: 64}}\n"               \
  "  guests: [{name: db1, automation: {level: 'off'}, ha: yes, licences: [db], downtime_cost: low, memory_min: 3GiB, memory_max: 8GiB, vcpus_min: 2, vcpus_max: 12, labels: {a: g1}, settings: {p.x: 103}, snmp: {address: 192.0.2.7, version: 3, user: u2, auth: sha,\n"                         \
  "    auth_passphrase: 'guest-auth', priv: aes, priv_passphrase: 'guest-priv', software: [gsoft]}},\n"          \
  "    {name: db2, snmp: {address: 192.0.2.8, community: 'guest-word'}}]\n"                                      \
  "  hosts:\n"                                                                                                   \
  "  - name: h1\n"                                                                                               \
  "    capacity: {disk: 500MiB, network: 40Gbit/s}\n" \
  "    automation: {level: apply}\n"                                                                            \
  "    labels: {a: h1}\n"                                                                                        \
  "    settings: {p.x: 102}\n"                                                                                         \
  "    libvirt: 'test:///default'\n"                                                                             \
  "    snmp: {address: 192.0.2.1, version: 3, user: u1, auth: sha, auth_passphrase: 'host-auth1', priv: aes,\n"  \
  "           priv_passphrase: 'host-priv1', software: [hsoft]}\n"                                               \
  "  - {name: h2, libvirt: 'test:///two', snmp: {address: 192.0.2.2, community: 'host-word'}}\n"

struct changed_key {
  const char *path; /* in the schema */
  const char *from, *to; /* in the text */
  const char *said;      /* config_change_text */
};

/* One for each row of the schema that has a field of its own. Names are not changed but removed and added. */
static const struct changed_key changed_keys[] = {
    {"state_dir", "/srv/state", "/srv/other", "state_dir: /srv/state -> /srv/other"},
    {"runtime_dir", "/srv/run", "/srv/ran", "runtime_dir: /srv/run -> /srv/ran"},
    {"api.groups.viewer", "viewer: users", "viewer: staff", "api.groups.viewer: users -> staff"},
    {"api.groups.operator", "operator: games, ", "", "api.groups.operator: games -> not set"},
    {"api.groups.admin", "admin: adm", "admin: mail", "api.groups.admin: adm -> mail"},
    {"api.listen", "127.0.0.1:8480", "[::1]:8481", "api.listen: 127.0.0.1:8480 -> [::1]:8481"},
    {"api.tls.certificate", "/srv/cert.pem", "/srv/new.pem", "api.tls.certificate: /srv/cert.pem -> /srv/new.pem"},
    {"api.tls.key", "/srv/key.pem", "/srv/other.pem", "api.tls.key: /srv/key.pem -> /srv/other.pem"},
    {"interval", "30s", "1m", "interval: 30s -> 1m"},
    {"rrd.rrdcached", "/run/rc.sock", "/run/new.sock", "rrd.rrdcached: unix:/run/rc.sock -> unix:/run/new.sock"},
    {"rrd.retention", "400d", "90d", "rrd.retention: 400d -> 90d"},
    {"packs", "[/srv/packs]", "['/srv/a, b']", "packs: [/srv/packs] -> ['/srv/a, b']"},
    {"canaries", "[/srv/trial]", "[]", "canaries: [/srv/trial] -> []"},
    {"timezone", "Europe/Berlin", "Europe/Paris", "timezone: Europe/Berlin -> Europe/Paris"},
    {"automation.min_severity", "min_severity: warning, windows", "min_severity: critical, windows", "automation.min_severity: warning -> critical"},
    {"automation.windows", "'01:00-02:00'", "'05:00-06:00'", "automation.windows: [01:00-02:00] -> [05:00-06:00]"},
    {"automation.hold", "hold: 51m", "hold: 60s", "automation.hold: 51m -> 1m"},
    {"automation.approvals", "approvals: 3", "approvals: 2", "automation.approvals: 3 -> 2"},
    {"automation.dry_run", "dry_run: yes, trust", "dry_run: no, trust", "automation.dry_run: yes -> no"},
    {"automation.trust.last", "last: 71", "last: 7", "automation.trust.last: 71 -> 7"},
    {"automation.trust.success", "success: 72%", "success: 80%", "automation.trust.success: 72% -> 80%"},
    {"clusters[].automation.min_severity", "min_severity: info", "min_severity: critical", "clusters[lab].automation.min_severity: info -> critical"},
    {"clusters[].automation.windows", "'02:00-03:00'", "'05:00-06:00'", "clusters[lab].automation.windows: [02:00-03:00] -> [05:00-06:00]"},
    {"clusters[].automation.hold", "hold: 52m", "hold: 60s", "clusters[lab].automation.hold: 52m -> 1m"},
    {"clusters[].automation.approvals", "approvals: 4", "approvals: 2", "clusters[lab].automation.approvals: 4 -> 2"},
    {"clusters[].automation.dry_run", "dry_run: 'yes'", "dry_run: no", "clusters[lab].automation.dry_run: yes -> no"},
    {"clusters[].automation.trust.last", "last: 73", "last: 7", "clusters[lab].automation.trust.last: 73 -> 7"},
    {"clusters[].automation.trust.success", "success: 74%", "success: 80%", "clusters[lab].automation.trust.success: 74% -> 80%"},
    {"policies.NAME.automation.min_severity", "min_severity: critical", "min_severity: info", "policies.host-cpu.automation.min_severity: critical -> info"},
    {"policies.NAME.automation.windows", "'03:00-04:00'", "'05:00-06:00'", "policies.host-cpu.automation.windows: [03:00-04:00] -> [05:00-06:00]"},
    {"policies.NAME.automation.hold", "hold: 53m", "hold: 60s", "policies.host-cpu.automation.hold: 53m -> 1m"},
    {"policies.NAME.automation.approvals", "approvals: 5", "approvals: 2", "policies.host-cpu.automation.approvals: 5 -> 2"},
    {"policies.NAME.automation.dry_run", "dry_run: true", "dry_run: no", "policies.host-cpu.automation.dry_run: yes -> no"},
    {"policies.NAME.automation.trust.last", "last: 75", "last: 7", "policies.host-cpu.automation.trust.last: 75 -> 7"},
    {"policies.NAME.automation.trust.success", "success: 76%", "success: 80%", "policies.host-cpu.automation.trust.success: 76% -> 80%"},
    {"policies.NAME.automation.level", "level: apply, min", "level: advise, min", "policies.host-cpu.automation.level: apply -> advise"},
    {"tips.flap_window", "flap_window: 41m", "flap_window: 0s", "tips.flap_window: 41m -> 0s"},
    {"tips.retention", "retention: 500d", "retention: 90d", "tips.retention: 500d -> 90d"},
    {"automation.undo_per_hour", "undo_per_hour: 1", "undo_per_hour: 0", "automation.undo_per_hour: 1 -> 0"},
    {"automation.level", "level: advise, undo", "level: apply, undo", "automation.level: advise -> apply"},
    {"automation.foreign_hold", "foreign_hold: 40m", "foreign_hold: 50m", "automation.foreign_hold: 40m -> 50m"},
    {"ownership.takeover", "takeover: 90s", "takeover: 45s", "ownership.takeover: 90s -> 45s"},
    {"programs", "'%{tip.id}']", "'-i', '%{tip.id}'], log: [/usr/bin/logger]",
     "programs: {page: [/usr/bin/true, '%{tip.id}']} -> {page: [/usr/bin/true, -i, '%{tip.id}'], log: [/usr/bin/logger]}"},
    {"nagios.command_file", "/srv/nagios.cmd", "/srv/other.cmd", "nagios.command_file: /srv/nagios.cmd -> /srv/other.cmd"},
    {"nagios.per", "per: subject, ttl: 31m", "per: policy, ttl: 31m", "nagios.per: subject -> policy"},
    {"nagios.ttl", "ttl: 31m", "ttl: 30s", "nagios.ttl: 31m -> 30s"},
    {"nagios.acknowledge", "acknowledge: dismiss", "acknowledge: ignore", "nagios.acknowledge: dismiss -> ignore"},
    {"nagios.snooze", "snooze: 61m", "snooze: 2h", "nagios.snooze: 61m -> 2h"},
    {"nagios.downtime", "downtime: yes", "downtime: no", "nagios.downtime: yes -> no"},
    {"icinga.url", "192.0.2.50", "192.0.2.51", "icinga.url: https://192.0.2.50:5665 -> https://192.0.2.51:5665"},
    {"icinga.user", "user: prov", "user: root", "icinga.user: prov -> root"},
    {"icinga.password", "icinga-word", "icinga-other", "icinga.password: changed, a secret"},
    {"icinga.ca_file", "/srv/icinga-ca.pem", "/srv/ca.pem", "icinga.ca_file: /srv/icinga-ca.pem -> /srv/ca.pem"},
    {"icinga.public_key", "sha256//AAAA", "sha256//BBBB",
     "icinga.public_key: sha256//AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA= -> sha256//BBBBAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="},
    {"icinga.per", "per: policy, ttl: 32m", "per: subject, ttl: 32m", "icinga.per: policy -> subject"},
    {"icinga.ttl", "ttl: 32m", "ttl: 40s", "icinga.ttl: 32m -> 40s"},
    {"icinga.acknowledge", "acknowledge: snooze", "acknowledge: dismiss", "icinga.acknowledge: snooze -> dismiss"},
    {"icinga.snooze", "snooze: 62m", "snooze: 3h", "icinga.snooze: 62m -> 3h"},
    {"icinga.downtime", "downtime: no", "downtime: yes", "icinga.downtime: no -> yes"},
    {"icinga.objects", "objects: yes", "objects: no", "icinga.objects: yes -> no"},
    {"icinga.events", "events: no", "events: yes", "icinga.events: no -> yes"},
    {"webhooks[].url", "hook-word", "hook-other", "webhooks[chat].url: changed, a secret"},
    {"webhooks[].on", "[tip, guest]", "[host]", "webhooks[chat].on: [tip, guest] -> [host]"},
    {"webhooks[].min_severity", "min_severity: warning, method", "min_severity: critical, method", "webhooks[chat].min_severity: warning -> critical"},
    {"webhooks[].method", "method: PUT", "method: POST", "webhooks[chat].method: PUT -> POST"},
    {"webhooks[].headers", "X-Team: ops", "X-Team: vm", "webhooks[chat].headers.X-Team: ops -> vm"},
    {"webhooks[].header", "hook-secret", "hook-hidden", "webhooks[chat].header: changed, a secret"},
    {"webhooks[].template", "template: '%{tip.id}'", "template: '%{time}'", "webhooks[chat].template: %{tip.id} -> %{time}"},
    {"webhooks[].ca_file", "/srv/hook-ca.pem", "/srv/ca.pem", "webhooks[chat].ca_file: /srv/hook-ca.pem -> /srv/ca.pem"},
    {"webhooks[].timeout", "timeout: 6s", "timeout: 7s", "webhooks[chat].timeout: 6s -> 7s"},
    {"program_timeout", "20s", "40s", "program_timeout: 20s -> 40s"},
    {"policies.NAME.settings", "warning: 75", "warning: 80", "policies.host-cpu.settings.warning: 75 -> 80"},
    {"clusters[].labels", "{a: c1}", "{a: c2}", "clusters[lab].labels.a: c1 -> c2"},
    {"clusters[].settings", "p.x: 101", "p.x: 201", "clusters[lab].settings.p.x: 101 -> 201"},
    {"clusters[].hosts[].settings", "p.x: 102", "p.x: 202", "clusters[lab].hosts[h1].settings.p.x: 102 -> 202"},
    {"clusters[].guests[].settings", "{p.x: 103}", "{}", "clusters[lab].guests[db1].settings.p.x: 103 -> not set"},
    {"devices[].settings", "p.x: 104", "p.x: 204", "devices[fabric1].settings.p.x: 104 -> 204"},
    {"clusters[].reserve.memory", "1GiB", "1536MiB", "clusters[lab].reserve.memory: 1GiB -> 1536MiB"},
    {"clusters[].reserve.cpu", "10%", "12.5%", "clusters[lab].reserve.cpu: 10% -> 12.5%"},
    {"clusters[].reserve.host_failures", "host_failures: 1", "host_failures: 2",
     "clusters[lab].reserve.host_failures: 1 -> 2"},
    {"clusters[].reserve.ha_only", "ha_only: yes", "ha_only: no", "clusters[lab].reserve.ha_only: yes -> no"},
    {"clusters[].libvirt.guest_agent", "guest_agent: yes", "guest_agent: no",
     "clusters[lab].libvirt.guest_agent: yes -> no"},
    {"clusters[].libvirt.balloon_period", "balloon_period: 10s", "balloon_period: 0",
     "clusters[lab].libvirt.balloon_period: 10s -> 0s"},
    {"clusters[].migration.methods", "[live]", "[quick, live]",
     "clusters[lab].migration.methods: [live] -> [quick, live]"},
    {"clusters[].migration.save_dir", "/srv/saves", "/srv/images",
     "clusters[lab].migration.save_dir: /srv/saves -> /srv/images"},
    {"clusters[].migration.parallel", "parallel: 2", "parallel: 3", "clusters[lab].migration.parallel: 2 -> 3"},
    {"clusters[].migration.parallel_per_host", "per_host: 3,", "per_host: 5,",
     "clusters[lab].migration.parallel_per_host: 3 -> 5"},
    {"clusters[].migration.parallel_per_link", "per_link: 4,", "per_link: 5,",
     "clusters[lab].migration.parallel_per_link: 4 -> 5"},
    {"clusters[].migration.plan_age", "plan_age: 2m", "plan_age: 3m", "clusters[lab].migration.plan_age: 2m -> 3m"},
    {"clusters[].automation.level", "level: advise, hold", "level: apply, hold", "clusters[lab].automation.level: advise -> apply"},
    {"clusters[].hosts[].automation.level", "{level: apply}", "{level: advise}",
     "clusters[lab].hosts[h1].automation.level: apply -> advise"},
    {"clusters[].guests[].automation.level", "{level: 'off'}", "{}", "clusters[lab].guests[db1].automation.level: off -> not set"},
    {"clusters[].automation.hold_down", "hold_down: 20m", "hold_down: 0",
     "clusters[lab].automation.hold_down: 20m -> 0s"},
    {"clusters[].automation.moves_per_guest", "guest: 31", "guest: 41", "clusters[lab].automation.moves_per_guest: 31 -> 41"},
    {"clusters[].automation.moves_per_host", "host: 32", "host: 42", "clusters[lab].automation.moves_per_host: 32 -> 42"},
    {"clusters[].automation.moves_per_cluster", "cluster: 33", "cluster: 43", "clusters[lab].automation.moves_per_cluster: 33 -> 43"},
    {"clusters[].migration.link", "10Gbit/s", "25Gbit/s", "clusters[lab].migration.link: 10Gbit/s -> 25Gbit/s"},
    {"clusters[].migration.bandwidth", "bandwidth: 1Gbit/s", "bandwidth: 2Gbit/s",
     "clusters[lab].migration.bandwidth: 1Gbit/s -> 2Gbit/s"},
    {"clusters[].migration.max_downtime_ms", "max_downtime_ms: 200", "max_downtime_ms: 300",
     "clusters[lab].migration.max_downtime_ms: 200 -> 300"},
    {"clusters[].migration.time_limit", "time_limit: 5m", "time_limit: 1h", "clusters[lab].migration.time_limit: 5m -> 1h"},
    {"clusters[].migration.shutdown_time", "shutdown_time: 3m", "shutdown_time: 90s",
     "clusters[lab].migration.shutdown_time: 3m -> 90s"},
    {"clusters[].migration.tls", "tls: yes", "tls: no", "clusters[lab].migration.tls: yes -> no"},
    {"clusters[].migration.managed", "managed: yes", "managed: no", "clusters[lab].migration.managed: yes -> no"},
    {"clusters[].migration.lock_manager", "lockd", "sanlock",
     "clusters[lab].migration.lock_manager: lockd -> sanlock"},
    {"clusters[].resize.memory_min", "memory_min: 128MiB", "memory_min: 64MiB",
     "clusters[lab].resize.memory_min: 128MiB -> 64MiB"},
    {"clusters[].resize.cooldown", "cooldown: 11m", "cooldown: 0", "clusters[lab].resize.cooldown: 11m -> 0s"},
    {"clusters[].placement.goal", "load-balancing", "resource-maximization",
     "clusters[lab].placement.goal: load-balancing -> resource-maximization"},
    {"clusters[].placement.weights.cpu", "cpu: 61", "cpu: 71", "clusters[lab].placement.weights.cpu: 61 -> 71"},
    {"clusters[].placement.weights.memory", "memory: 62", "memory: 72", "clusters[lab].placement.weights.memory: 62 -> 72"},
    {"clusters[].placement.weights.disk", "disk: 63", "disk: 73", "clusters[lab].placement.weights.disk: 63 -> 73"},
    {"clusters[].placement.weights.network", "network: 64", "network: 74", "clusters[lab].placement.weights.network: 64 -> 74"},
    {"clusters[].hosts[].labels", "{a: h1}", "{a: h1, b: new}", "clusters[lab].hosts[h1].labels.b: not set -> new"},
    {"clusters[].hosts[].libvirt", "test:///default", "test:///one",
     "clusters[lab].hosts[h1].libvirt: test:///default -> test:///one"},
    {"clusters[].hosts[].snmp.address", "192.0.2.1,", "192.0.2.11,",
     "clusters[lab].hosts[h1].snmp.address: udp:192.0.2.1:161 -> udp:192.0.2.11:161"},
    {"clusters[].hosts[].snmp.version", "192.0.2.2, ", "192.0.2.2, version: 1, ",
     "clusters[lab].hosts[h2].snmp.version: 2c -> 1"},
    {"clusters[].hosts[].snmp.community", "host-word", "host-new",
     "clusters[lab].hosts[h2].snmp.community: changed, a secret"},
    {"clusters[].hosts[].snmp.user", "u1", "u9", "clusters[lab].hosts[h1].snmp.user: u1 -> u9"},
    {"clusters[].hosts[].snmp.auth", "auth: sha, auth_passphrase: 'host", "auth: md5, auth_passphrase: 'host",
     "clusters[lab].hosts[h1].snmp.auth: sha -> md5"},
    {"clusters[].hosts[].snmp.auth_passphrase", "host-auth1", "host-auth2",
     "clusters[lab].hosts[h1].snmp.auth_passphrase: changed, a secret"},
    {"clusters[].hosts[].snmp.priv", "priv: aes,\n           priv", "priv: aes-256,\n           priv",
     "clusters[lab].hosts[h1].snmp.priv: aes -> aes-256"},
    {"clusters[].hosts[].snmp.priv_passphrase", "host-priv1", "host-priv2",
     "clusters[lab].hosts[h1].snmp.priv_passphrase: changed, a secret"},
    {"clusters[].hosts[].snmp.software", "[hsoft]", "[hsoft, 'it''s']",
     "clusters[lab].hosts[h1].snmp.software: [hsoft] -> [hsoft, 'it''s']"},
    {"clusters[].guests[].labels", "{a: g1}", "{}", "clusters[lab].guests[db1].labels.a: g1 -> not set"},
    {"clusters[].guests[].downtime_cost", "downtime_cost: low", "downtime_cost: high",
     "clusters[lab].guests[db1].downtime_cost: low -> high"},
    {"clusters[].guests[].memory_min", "memory_min: 3GiB", "memory_min: 2GiB",
     "clusters[lab].guests[db1].memory_min: 3GiB -> 2GiB"},
    {"clusters[].guests[].memory_max", "memory_max: 8GiB", "memory_max: 16GiB",
     "clusters[lab].guests[db1].memory_max: 8GiB -> 16GiB"},
    {"clusters[].guests[].vcpus_min", "vcpus_min: 2", "vcpus_min: 3", "clusters[lab].guests[db1].vcpus_min: 2 -> 3"},
    {"clusters[].guests[].vcpus_max", "vcpus_max: 12", "vcpus_max: 13", "clusters[lab].guests[db1].vcpus_max: 12 -> 13"},
    {"clusters[].guests[].ha", "ha: yes", "ha: false", "clusters[lab].guests[db1].ha: yes -> no"},
    {"clusters[].guests[].snmp.address", "192.0.2.7,", "192.0.2.17,",
     "clusters[lab].guests[db1].snmp.address: udp:192.0.2.7:161 -> udp:192.0.2.17:161"},
    {"clusters[].guests[].snmp.version", "192.0.2.8, ", "192.0.2.8, version: 1, ",
     "clusters[lab].guests[db2].snmp.version: 2c -> 1"},
    {"clusters[].guests[].snmp.community", "guest-word", "guest-new",
     "clusters[lab].guests[db2].snmp.community: changed, a secret"},
    {"clusters[].guests[].snmp.user", "u2", "u9", "clusters[lab].guests[db1].snmp.user: u2 -> u9"},
    {"clusters[].guests[].snmp.auth", "auth: sha,\n    auth", "auth: md5,\n    auth",
     "clusters[lab].guests[db1].snmp.auth: sha -> md5"},
    {"clusters[].guests[].snmp.auth_passphrase", "guest-auth", "guest-auth2",
     "clusters[lab].guests[db1].snmp.auth_passphrase: changed, a secret"},
    {"clusters[].guests[].snmp.priv", "priv: aes, priv_passphrase: 'guest", "priv: aes-256, priv_passphrase: 'guest",
     "clusters[lab].guests[db1].snmp.priv: aes -> aes-256"},
    {"clusters[].guests[].snmp.priv_passphrase", "guest-priv", "guest-priv2",
     "clusters[lab].guests[db1].snmp.priv_passphrase: changed, a secret"},
    {"clusters[].guests[].snmp.software", ", software: [gsoft]", "",
     "clusters[lab].guests[db1].snmp.software: [gsoft] -> not set"},
    {"alerts.map[].source", "source: nagios", "source: icinga", "alerts.map[1].source: nagios -> icinga"},
    {"alerts.map[].host", "host: 'vm-*'", "host: 'v-*'", "alerts.map[1].host: vm-* -> v-*"},
    {"alerts.map[].service", "service: htt*", "service: web", "alerts.map[1].service: htt* -> web"},
    {"alerts.map[].address", "address: 198.51.100.0/24", "address: 198.51.100.0/25", "alerts.map[1].address: 198.51.100.0/24 -> 198.51.100.0/25"},
    {"alerts.map[].subject", "guest:%{short}", "guest:%{host}", "alerts.map[1].subject: guest:%{short} -> guest:%{host}"},
    {"rules[].kind", "kind: owners", "kind: pin", "rules[apart].kind: owners -> pin"},
    {"rules[].guests", "[web*]", "[web*, db1]", "rules[apart].guests: ['web*'] -> ['web*', db1]"},
    {"rules[].hosts", "[rack=7]", "[rack=8]", "rules[apart].hosts: ['rack=7'] -> ['rack=8']"},
    {"rules[].hard", "hard: yes", "hard: no", "rules[apart].hard: yes -> no"},
    {"licences.NAME.per", "per: host", "per: core", "licences.db.per: host -> core"},
    {"licences.NAME.hosts", "hosts: [h1], ent", "hosts: [h1, 'r*'], ent", "licences.db.hosts: [h1] -> [h1, 'r*']"},
    {"licences.NAME.entitlements", "entitlements: 20", "entitlements: 21", "licences.db.entitlements: 20 -> 21"},
    {"licences.NAME.stay", "stay: 90d", "stay: 100d", "licences.db.stay: 90d -> 100d"},
    {"clusters[].guests[].licences", "licences: [db]", "licences: [db, os]",
     "clusters[lab].guests[db1].licences: [db] -> [db, os]"},
    {"clusters[].hosts[].capacity.disk", "disk: 500MiB", "disk: 600MiB",
     "clusters[lab].hosts[h1].capacity.disk: 500MiB -> 600MiB"},
    {"clusters[].hosts[].capacity.network", "network: 40Gbit/s", "network: 25Gbit/s",
     "clusters[lab].hosts[h1].capacity.network: 40Gbit/s -> 25Gbit/s"},
    {"agent.agentx", "unix:/run/agentx", "unix:/run/other", "agent.agentx: unix:/run/agentx -> unix:/run/other"},
    {"agent.heartbeat", "33s", "34s", "agent.heartbeat: 33s -> 34s"},
    {"agent.targets[].address", "192.0.2.40", "192.0.2.42",
     "agent.targets[noc].address: udp:192.0.2.40:162 -> udp:192.0.2.42:162"},
    {"agent.targets[].version", "version: 3, user: t4", "version: 2c, community: 'other'",
     "agent.targets[sink].version: 3 -> 2c\nagent.targets[sink].community: changed, a secret\n"
     "agent.targets[sink].user: t4 -> not set"},
    {"agent.targets[].community", "target-word", "target-new", "agent.targets[noc].community: changed, a secret"},
    {"agent.targets[].user", "g3", "g9", "agent.targets[boss].user: g3 -> g9"},
    {"agent.targets[].auth", "auth: sha, auth_passphrase: 'target", "auth: md5, auth_passphrase: 'target",
     "agent.targets[boss].auth: sha -> md5"},
    {"agent.targets[].auth_passphrase", "target-auth", "target-auth2", "agent.targets[boss].auth_passphrase: changed, a secret"},
    {"agent.targets[].priv", "priv: aes,\n   priv", "priv: aes-256,\n   priv", "agent.targets[boss].priv: aes -> aes-256"},
    {"agent.targets[].priv_passphrase", "target-priv", "target-priv2", "agent.targets[boss].priv_passphrase: changed, a secret"},
    {"agent.targets[].inform", "inform: yes", "inform: no", "agent.targets[boss].inform: yes -> no"},
    {"agent.targets[].timeout", "timeout: 7s", "timeout: 8s", "agent.targets[boss].timeout: 7s -> 8s"},
    {"agent.targets[].retries", "retries: 4", "retries: 5", "agent.targets[boss].retries: 4 -> 5"},
    {"devices[].kind", "kind: switch", "kind: array", "devices[fabric1].kind: switch -> array"},
    {"devices[].serves", "serves: [h1]", "serves: [h1, h2]", "devices[fabric1].serves: [h1] -> [h1, h2]"},
    {"devices[].labels", "{a: d1}", "{a: d2}", "devices[fabric1].labels.a: d1 -> d2"},
    {"devices[].snmp.address", "192.0.2.9,", "192.0.2.19,",
     "devices[fabric1].snmp.address: udp:192.0.2.9:161 -> udp:192.0.2.19:161"},
    {"devices[].snmp.version", "192.0.2.10, ", "192.0.2.10, version: 1, ", "devices[fabric2].snmp.version: 2c -> 1"},
    {"devices[].snmp.community", "device-word", "device-new", "devices[fabric2].snmp.community: changed, a secret"},
    {"devices[].snmp.user", "u3", "u9", "devices[fabric1].snmp.user: u3 -> u9"},
    {"devices[].snmp.auth", "auth: sha, auth_passphrase: 'device", "auth: md5, auth_passphrase: 'device",
     "devices[fabric1].snmp.auth: sha -> md5"},
    {"devices[].snmp.auth_passphrase", "device-auth", "device-auth2",
     "devices[fabric1].snmp.auth_passphrase: changed, a secret"},
    {"devices[].snmp.priv", "priv: aes,\n         priv", "priv: aes-256,\n         priv",
     "devices[fabric1].snmp.priv: aes -> aes-256"},
    {"devices[].snmp.priv_passphrase", "device-priv", "device-priv2",
     "devices[fabric1].snmp.priv_passphrase: changed, a secret"},
    {"devices[].snmp.software", "[dsoft]", "[dsoft, two]",
     "devices[fabric1].snmp.software: [dsoft] -> [dsoft, two]"},
    {"traps.listen", "['udp:127.0.0.1:1162']", "['udp6:[::1]:1162']",
     "traps.listen: [udp:127.0.0.1:1162] -> ['udp6:[::1]:1162']"},
    {"traps.rate", "rate: 61", "rate: 62", "traps.rate: 61 -> 62"},
    {"traps.rate_total", "rate_total: 601", "rate_total: 602", "traps.rate_total: 601 -> 602"},
    {"traps.sources[].min_level", "min_level: auth-priv", "min_level: auth",
     "traps.sources[203.0.113.0/24#2].min_level: auth-priv -> auth"},
    {"traps.sources[].version", "community: 'trap-word'", "version: 1, community: 'trap-word'",
     "traps.sources[203.0.113.0/24].version: 2c -> 1"},
    {"traps.sources[].community", "'trap-word'", "'trap-new'", "traps.sources[203.0.113.0/24].community: changed, a secret"},
    {"traps.sources[].user", "snd", "other", "traps.sources[203.0.113.0/24#2].user: snd -> other"},
    {"traps.sources[].auth", "sha-512", "sha-384", "traps.sources[203.0.113.0/24#2].auth: sha-512 -> sha-384"},
    {"traps.sources[].auth_passphrase", "trap-auth", "trap-auth2",
     "traps.sources[203.0.113.0/24#2].auth_passphrase: changed, a secret"},
    {"traps.sources[].priv", "aes-192", "aes-256", "traps.sources[203.0.113.0/24#2].priv: aes-192 -> aes-256"},
    {"traps.sources[].priv_passphrase", "trap-priv", "trap-priv2",
     "traps.sources[203.0.113.0/24#2].priv_passphrase: changed, a secret"},
};

/* The base with that key changed. Caller frees. */
static inline char *changed_text(const struct changed_key *changed)
{
  GString *text = g_string_new(CHANGED_KEYS_BASE);
  g_assert_cmpuint(g_string_replace(text, changed->from, changed->to, 0), ==, 1);
  return g_string_free(text, FALSE);
}
