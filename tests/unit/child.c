#include "child.h"

#include <signal.h>
#include <sys/prctl.h>

/* Between fork and exec: system calls only. */
void child_ends_with_test(gpointer unused)
{
  (void)unused;
  prctl(PR_SET_PDEATHSIG, SIGKILL);
}
