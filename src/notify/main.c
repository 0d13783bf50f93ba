#include "notify/notify_role.h"

int main(int argc, char **argv)
{
  return role_main(notify_role(), argc, argv);
}
