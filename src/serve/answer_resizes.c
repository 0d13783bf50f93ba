#include "serve/routes.h"

#include "action/resize.h"
#include "base/error.h"
#include "json/fields.h"

#define WHAT "a resize is {\"guest\": name, \"memory_bytes\": number, \"vcpus\": number, \"dry_run\": true or false}"

struct order {
  const char *guest; /* borrows from the body */
  struct resize resize;
  gboolean dry_run;
};

/* What is given is 1 at least; what is not is left alone. */
static gboolean read_order(const json_t *body, struct order *order, GError **error)
{
  json_error_t where;
  const char *guest = "";
  json_int_t memory = -1, vcpus = -1;
  int dry_run = 0;
  if (json_unpack_ex((json_t *)body, &where, 0, "{s:s, s?I, s?I, s?b !}", "guest", &guest, "memory_bytes", &memory, "vcpus",
                     &vcpus, "dry_run", &dry_run) < 0) {
    g_autofree char *why = g_strconcat(WHAT, ": ", where.text, NULL);
    return error_refuse(error, PROVOST_ERROR_INVALID, "%s", why);
  }
  gboolean has_memory = json_object_get(body, "memory_bytes") != NULL, has_vcpus = json_object_get(body, "vcpus") != NULL;
  if (has_memory && memory < 1024)
    return error_refuse(error, PROVOST_ERROR_INVALID, "a guest has 1 KiB of memory at least");
  if (has_vcpus && (vcpus < 1 || vcpus > G_MAXINT32))
    return error_refuse(error, PROVOST_ERROR_INVALID, "a guest has 1 vcpu at least");
  if (!has_memory && !has_vcpus)
    return error_refuse(error, PROVOST_ERROR_INVALID,
                        "nothing is to change: say how much memory, or how many vcpus, the guest is to have");
  *order = (struct order){guest, {NULL, has_memory ? (guint64)memory : 0, has_vcpus ? (guint)vcpus : 0}, dry_run != 0};
  return TRUE;
}

static json_t *dry_to_json(const struct guest *guest, const struct resize *resize)
{
  guint64 memory_before = resize->memory_bytes ? guest->memory_bytes : 0;
  return json_pack("{s:n, s:{s:s, s:s, s:s, s:o, s:o, s:o, s:o}}", "action", "resize", "guest", guest->name, "guest_uuid",
                   guest->uuid, "from", guest->host, "memory_bytes", amount_to_json(resize->memory_bytes), "memory_before_bytes",
                   amount_to_json(memory_before), "vcpus", amount_to_json(resize->vcpus), "vcpus_before",
                   amount_to_json(resize->vcpus ? guest->vcpus : 0));
}

static void answer(struct call *call, struct order *order)
{
  g_autoptr(GError) error = NULL;
  const struct serve_options *options = call_options(call);
  const struct guest *guest = fleet_find_guest(options->fleet, order->guest, &error);
  order->resize.guest_uuid = guest ? guest->uuid : NULL;
  guint64 id = 0;
  gboolean is_good = guest && (order->dry_run ? actions_check_resize(options->actions, &order->resize, call_by(call), &error)
                                              : (id = actions_resize(options->actions, &order->resize, 0, call_by(call), &error)) > 0);
  if (!is_good)
    call_fail(call, error);
  else if (order->dry_run)
    call_answer(call, MHD_HTTP_OK, dry_to_json(guest, &order->resize));
  else
    call_answer(call, MHD_HTTP_ACCEPTED, json_pack("{s:o}", "action", action_to_json(actions_action(options->actions, id))));
}

void answer_resizes(struct call *call)
{
  g_autoptr(GError) error = NULL;
  struct order order;
  json_t *body = call_body(call, &error);
  if (body && read_order(body, &order, &error))
    answer(call, &order);
  else
    call_fail(call, error);
  json_decref(body);
}
