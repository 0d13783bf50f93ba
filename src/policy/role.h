#pragma once
/*
 * provost-policy as a role: messages in, the engine, messages out. Evaluates in the main loop; before each
 * policy RUNNING leaves the process for certain, so that the core, which kills a role that does not answer,
 * knows the culprit.
 */

/* Runs until the core's socket closes; returns the exit status (wire/role.h). */
int policy_role_main(int argc, char **argv);
