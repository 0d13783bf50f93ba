/* provost-rrd: run twice by provostd, as the one that writes history files and as the one that reads them. */
#include "base/error.h"
#include "rrd/roles.h"

#include <stdio.h>
#include <string.h>

int main(int argc, char **argv)
{
  gboolean is_writer = argc > 1 && strcmp(argv[1], "--writer") == 0;
  gboolean is_reader = argc > 1 && strcmp(argv[1], "--reader") == 0;
  if (!is_writer && !is_reader) {
    fprintf(stderr, "usage: provost-rrd --writer|--reader [--socket PATH]\n");
    return EXIT_USAGE;
  }
  argv[1] = argv[0];
  return role_main(is_writer ? rrd_writer() : rrd_reader(), argc - 1, argv + 1);
}
