/* Programs of the administrator that could not be run. */
#include "daemon/doctor.h"

#include "config/commands.h"

void doctor_programs(json_t *findings, const struct config *config)
{
  for (guint i = 0; i < config->programs->len; i++) {
    const struct program *program = config->programs->pdata[i];
    g_autofree char *trouble = command_trouble(program);
    if (trouble)
      doctor_add(findings,
                 &(struct examined){program->name, "program", HEALTH_WARNING, "put it there, let provostd's user run it and "
                                                                              "nobody else change it"},
                 "%s could not be run now: %s", (const char *)program->words->pdata[0], trouble);
  }
}
