#pragma once
/*
 * provost-nagios-handler: tells provostd what Nagios or Icinga has found, called by them as event handler, notification command
 * or OCSP/OCHP command. Runs nothing, and ends in time whatever happens, so that it never holds Nagios up.
 */

int handler_main(int argc, char **argv);
