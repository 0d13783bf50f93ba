#include "snmp/complaint.h"

void complain(struct complaints *complaints, enum complaint cause, const char *subject, const char *format,
              ...)
{
  gint64 now_us = g_get_monotonic_time();
  if (complaints->next_us[cause] && now_us < complaints->next_us[cause])
    return;
  complaints->next_us[cause] = now_us + COMPLAINT_PAUSE_SEC * G_USEC_PER_SEC;
  va_list arguments;
  va_start(arguments, format);
  g_autofree char *sentence = g_strdup_vprintf(format, arguments);
  va_end(arguments);
  if (cause == COMPLAINT_UP)
    g_message("%s: %s", subject, sentence);
  else
    g_warning("%s: %s", subject, sentence);
}
