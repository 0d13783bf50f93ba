#include "plugin/traphandle.h"

#include "base/error.h"
#include "plugin/passed_trap.h"
#include "plugin/teller.h"

#include <stdio.h>

static gboolean options_parse(struct teller *teller, char ***words, GError **error)
{
  const GOptionEntry entries[] = {REACH_OPTIONS(&teller->reach), TELLER_OPTIONS(teller), {0}};
  if (!teller_parse(teller, (const GOptionEntry *const[]){entries, NULL}, words, error))
    return FALSE;
  if ((*words)[0] && (*words)[1])
    return error_refuse(error, PROVOST_ERROR_INVALID, "\"%.64s\" is no option: -h explains", (*words)[1]);
  return teller_check(teller, error);
}

static int pass_on(const struct teller *teller)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *text = g_malloc0(PASSED_TRAP_MAX + 1);
  gsize length = fread(text, 1, PASSED_TRAP_MAX, stdin);
  text[length] = '\0';
  json_auto_t *trap = passed_trap_read(text, &error);
  if (!trap)
    return teller_fail(teller, TELLER_USAGE, error->message);
  if (teller->dry_run) {
    g_autofree char *body = json_dumps(trap, JSON_COMPACT);
    printf("%s\n", body);
    return TELLER_DONE;
  }
  struct client *client = teller_client(teller, &error);
  if (!client)
    return teller_fail(teller, TELLER_USAGE, error->message);
  json_auto_t *answer = client_post(client, "/v1/traps", json_incref(trap), &error);
  client_free(client);
  if (answer)
    return TELLER_DONE;
  return teller_fail(teller, teller_is_unheard(error) ? TELLER_NO_DAEMON : TELLER_REFUSED, error->message);
}

int traphandle_main(int argc, char **argv)
{
  struct teller teller = {.name = "provost-traphandle", .timeout_sec = TELLER_TIMEOUT_SEC};
  g_autoptr(GError) error = NULL;
  (void)argc;
  g_auto(GStrv) words = g_strdupv(argv);
  int status = TELLER_DONE;
  if (!options_parse(&teller, &words, &error)) {
    status = teller_fail(&teller, TELLER_USAGE, error->message);
  } else if (!teller_only_explains(&teller)) {
    struct deadline *deadline = teller_deadline(&teller);
    status = pass_on(&teller);
    deadline_free(deadline);
  }
  reach_clear(&teller.reach);
  return status;
}
