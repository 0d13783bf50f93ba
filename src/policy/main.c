#include "base/log.h"
#include "policy/check.h"
#include "policy/role.h"
#include "policy/test.h"

#include <glib.h>
#include <locale.h>
#include <string.h>

int main(int argc, char **argv)
{
  setlocale(LC_MESSAGES, "");
  gboolean is_check = argc > 1 && strcmp(argv[1], "--check") == 0;
  gboolean is_test = argc > 1 && strcmp(argv[1], "--test") == 0;
  if (!is_check && !is_test)
    return policy_role_main(argc, argv);
  log_open("provost-policy");
  return is_check ? policy_check_main(argc - 1, argv + 1) : policy_test_main(argc - 1, argv + 1);
}
