#include "load.h"

/* Each case is a test of its own: a file, and all that must be said of it. */
struct bad {
  const char *name, *text, *errors;
};

#define HOST               "[{name: h1, libvirt: 'test:///default'}]"
#define CLUSTERS           "clusters: [{name: lab, hosts: " HOST "}]\n"
#define WITH_SNMP(snmp)    "clusters: [{name: lab, hosts: [{name: h1, snmp:\n  {" snmp "}}]}]\n"
#define WITH_CLUSTER(keys) "clusters: [{name: lab, hosts: " HOST ",\n  " keys "}]\n"
#define AT(place)          "provost.yaml:" place ": "
#define NO_CLUSTERS        "no clusters: nothing to watch; add at least one\n"
#define BAD_ADDRESS                                                                                \
  "address must be HOST, HOST:PORT, udp:HOST:PORT, udp6:[ADDRESS]:PORT, tcp:HOST:PORT or "         \
  "tcp6:[ADDRESS]:PORT, with an IPv4 address or a name as HOST and an IPv6 ADDRESS\n"
#define BAD_NAME                                                                                   \
  " cannot be a name: names are 1 to 63 letters, digits, '.', '_' and '-', and begin with "        \
  "neither '.' nor '-'\n"

static const struct bad cases[] = {
    {"an empty file watches nothing", "", AT("1:1") NO_CLUSTERS},
    {"a file of comments watches nothing", "# later\n---\n", AT("1:1") NO_CLUSTERS},
    {"a file without clusters watches nothing", "interval: 5s\n", AT("1:1") NO_CLUSTERS},
    {"clusters without entries watch nothing", "clusters: []\n", AT("1:11") NO_CLUSTERS},
    {"clusters without value watch nothing", "clusters:\n", AT("1:10") NO_CLUSTERS},
    {"a cluster without hosts watches nothing", "clusters: [{name: lab}]\n",
     AT("1:12") "no hosts: nothing to watch; add at least one\n"},
    {"a file that is a list is refused", "- a\n",
     AT("1:1") "the file must be a map: its keys below it, indented, or {KEY: VALUE, "
               "...}\n"},

    {"an unknown key is answered with the nearest", "intervall: 5s\n" CLUSTERS,
     AT("1:1") "unknown key \"intervall\": did you mean interval?\n"},
    {"an unknown key far from all is answered with all", "x: 5s\n" CLUSTERS,
     AT("1:1") "unknown key \"x\": known here are state_dir, runtime_dir, interval, api, rrd, "
               "packs, canaries, timezone, automation, tips, ownership, policies, programs, program_timeout, nagios, icinga, webhooks, agent, clusters, devices, alerts, traps, rules, licences\n"},
    {"the nearest key is looked for in its own map only", WITH_CLUSTER("intervall: 5s"),
     AT("2:3") "unknown key \"intervall\": known here are name, labels, reserve, libvirt, "
               "migration, resize, automation, placement, settings, hosts, guests\n"},
    {"a key written as a path is unknown", "automation.level: apply\n" CLUSTERS,
     AT("1:1") "unknown key \"automation.level\": did you mean automation?\n"},
    {"a key of another struct written as a path is unknown", WITH_CLUSTER("'hosts[].name': h2"),
     AT("2:3") "unknown key \"hosts[].name\": known here are name, labels, reserve, libvirt, "
               "migration, resize, automation, placement, settings, hosts, guests\n"},
    {"an Icinga without encryption is refused", "icinga: {url: 'http://192.0.2.1:5665', user: u, password: word}\n" CLUSTERS,
     AT("1:15") "the API of Icinga 2 is encrypted and a password goes there: write https://ADDRESS:5665\n"},
    {"an Icinga needs a password", "icinga: {url: 'https://192.0.2.1:5665', user: u}\n" CLUSTERS,
     AT("1:9") "password is missing here: add password or password_file\n"},
    {"a public key is a digest",
     "icinga: {url: 'https://192.0.2.1:5665', user: u, password: word, public_key: 'sha256//AAAA'}\n" CLUSTERS,
     AT("1:78") "public_key must be sha256// and the digest of the key in base64, 44 characters: provost.yaml(5) says how to get it\n"},
    {"a webhook's URL is one of HTTP and not shown", "webhooks: [{name: a, url: 'ftp://192.0.2.1/hidden'}]\n" CLUSTERS,
     AT("1:27") "the URL of a webhook begins with https:// or http://\n"},
    {"a webhook needs a URL", "webhooks: [{name: a}]\n" CLUSTERS, AT("1:12") "url is missing here: add url or url_file\n"},
    {"a webhook is told of kinds that there are", "webhooks: [{name: a, url: 'https://192.0.2.1/', on: [tips]}]\n" CLUSTERS,
     AT("1:54") "there are no events of kind \"tips\": known are tip, action, guest, host, provost, alert\n"},
    {"a webhook's header has a name", "webhooks: [{name: a, url: 'https://192.0.2.1/', header: Bearer}]\n" CLUSTERS,
     AT("1:57") "a header is NAME: VALUE, as in Authorization: Bearer WORD\n"},
    {"two webhooks have two names", "webhooks: [{name: a, url: 'http://192.0.2.1/'}, {name: a, url: 'http://192.0.2.1/'}]\n" CLUSTERS,
     AT("1:56") "the webhook on line 1 is named \"a\" already: give each a name of its own\n"},
    {"a rule of alerts.map says what it fits and whom it means",
     "alerts: {map: [{subject: 'host:h1'},\n {host: a},\n {host: a, subject: h1},\n {host: a, subject: 'guest:%{name}'},\n"
     " {address: 192.0.2.0/40, subject: 'host:h1'}]}\n" CLUSTERS,
     AT("1:16") "a rule of alerts.map fits what it says: add at least one of source, host, service and address\n"
     AT("2:2") "subject is missing here: add it\n"
     AT("3:2") "\"h1\" is no subject: write host:NAME, guest:NAME, device:NAME or cluster:NAME\n"
     AT("4:2") "\"guest:%{name}\" has a macro that is none: there are %{host}, %{short}, %{service}, %{address} and %{source}\n"
     AT("5:2") "\"192.0.2.0/40\" is no address and no network such as 192.0.2.0/24\n"},
    {"a pin says on which hosts", "rules: [{name: a, kind: pin, guests: [g]}]\n" CLUSTERS,
     AT("1:9") "a rule of kind pin says on which hosts guests may be: add hosts\n"},
    {"an affinity is not about hosts", "rules: [{name: a, kind: affinity, guests: [g], hosts: [h1]}]\n" CLUSTERS,
     AT("1:9") "a rule of kind affinity is not about hosts: remove hosts\n"},
    {"a rule names hosts that there are", "rules: [{name: a, kind: pin, guests: [g], hosts: [h9, 'r*']}]\n" CLUSTERS,
     AT("1:51") "no host has the name \"h9\": did you mean h1?\n"},
    {"a licence names hosts that there are", "licences: {db: {hosts: [h7, 'r*', h1]}}\n" CLUSTERS,
     AT("1:25") "no host has the name \"h7\": did you mean h1?\n"},
    {"a licence says what it allows", "licences: {db: {stay: 90d}}\n" CLUSTERS,
     AT("1:16") "the licence db says neither which hosts have it nor how many may: add hosts or entitlements\n"},
    {"a rule means guests by what can be a name", "rules: [{name: a, kind: group, guests: ['a b', 'x=y=z', 'web*']}]\n" CLUSTERS,
     AT("1:41") "an entry of guests is a name, a UUID, a pattern as in web*, or a label as in tier=db\n" AT(
         "1:48") "an entry of guests is a name, a UUID, a pattern as in web*, or a label as in tier=db\n"},
    {"rules have names of their own",
     "rules: [{name: a, kind: group, guests: [g]},\n  {name: a, kind: group, guests: [h]}]\n" CLUSTERS,
     AT("2:10") "the rule on line 1 is named \"a\" already: give each a name of its own\n"},
    {"a label has a name, a value and no more", WITH_CLUSTER("labels: {tier: [db], a b: c, e: '', f: g}"),
     AT("2:18") "tier must be a single value, not a list or map\n"
     AT("2:24") "\"a b\"" BAD_NAME
     AT("2:35") "e has 0 bytes: it must have 1 to 63 bytes\n"},
    {"a 17th label is refused",
     WITH_CLUSTER("labels: {a: x, b: x, c: x, d: x, e: x, f: x, g: x, h: x, i: x, j: x, k: x, l: x, m: x, n: x, o: x, "
                  "p: x, q: x}"),
     AT("2:11") "labels holds more than 16: leave some out\n"},
    {"ha is said by one of four words", WITH_CLUSTER("guests: [{name: g1, ha: maybe}]"),
     AT("2:27") "ha must be one of yes, no, true, false\n"},
    {"a program is an absolute path and words with known macros",
     "programs: {a: [bin/x], b: [], c: [/bin/true, '%{tip.ID}'], d: ['/bin/%{tip.id}'], e: /bin/true, f: [/bin/true, [x]]}\n" CLUSTERS,
     AT("1:16") "a: the program \"bin/x\" must be an absolute path: begin it with '/'\n"
     AT("1:27") "b has 0 words: it may have 1 to 64, the first of them the path of the program\n"
     AT("1:46") "c: unknown macro %{tip.ID}: known are tip.id, tip.policy, tip.severity, tip.subject, tip.text, guest.name, "
     "guest.uuid, host.name, action.id\n"
     AT("1:64") "d: the program \"/bin/%{tip.id}\" must stand there as it is: macros are for the words behind it\n"
     AT("1:86") "e must be a list: one entry a line behind \"- \", or [ENTRY, ...]\n"
     AT("1:112") "f must be a single value, not a list or map\n"},
    {"a program that everybody may change is refused", "programs: {a: [/dev/null]}\n" CLUSTERS,
     AT("1:16") "a: everybody on this machine may change the program: chmod o-w /dev/null\n"},
    {"a key of the history that comes later is refused", "rrd: {archives: [1m]}\n" CLUSTERS,
     AT("1:7") "archives is not supported by this version yet: remove it\n"},
    {"rrdcached is reached by a Unix socket only", "rrd: {rrdcached: 127.0.0.1:42217}\n" CLUSTERS,
     AT("1:18") "rrdcached must be unix:PATH, with the absolute path of a Unix socket\n"},
    {"history is kept for a day at least", "rrd: {retention: 1h}\n" CLUSTERS,
     AT("1:18") "retention is 1h: it must be from 1d to 3650d\n"},
    {"a level that is none is refused", WITH_CLUSTER("automation: {level: always}"),
     AT("2:23") "level must be one of off, advise, apply\n"},
    {"a window that is none is refused", "automation: {windows: [nights]}\n" CLUSTERS,
     AT("1:24") "an entry of windows is a time of the week as in 22:00-06:00, mon-fri 22:00-06:00 or sat,sun\n"},
    {"no window at all is no time to act", "automation: {windows: []}\n" CLUSTERS,
     AT("1:23") "windows has 0 entries: it may have 1 to 50\n"},
    {"a time zone that is none is refused", "timezone: Mars/Olympus\n" CLUSTERS,
     AT("1:11") "timezone \"Mars/Olympus\" is no time zone that this machine knows: write one as in Europe/Berlin (package tzdata)\n"},
    {"a duplicate key names both lines", "interval: 5s\n" CLUSTERS "interval: 6s\n",
     AT("3:1") "this key stands on line 1 already: keep one of the two\n"},
    {"a list as a key is refused", "[a]: 1\n" CLUSTERS,
     AT("1:1") "a key must be plain text, not a list or map\n"},

    {"an anchor is refused", "interval: &a 5s\n" CLUSTERS,
     AT("1:11") "anchors (&) are not taken here: write the value out where it is needed\n"},
    {"an alias is refused", "interval: *a\n" CLUSTERS,
     AT("1:11") "aliases (*) are not taken here: write the value out\n"},
    {"a tag is refused", "interval: !!str 5s\n" CLUSTERS,
     AT("1:11") "tags (!) are not taken here: remove it\n"},
    {"a cycle is refused", "packs: &a [*a]\n" CLUSTERS,
     AT("1:8") "anchors (&) are not taken here: write the value out where it is "
               "needed\n" AT("1:12") "aliases (*) are not taken here: write the value out\n"},
    {"a second document is refused", CLUSTERS "---\ninterval: 5s\n",
     AT("2:1") "a second document begins here: a file holds one, so remove this line\n"},
    {"a tab is refused", "clusters:\n\t- name: lab\n",
     AT("2:1") "a tab stands where YAML takes spaces only: replace it\n"},
    {"a line break in a value is refused", "state_dir: |\n  /srv\n" CLUSTERS,
     AT("1:12") "this text holds a line break or another control character: remove it\n"},
    {"a zero byte in a value is refused", "state_dir: \"/srv\\0x\"\n" CLUSTERS,
     AT("1:12") "this text holds a line break or another control character: remove it\n"},
    {"what is not UTF-8 is refused", CLUSTERS "state_dir: /\xc3\xa4\xff\n",
     AT("2:14") "this is not UTF-8 text (invalid leading UTF-8 octet): save the file as "
                "UTF-8 "
                "without control characters\n"},
    {"a syntax error names the line where its structure began",
     CLUSTERS "policies:\n  a: {}\n interval: 5s\n",
     AT("4:2") "this is not YAML: did not find expected key, while parsing a block mapping "
               "that "
               "began on line 1; check indentation and quotes\n"},
    {"what stands before a syntax error is still checked", "intervall: 5s\nstate_dir: /a: b\n",
     AT("1:1") "unknown key \"intervall\": did you mean interval?\n" AT(
         "2:14") "this is not YAML: mapping values are not allowed in this context; check "
                 "indentation, quotes and the space behind ':'\n"},
    {"what may follow an unfinished host is not missed",
     "clusters:\n  - hosts:\n      - name: h1\n        ]\n",
     AT("4:9") "this is not YAML: did not find expected key, while parsing a block mapping that "
               "began on line 3; check indentation and quotes\n"},
    {"what may follow an unfinished list is not missed", "clusters:\n  - name: a\n    hosts: [\n   @\n",
     AT("4:4") "this is not YAML: found character that cannot start any token; check "
               "indentation, quotes and the space behind ':'\n"},
    {"what may follow a syntax error is not missed",
     "clusters:\n  - hosts:\n      - snmp:\n          address: h1\n          \"\n",
     AT("6:1") "this is not YAML: found unexpected end of stream, while scanning a quoted scalar "
               "that began on line 5; check indentation and quotes\n"},

    {"a map where a value belongs is refused", "interval: {a: 5s}\n" CLUSTERS,
     AT("1:11") "interval must be a single value, not a list or map\n"},
    {"a value where a list belongs is refused", "packs: /srv/packs\n" CLUSTERS,
     AT("1:8") "packs must be a list: one entry a line behind \"- \", or [ENTRY, ...]\n"},
    {"a value where a map belongs is refused", "automation: apply\n" CLUSTERS,
     AT("1:13") "automation must be a map: its keys below it, indented, or {KEY: VALUE, "
                "...}\n"},
    {"an entry that is no map is refused", "clusters: [lab]\n",
     AT("1:12") "an entry of clusters must be a map: its keys below it, indented, or "
                "{KEY: VALUE, ...}\n"},
    {"a key without value is refused", "interval:\n" CLUSTERS,
     AT("1:10") "interval has no value: write one, or remove the key\n"},
    {"a duration in words is refused", "interval: ten seconds\n" CLUSTERS,
     AT("1:11") "interval \"ten seconds\" is no duration: write a whole number and s, m, "
                "h, d or w, "
                "such as 10s\n"},
    {"an interval of zero is refused", "interval: 0s\n" CLUSTERS,
     AT("1:11") "interval is 0s: it must be from 1s to 1h\n"},
    {"an interval over an hour is refused", "interval: 3601s\n" CLUSTERS,
     AT("1:11") "interval is 3601s: it must be from 1s to 1h\n"},
    {"an interval of parts of a second is refused", "interval: 1.5s\n" CLUSTERS,
     AT("1:11") "interval \"1.5s\" is no duration: write a whole number and s, m, h, d or "
                "w, such "
                "as 10s\n"},
    {"a duration that overflows is refused", "interval: 99999999999999999999s\n" CLUSTERS,
     AT("1:11") "interval \"99999999999999999999s\" is no duration: write a whole number "
                "and s, m, "
                "h, d or w, such as 10s\n"},
    {"a size without unit is refused", WITH_CLUSTER("reserve: {memory: 256}"),
     AT("2:21") "memory \"256\" has no unit: write 256B or 256MiB\n"},
    {"a size in decimal units is refused", WITH_CLUSTER("reserve: {memory: 1GB}"),
     AT("2:21") "memory \"1GB\" is no size: write a whole number and B, KiB, MiB, GiB or "
                "TiB, such "
                "as 256MiB\n"},
    {"a size out of bounds is refused", WITH_CLUSTER("reserve: {memory: 65TiB}"),
     AT("2:21") "memory is 65TiB: it must be from 0 to 64TiB\n"},
    {"a speed without unit is refused", WITH_CLUSTER("migration: {link: 10}"),
     AT("2:21") "link \"10\" is no speed: write a whole number and Mbit/s or Gbit/s, such as 10Gbit/s\n"},
    {"a speed out of bounds is refused", WITH_CLUSTER("migration: {link: 999kbit/s}"),
     AT("2:21") "link is 999kbit/s: it must be from 1Mbit/s to 100Tbit/s\n"},
    {"a number out of bounds is refused", WITH_CLUSTER("migration: {parallel: 17}"),
     AT("2:25") "parallel is 17: it must be from 1 to 16\n"},
    {"what is no whole number is refused", WITH_CLUSTER("placement: {weights: {cpu: 1.5}}"),
     AT("2:30") "cpu \"1.5\" is no whole number\n"},
    {"a percentage without its sign is refused", WITH_CLUSTER("reserve: {cpu: 10}"),
     AT("2:18") "cpu \"10\" is no percentage: write a number and %, such as 10%\n"},
    {"a percentage over 100 is refused", WITH_CLUSTER("reserve: {cpu: 100.5%}"),
     AT("2:18") "cpu is 100.5%: it must be from 0% to 100%\n"},
    {"a relative path is refused", "state_dir: var\n" CLUSTERS,
     AT("1:12") "state_dir must be an absolute path: begin it with '/'\n"},
    {"a relative path in a list is refused", "packs: [/srv, packs]\n" CLUSTERS,
     AT("1:15") "packs must be an absolute path: begin it with '/'\n"},
    {"a word that is none is answered with the nearest", "automation: {level: aply}\n" CLUSTERS,
     AT("1:21") "level must be one of off, advise, apply: did you mean apply?\n"},
    {"a method that is none is refused", WITH_CLUSTER("migration: {methods: [warm]}"),
     AT("2:25") "methods must be one of live, converge, postcopy, quick, cold\n"},
    {"a method named twice is refused", WITH_CLUSTER("migration: {methods: [live, live]}"),
     AT("2:31") "methods names this one twice: remove it\n"},
    {"software is a list", WITH_SNMP("address: h1, community: x, software: nginx"),
     AT("2:41") "software must be a list: one entry a line behind \"- \", or [ENTRY, ...]\n"},
    {"software is named once, by what may name a part",
     WITH_SNMP("address: h1, community: x, software: [a, '', b=c, a]"),
     AT("2:45") "software has 0 bytes: it must have 1 to 63 bytes\n"
     AT("2:49") "an entry of software holds a control character or one of { } =: no name of a part can have these\n"
     AT("2:54") "software names this one twice: remove it\n"},
    {"software has sixteen names at most",
     WITH_SNMP("address: h1, community: x, software: [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q]"),
     AT("2:41") "software has 17 entries: it may have 16 at most\n"},
    {"no method at all is refused", WITH_CLUSTER("migration: {methods: []}"),
     AT("2:24") "methods is empty: name at least one, or remove the key\n"},

    {"a bad name is refused", "clusters: [{name: 'a b', hosts: " HOST "}]\n",
     AT("1:19") "\"a b\"" BAD_NAME},
    {"a bad name of a policy is refused", "policies: {-p: {}}\n" CLUSTERS,
     AT("1:12") "\"-p\"" BAD_NAME},
    {"a bad name of a setting is refused", "policies: {p: {settings: {'a b': 1}}}\n" CLUSTERS,
     AT("1:27") "\"a b\"" BAD_NAME},
    {"a setting that is no single value is refused",
     "policies: {p: {settings: {a: [1]}}}\n" CLUSTERS,
     AT("1:30") "a must be a single value, not a list or map\n"},
    {"two clusters of one name are refused",
     "clusters:\n- {name: a, hosts: " HOST "}\n- {name: a, hosts: [{name: h2, libvirt: 'a://'}]}\n",
     AT("3:10") "the cluster on line 2 is named \"a\" already: give each a name of its "
                "own\n"},
    {"two hosts of one name are refused in different clusters too",
     "clusters:\n- {name: a, hosts: " HOST "}\n- {name: b, hosts: " HOST "}\n",
     AT("3:28") "the host on line 2 is named \"h1\" already: give each a name of its "
                "own\n"},
    {"a host without name is refused", "clusters: [{name: a, hosts: [{libvirt: 'a://'}]}]\n",
     AT("1:30") "name is missing here: add it\n"},
    {"a host that nothing watches is refused", "clusters: [{name: a, hosts: [{name: h1}]}]\n",
     AT("1:30") "this host has neither libvirt nor snmp: add at least one, or it cannot be "
                "watched\n"},
    {"a libvirt URI without scheme is refused",
     "clusters: [{name: a, hosts: [{name: h1, libvirt: h1/system}]}]\n",
     AT("1:50") "libvirt must be a URI that begins with SCHEME://, such as "
                "qemu+tls://HOST/system\n"},
    {"an agent without address is refused", WITH_SNMP("community: s3cret"),
     AT("2:3") "address is missing here: add it\n"},
    {"an agent without community is refused", WITH_SNMP("address: h1"),
     AT("2:3") "community is missing here: add community or community_file\n"},
    {"an agent with two communities is refused",
     WITH_SNMP("address: h1, community: s3cret, community_file: s3cret"),
     AT("2:52") "community_file must be an absolute path: begin it with '/'\n" AT(
         "2:52") "community stands on line 2 already: keep one of community and "
                 "community_file\n"},
    {"an agent with a bad address is refused", WITH_SNMP("address: 'h1:0', community: s3cret"),
     AT("2:13") BAD_ADDRESS},
    {"a version that is none is refused",
     WITH_SNMP("address: h1, version: 4, community: s3cret"), AT("2:26") "version must be one of 1, 2c, 3: did you mean 1?\n"},
    {"a community with version 3 is refused",
     WITH_SNMP("address: h1, version: 3, user: watch, community: s3cret"),
     AT("2:53") "version 3 has no community: write user, auth and priv, or version: 2c\n"},
    {"version 3 without a user is refused", WITH_SNMP("address: h1, version: 3"),
     AT("2:3") "user is missing here: version 3 needs one\n"},
    {"a user with another version is refused", WITH_SNMP("address: h1, community: s3cret, user: watch"),
     AT("2:42") "version 2c has no user: remove it, or write version: 3\n"},
    {"auth without a passphrase is refused", WITH_SNMP("address: h1, version: 3, user: watch, auth: sha"),
     AT("2:48") "auth needs a passphrase: add auth_passphrase or auth_file\n"},
    {"a passphrase without its protocol is refused",
     WITH_SNMP("address: h1, version: 3, user: watch, auth_passphrase: s3cretworD"),
     AT("2:59") "a passphrase for auth without auth: name the protocol, such as auth: sha-256\n"},
    {"priv without auth is refused",
     WITH_SNMP("address: h1, version: 3, user: watch, priv: aes, priv_passphrase: s3cretworD"),
     AT("2:48") "priv without auth: SNMP encrypts only what is signed, so add auth and its passphrase\n"},
    {"a protocol that is none is answered with the nearest",
     WITH_SNMP("address: h1, version: 3, user: watch, auth: sha256, auth_passphrase: s3cretworD"),
     AT("2:48") "auth must be one of md5, sha, sha-224, sha-256, sha-384, sha-512: did you mean sha-256?\n"},
    {"a passphrase of seven bytes is refused",
     WITH_SNMP("address: h1, version: 3, user: watch, auth: sha, auth_passphrase: s3cretw"),
     AT("2:70") "auth_passphrase has 7 bytes: it must have 8 to 255 bytes\n"},
    {"two passphrases for one thing are refused",
     WITH_SNMP("address: h1, version: 3, user: watch, auth: sha, auth_passphrase: s3cretworD, auth_file: x"),
     AT("2:93") "auth_file must be an absolute path: begin it with '/'\n" AT(
         "2:93") "auth_passphrase stands on line 2 already: keep one of auth_passphrase and auth_file\n"},
    {"a user of 33 bytes is refused",
     WITH_SNMP("address: h1, version: 3, user: abcdefghijklmnopqrstuvwxyz1234567"),
     AT("2:35") "user has 33 bytes: it must have 1 to 32 bytes\n"},
    {"an empty community is refused", WITH_SNMP("address: h1, community: ''"),
     AT("2:28") "community has 0 bytes: it must have 1 to 255 bytes\n"},
    {"a missing community file is refused", WITH_SNMP("address: h1, community_file: /s3cret"),
     AT("2:33") "community_file: the file cannot be opened: No such file or directory\n"},

    {"a secret that slipped into a key is not shown", WITH_SNMP("address: h1, s3cret: , s3cret: 1"),
     AT("2:3") "community is missing here: add community or community_file\n" AT(
         "2:17") "unknown key: known here are address, version, community, "
                 "community_file, user, auth, auth_passphrase, auth_file, priv, priv_passphrase, "
                 "priv_file, software\n" AT("2:27") "this key stands on line 2 already: keep "
                                               "one of the two\n"},
    {"a secret near a known key is not shown", WITH_SNMP("address: h1, community s3cret"),
     AT("2:3") "community is missing here: add community or community_file\n" AT(
         "2:17") "unknown key: did you mean community_file?\n"},
    {"a secret in the place of the map is not shown",
     "clusters: [{name: lab, hosts: [{name: h1, snmp: s3cret}]}]\n",
     AT("1:49") "snmp must be a map: its keys below it, indented, or {KEY: VALUE, ...}\n"},
    {"a secret in the place of other values is not shown",
     WITH_SNMP("address: 's3cret 1', version: s3cret, community: [s3cret]"),
     AT("2:13") BAD_ADDRESS AT("2:34") "version must be one of 1, 2c, 3\n" AT(
         "2:53") "community must be a single value, not a list or map\n"},
    {"a password in a URI is not shown",
     "clusters: [{name: a, hosts: [{name: h1, libvirt: 'vpx://u:s3cret@[h/x'}]}]\n",
     AT("1:50") "libvirt must be a URI that begins with SCHEME://, such as "
                "qemu+tls://HOST/system\n"},
};

