#include "virt/plain_info.h"

void plain_info_read(struct plain_info *info, virDomainPtr domain, GHashTable *fields)
{
  virDomainInfo plain;
  if (virDomainGetInfo(domain, &plain) < 0)
    return;
  const struct {
    const char *name;
    guint64 value;
  } known[PLAIN_INFO_FIELDS] = {
      {"cpu.time", plain.cpuTime},
      {"info.cpu_time", plain.cpuTime},
      {"vcpu.current", plain.nrVirtCpu},
      {"balloon.current", plain.memory},
  };
  for (gsize i = 0; i < PLAIN_INFO_FIELDS; i++) {
    if (known[i].value == 0)
      continue;
    virTypedParameter *field = &info->fields[i];
    *field = (virTypedParameter){.type = VIR_TYPED_PARAM_ULLONG, .value.ul = known[i].value};
    g_strlcpy(field->field, known[i].name, sizeof field->field);
    g_hash_table_insert(fields, field->field, field);
  }
}
