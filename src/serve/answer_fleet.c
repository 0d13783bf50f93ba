#include "serve/routes.h"

#include "model/fleet.h"

void answer_status(struct call *call)
{
  const struct serve_options *options = call_options(call);
  call_answer(call, MHD_HTTP_OK, options->verbs->status(options->user));
}

void answer_doctor(struct call *call)
{
  const struct serve_options *options = call_options(call);
  call_answer(call, MHD_HTTP_OK, options->verbs->doctor(options->user));
}

void answer_policies(struct call *call)
{
  const struct serve_options *options = call_options(call);
  call_answer(call, MHD_HTTP_OK, options->verbs->policies(options->user));
}

void answer_clusters(struct call *call)
{
  const struct fleet *fleet = call_options(call)->fleet;
  const GPtrArray *clusters = fleet_clusters(fleet);
  json_t *array = json_array();
  for (guint i = 0; i < clusters->len; i++)
    json_array_append_new(array, cluster_to_json(fleet, clusters->pdata[i]));
  call_answer_list(call, "clusters", array);
}

void answer_hosts(struct call *call)
{
  const struct fleet *fleet = call_options(call)->fleet;
  const GPtrArray *hosts = fleet_hosts(fleet);
  json_t *array = json_array();
  for (guint i = 0; i < hosts->len; i++)
    json_array_append_new(array, host_to_json(fleet, hosts->pdata[i]));
  call_answer_list(call, "hosts", array);
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

void answer_devices(struct call *call)
{
  const struct fleet *fleet = call_options(call)->fleet;
  const GPtrArray *devices = fleet_devices(fleet);
  json_t *array = json_array();
  for (guint i = 0; i < devices->len; i++)
    json_array_append_new(array, device_to_json(fleet, devices->pdata[i]));
  call_answer_list(call, "devices", array);
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

void answer_guests(struct call *call)
{
  const struct fleet *fleet = call_options(call)->fleet;
  const GPtrArray *guests = fleet_guests(fleet);
  json_t *array = json_array();
  for (guint i = 0; i < guests->len; i++)
    json_array_append_new(array, guest_to_json(fleet, guests->pdata[i]));
  call_answer_list(call, "guests", array);
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
