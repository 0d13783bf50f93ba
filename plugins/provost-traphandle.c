#include "plugin/traphandle.h"

int main(int argc, char **argv)
{
  return traphandle_main(argc, argv);
}
