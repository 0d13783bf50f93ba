#include "daemon/outlets_json.h"

#include "model/names.h"
#include "wire/messages.h"

static const char *const state_names[OUTLET_STATES] = {
    [OUTLET_UNTRIED] = "untried",
    [OUTLET_UP] = "up",
    [OUTLET_DOWN] = "down",
};

json_t *outlets_to_json(GVariant *outlets)
{
  json_t *list = json_array();
  for (gsize i = 0; outlets && i < g_variant_n_children(outlets); i++) {
    const char *name, *why;
    guchar state;
    guint32 waiting;
    guint64 sent, failed, dropped;
    g_variant_get_child(outlets, i, "(&sy&suttt)", &name, &state, &why, &waiting, &sent, &failed, &dropped);
    json_array_append_new(list, json_pack("{s:s, s:s, s:s, s:I, s:I, s:I, s:I}", "name", name, "state",
                                          name_of(state_names, OUTLET_STATES, state), "why", why, "waiting", (json_int_t)waiting,
                                          "sent", (json_int_t)sent, "failed", (json_int_t)failed, "dropped", (json_int_t)dropped));
  }
  return list;
}
