#pragma once
/*
 * The process that sends notifications to one target: provost-agentx --sender, started by provost-agentx (agentx/target.h). net-snmp has
 * no locks and waits for engines of version 3, so each target has a process that may wait for it alone.
 *
 * On descriptor 3, a socket of packets: in, once, the settings "(ssuuba{ss}ayut)": address, version, timeout_ms, retries, whether
 * informs are sent, credentials, id and boots of our engine, and the monotonic time in us at which it began; then bodies of
 * notifications (notice_body). Out, for each of them: "" where it was sent, and acknowledged if it was an inform, or why not. Ends
 * when the socket closes or provost-agentx dies.
 */
#include <glib.h>

#define SENDER_OPTION "--sender"
#define SENDER_SETTINGS "(ssuuba{ss}ayut)"
#define SENDER_PACKET_MAX 8192

/* Runs the process; its exit status. */
int sender_main(void);
