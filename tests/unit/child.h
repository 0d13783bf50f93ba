#pragma once
/* A program that a test starts must not outlive it, however the test ends. */
#include <glib.h>

/* A GSpawnChildSetupFunc: the kernel kills the child when the thread ends that started it. */
void child_ends_with_test(gpointer unused);
