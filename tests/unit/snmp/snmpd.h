#pragma once
/*
 * Debian's snmpd for tests: in its own folder, on a port of its own, over UDP and TCP, IPv4 and IPv6.
 */
#include <glib.h>

struct snmpd;

/* Whether it is there; else says that the tests are skipped. */
gboolean snmpd_is_installed(void);
#define SKIPPED 77 /* the status that the test runner takes for that */

/* `config`: the text of its configuration. Not started. */
struct snmpd *snmpd_new(const char *config);
void snmpd_free(struct snmpd *snmpd); /* and kills it where it runs */

void snmpd_start(struct snmpd *snmpd);
void snmpd_kill(struct snmpd *snmpd); /* and waits until it is gone */

/* "udp:127.0.0.1:PORT", or over "tcp", "udp6", "tcp6". Caller frees. */
char *snmpd_address(const struct snmpd *snmpd, const char *transport);

/* Its configuration from its next start on: it reads nothing else, so "engineID" and "engineBoots" stand there, too. */
void snmpd_configure(const struct snmpd *snmpd, const char *config);

/* A port of 127.0.0.1 that was free a moment ago. */
guint16 free_port(void);
