#pragma once
/*
 * Starting net-snmp for a program that wants nothing but its protocol: no MIB files, no configuration, no
 * state on disk, its log to g_debug. Private to session.c. Once, before any thread is started.
 */
void netsnmp_library_open(void);
