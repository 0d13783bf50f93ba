#pragma once
/*
 * The protocols of SNMPv3's user-based security (RFC 3414, 3826, 7860) by the words of the configuration. Pure; any thread.
 */
#include <net-snmp/net-snmp-config.h>
#include <net-snmp/net-snmp-includes.h>

/* "sha-256" ..., "aes" ...; NULL, or a word that is none: NULL. Owned by the library. */
const netsnmp_auth_alg_info *auth_protocol(const char *word);
const netsnmp_priv_alg_info *priv_protocol(const char *word);
