#include "serve/routes.h"

#include "model/fleet.h"
#include "serve/page.h"

void answer_status(struct call *call)
{
  const struct serve_options *options = call_options(call);
  call_answer(call, MHD_HTTP_OK, options->verbs->status(options->user));
}

void answer_doctor(struct call *call)
{
  const struct serve_options *options = call_options(call);
  struct serve_page page;
  if (page_take(call, &page))
    call_answer(call, MHD_HTTP_OK, options->verbs->doctor(&page, options->user));
}

/* `reserves`, by the names of clusters, may lack any. */
static void answer_with_reserves(struct call *call, const json_t *reserves)
{
  const struct fleet *fleet = call_options(call)->fleet;
  const GPtrArray *clusters = fleet_clusters(fleet);
  struct serve_page page;
  if (!page_take(call, &page))
    return;
  json_t *array = json_array();
  for (guint i = page.from; i < clusters->len && i - page.from < page.limit; i++) {
    const struct cluster *cluster = clusters->pdata[i];
    json_t *json = cluster_to_json(fleet, cluster), *reserve = json_object_get(reserves, cluster->name);
    json_object_set_new(json, "reserve", reserve ? json_incref(reserve) : json_null());
    json_array_append_new(array, json);
  }
  call_answer(call, MHD_HTTP_OK, json_pack("{s:o, s:o}", "clusters", array, "next", serve_page_next(&page, clusters->len)));
}

static void on_reserves(json_t *reserves, const GError *error, gpointer token)
{
  struct call *call = call_continue(token);
  (void)error;
  if (call)
    answer_with_reserves(call, reserves);
  json_decref(reserves);
}

static gboolean any_is_to_survive(const struct fleet *fleet)
{
  const GPtrArray *clusters = fleet_clusters(fleet);
  for (guint i = 0; i < clusters->len; i++)
    if (((const struct cluster *)clusters->pdata[i])->host_failures > 0)
      return TRUE;
  return FALSE;
}

void answer_clusters(struct call *call)
{
  const struct serve_options *options = call_options(call);
  if (any_is_to_survive(options->fleet))
    options->verbs->reserves(on_reserves, call_wait(call), options->user);
  else
    answer_with_reserves(call, NULL);
}

static json_t *host_entry(const struct call *call, gconstpointer entry)
{
  return host_to_json(call_options(call)->fleet, entry);
}

void answer_hosts(struct call *call)
{
  const GPtrArray *hosts = fleet_hosts(call_options(call)->fleet);
  page_answer(call, &(struct page_list){.noun = "hosts", .entries = hosts, .to_json = host_entry});
}

void answer_host(struct call *call)
{
  g_autoptr(GError) error = NULL;
  const struct fleet *fleet = call_options(call)->fleet;
  const struct host *host = fleet_find_host(fleet, call_key(call), &error);
  if (host)
    call_answer(call, MHD_HTTP_OK, host_to_json(fleet, host));
  else
    call_fail(call, error);
}

static json_t *device_entry(const struct call *call, gconstpointer entry)
{
  return device_to_json(call_options(call)->fleet, entry);
}

void answer_devices(struct call *call)
{
  const GPtrArray *devices = fleet_devices(call_options(call)->fleet);
  page_answer(call, &(struct page_list){.noun = "devices", .entries = devices, .to_json = device_entry});
}

void answer_device(struct call *call)
{
  g_autoptr(GError) error = NULL;
  const struct fleet *fleet = call_options(call)->fleet;
  const struct device *device = fleet_find_device(fleet, call_key(call), &error);
  if (device)
    call_answer(call, MHD_HTTP_OK, device_to_json(fleet, device));
  else
    call_fail(call, error);
}

static json_t *guest_entry(const struct call *call, gconstpointer entry)
{
  return guest_to_json(call_options(call)->fleet, entry);
}

/* Of several of one name, too. */
static char *guest_name(gconstpointer entry)
{
  const struct guest *guest = entry;
  return g_strconcat(guest->name, "\n", guest->uuid, NULL);
}

void answer_guests(struct call *call)
{
  const GPtrArray *guests = fleet_guests(call_options(call)->fleet);
  page_answer(call, &(struct page_list){.noun = "guests", .entries = guests, .to_json = guest_entry, .name = guest_name});
}

void answer_guest(struct call *call)
{
  g_autoptr(GError) error = NULL;
  const struct fleet *fleet = call_options(call)->fleet;
  const struct guest *guest = fleet_find_guest(fleet, call_key(call), &error);
  if (guest)
    call_answer(call, MHD_HTTP_OK, guest_to_json(fleet, guest));
  else
    call_fail(call, error);
}
