#pragma once
/*
 * What keeps net-snmp from files: no MIBs, no configuration, no state on disk; its log goes to g_debug. Before init_agent and
 * init_snmp, once in a process.
 */
void library_prepare(void);
