#pragma once
/*
 * Takes from the process what it needs no more once it has its socket, before it runs what a pack says: opening
 * files, sockets and processes, growing without bound, making memory executable, leaving a core dump, gaining
 * privileges. A system call that is not on the list fails with EPERM, in every thread. Cannot be undone.
 */

/* Logs what the kernel refused, and goes on: each of them is a second line of defence. */
void confine_process(void);
