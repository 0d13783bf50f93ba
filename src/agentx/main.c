#include "agentx/agentx_role.h"
#include "agentx/sender.h"

#include "base/log.h"

#include <string.h>

int main(int argc, char **argv)
{
  if (argc == 2 && strcmp(argv[1], SENDER_OPTION) == 0) {
    log_open(role_name(ROLE_AGENTX));
    return sender_main();
  }
  return role_main(agentx_role(), argc, argv);
}
