#include "pipeline/remedy_state.h"

/* What is known of the tip's subject: a guest and its host, or a host. */
static void add_subject(const struct fleet *fleet, const struct tip *tip, const char **values)
{
  const char *uuid = subject_key(tip->subject, SUBJECT_GUEST), *host = subject_key(tip->subject, SUBJECT_HOST);
  const struct guest *guest = uuid ? fleet_guest(fleet, uuid) : NULL;
  if (host)
    values[MACRO_HOST_NAME] = host;
  if (!guest)
    return;
  values[MACRO_GUEST_NAME] = guest->name;
  values[MACRO_GUEST_UUID] = guest->uuid;
  values[MACRO_HOST_NAME] = guest->host ? guest->host : "";
}

static guint64 order(struct remedies *remedies, const struct tip *tip, const char *program, GError **error)
{
  g_autofree char *id = g_strdup_printf("%" G_GUINT64_FORMAT, tip->id);
  g_autofree char *text = g_strconcat(tip->is_test ? "TEST: " : "", tip->text, NULL);
  const char *values[PROGRAM_MACROS] = {
      [MACRO_TIP_ID] = id,
      [MACRO_TIP_POLICY] = tip->policy,
      [MACRO_TIP_SEVERITY] = severity_name(tip->severity),
      [MACRO_TIP_SUBJECT] = tip->subject_name,
      [MACRO_TIP_TEXT] = text,
      [MACRO_GUEST_NAME] = "",
      [MACRO_GUEST_UUID] = "",
      [MACRO_HOST_NAME] = "",
      [MACRO_ACTION_ID] = "",
  };
  add_subject(remedies->fleet, tip, values);
  return program_runs_order(remedies->program_runs,
                            &(struct program_order){program, values, tip->id, tip->state_by}, error);
}

void remedy_begin_run(struct remedies *remedies, const struct tip *tip, const struct remedy *remedy)
{
  const char *program = g_hash_table_lookup(remedy->parameters, "program");
  remedy_order_later(remedies, tip, remedy, program ? program : "", order);
}