static void all_is_said(void **state)
{
  const struct bad *bad = *state;
  struct loaded loaded = load_text(bad->text);
  g_autofree char *errors = loaded_errors(&loaded);
  assert_string_equal(errors, bad->errors);
  assert_null(strstr(errors, "s3cret"));
  loaded_done(&loaded);
}

static void many_errors_are_reported_in_the_order_of_the_file(void **state)
{
  (void)state;
  struct loaded loaded = load_text("intervall: 5s\n"
                                   "automation: {level: on}\n"
                                   "clusters:\n"
                                   "  - name: lab\n"
                                   "    reserve: {cpu: 200%, memory: &m 1}\n"
                                   "    hosts:\n"
                                   "      - name: h1\n"
                                   "      - {name: h1, snmp: {address: x y}}\n"
                                   "  - name: lab\n"
                                   "state_dir: x\n"
                                   "state_dir: y\n"
                                   "]\n");
  static const char *const places[] = {"1:1",  "2:21", "5:20", "5:34", "5:34",  "7:9",  "8:16",
                                       "8:26", "8:36", "9:5",  "9:11", "10:12", "11:1", "12:1"};
  assert_int_equal(loaded.errors->len, G_N_ELEMENTS(places));
  for (guint i = 0; i < loaded.errors->len; i++) {
    g_autofree char *prefix = g_strdup_printf("provost.yaml:%s: ", places[i]);
    assert_true(g_str_has_prefix(loaded.errors->pdata[i], prefix));
  }
  loaded_done(&loaded);
}

int main(void)
{
  struct CMUnitTest tests[G_N_ELEMENTS(cases) + 1] = {
      cmocka_unit_test(many_errors_are_reported_in_the_order_of_the_file)};
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++)
    tests[i + 1] = (struct CMUnitTest){cases[i].name, all_is_said, NULL, NULL, (void *)&cases[i]};
  return _cmocka_run_group_tests("errors", tests, G_N_ELEMENTS(tests), NULL, NULL);
}
