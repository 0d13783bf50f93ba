#include "plugin/handler.h"

int main(int argc, char **argv)
{
  return handler_main(argc, argv);
}
