#include "base/error.h"

G_DEFINE_QUARK(provost-error-quark, provost_error)

gboolean error_refuse(GError **error, enum provost_error code, const char *format, ...)
{
  va_list arguments;
  va_start(arguments, format);
  g_autofree char *sentence = g_strdup_vprintf(format, arguments);
  va_end(arguments);
  g_set_error_literal(error, PROVOST_ERROR, code, sentence);
  return FALSE;
}
