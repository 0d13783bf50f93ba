#include "virt/virt_role.h"

int main(int argc, char **argv)
{
  return virt_role_run(argc, argv);
}
