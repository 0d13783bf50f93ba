#include "policy/check.h"
#include "policy/role.h"
#include "policy/test.h"

#include <locale.h>
#include <string.h>

int main(int argc, char **argv)
{
  setlocale(LC_MESSAGES, "");
  if (argc > 1 && strcmp(argv[1], "--check") == 0)
    return policy_check_main(argv + 2);
  if (argc > 1 && strcmp(argv[1], "--test") == 0)
    return policy_test_main(argv + 2);
  return policy_role_main(argc, argv);
}
