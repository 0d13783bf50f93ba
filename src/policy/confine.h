#pragma once
/*
 * Takes from the process what it needs no more once its packs are loaded: opening files or sockets,
 * starting processes, growing without bound, leaving a core dump, gaining privileges. Cannot be undone.
 */

/* Logs what the kernel refused, and goes on: each of them is a second line of defence. */
void confine_process(void);
