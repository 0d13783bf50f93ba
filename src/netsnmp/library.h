#pragma once
/*
 * Starting net-snmp for a program that wants nothing but its protocol: no MIB files, no configuration, no
 * state on disk, no signals, its log to g_debug. Once, before any thread is started.
 */
void netsnmp_library_prepare(void); /* what has to be done before init_agent and init_snmp */
void netsnmp_library_open(void);    /* that, and init_snmp */
