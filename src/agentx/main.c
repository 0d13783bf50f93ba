#include "agentx/agentx_role.h"

int main(int argc, char **argv)
{
  return role_main(agentx_role(), argc, argv);
}
