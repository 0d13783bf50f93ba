#include "snmp/snmp_role.h"

int main(int argc, char **argv)
{
  return role_main(snmp_role(), argc, argv);
}
