#include "serve/rig.h"

#include "base/error.h"
#include "folder.h"
#include "model/alert_map.h"
#include "unit.h"

#include <errno.h>
#include <glib-unix.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/* ---- verbs --------------------------------------------------------------------------------------- */

static void verb_move(const struct move_request *request, const char *by, serve_plan_done done, gpointer call,
                      gpointer user)
{
  struct rig *rig = user;
  rig->moves++;
  g_free(rig->guest);
  g_free(rig->to);
  g_free(rig->by);
  rig->guest = g_strdup(request->guest);
  rig->to = g_strdup(request->to);
  g_free(rig->excluded);
  rig->excluded = request->excluded ? g_strdup(request->excluded[0]) : NULL;
  rig->by = g_strdup(by);
  rig->method = request->method;
  rig->dry_run = request->dry_run;
  rig->plan_done = done;
  rig->token = call;
}

static void verb_fetch(const struct series_query *query, serve_series_done done, gpointer call, gpointer user)
{
  struct rig *rig = user;
  rig->fetches++;
  g_free(rig->object);
  rig->object = g_strdup(query->object);
  rig->metric = query->metric;
  rig->from_sec = query->from_sec;
  rig->to_sec = query->to_sec;
  rig->step_sec = query->step_sec;
  rig->series_done = done;
  rig->token = call;
}

static void verb_graph(struct graph *graph, serve_picture_done done, gpointer call, gpointer user)
{
  struct rig *rig = user;
  rig->graphs++;
  g_clear_pointer(&rig->graph, g_variant_unref);
  rig->graph = g_variant_ref_sink(graph_message(graph, 7));
  rig->picture_done = done;
  rig->token = call;
}

static void verb_reserves(serve_json_done done, gpointer call, gpointer user)
{
  (void)user;
  done(json_pack("{s:{s:s}}", "lab", "text", "survives 1 host failure"), NULL, call);
}

static void verb_pass_trap(struct trap_record *trap, serve_trap_done done, gpointer call, gpointer user)
{
  struct rig *rig = user;
  trap->id = 1;
  trap_book_add(rig->traps, trap);
  done(trap, NULL, call);
}

static void verb_dirty_rate(const char *guest, guint seconds, serve_dirty_rate_done done, gpointer call, gpointer user)
{
  struct rig *rig = user;
  g_free(rig->guest);
  rig->guest = g_strdup(guest);
  rig->seconds = seconds;
  rig->dirty_rate_done = done;
  rig->token = call;
}

static void verb_reload(gboolean dry_run, const char *by, serve_reload_done done, gpointer call, gpointer user)
{
  struct rig *rig = user;
  rig->reloads++;
  g_free(rig->by);
  rig->by = g_strdup(by);
  rig->dry_run = dry_run;
  rig->reload_done = done;
  rig->token = call;
}

static json_t *verb_status(gpointer user)
{
  (void)user;
  return json_pack("{s:s}", "version", "x");
}

static json_t *verb_policies(const struct serve_page *page, gpointer user)
{
  (void)page;
  (void)user;
  return json_pack("{s:[], s:n}", "policies", "next");
}

static json_t *verb_doctor(const struct serve_page *page, gpointer user)
{
  (void)page;
  (void)user;
  return json_pack("{s:b, s:[], s:n}", "healthy", TRUE, "findings", "next");
}

static void verb_flush(serve_flush_done done, gpointer call, gpointer user)
{
  (void)user;
  done("/var/lib/provost/rrd", NULL, call);
}

static json_t *verb_policy(const char *name, gpointer user)
{
  (void)user;
  return strcmp(name, "p") == 0 ? json_pack("{s:s}", "name", "p") : NULL;
}

static json_t *verb_canaries(gpointer user)
{
  (void)user;
  return json_pack("{s:[], s:[], s:[]}", "packs", "policies", "differences");
}

static void verb_policies_reload(const char *by, serve_json_done done, gpointer call, gpointer user)
{
  (void)user;
  done(json_pack("{s:s}", "by", by), NULL, call);
}

static void verb_policy_switch(const struct policy_switch *asked, const char *by, serve_json_done done, gpointer call,
                               gpointer user)
{
  (void)by;
  (void)user;
  g_autoptr(GError) error = g_error_new_literal(PROVOST_ERROR, PROVOST_ERROR_NOT_FOUND, "there is none");
  if (strcmp(asked->policy, "p") == 0)
    done(json_pack("{s:b, s:s}", "enable", asked->enable, "why", asked->why), NULL, call);
  else
    done(NULL, error, call);
}

static guint64 note_order(struct rig *rig, enum action_kind kind, const struct host_order *order, GError **error)
{
  if (!fleet_find_host(rig->fleet, order->host, error))
    return 0;
  g_free(rig->object);
  g_free(rig->by);
  rig->object = g_strdup(order->reason);
  rig->by = g_strdup(order->by);
  return actions_order(rig->actions, &(struct action_order){.kind = kind, .target = order->host, .by = order->by, .phase = ""}, error);
}

static guint64 verb_restrict_host(const struct host_order *order, gpointer user, GError **error)
{
  return note_order(user, ACTION_RESTRICT, order, error);
}

static guint64 verb_evacuate_host(const struct host_order *order, gpointer user, GError **error)
{
  return note_order(user, ACTION_EVACUATE, order, error);
}

/* Whom it was asked for, and a plan that moves nobody. */
static void verb_carry_out(const struct plan_question *question, const char *by, serve_plan_done done, gpointer call,
                           gpointer user)
{
  struct rig *rig = user;
  g_autoptr(GError) error = NULL;
  struct plan *plan = plan_new();
  plan->kind = question->kind;
  guint64 id = actions_order(rig->actions,
                             &(struct action_order){.kind = ACTION_PLAN, .plan = question->kind,
                                                    .target = question->cluster ? question->cluster : "", .by = by, .phase = ""},
                             &error);
  done(plan, id, error, call);
  plan_free(plan);
}

static guint64 verb_release_host(const struct host_order *order, gpointer user, GError **error)
{
  return note_order(user, ACTION_RELEASE, order, error);
}

static gboolean verb_pause(const char *reason, const char *by, gpointer user, GError **error)
{
  struct rig *rig = user;
  if (fleet_paused(rig->fleet))
    return error_refuse(error, PROVOST_ERROR_REFUSED, "it is paused");
  fleet_pause(rig->fleet, pause_new(by, reason, RIG_NOW_US));
  return TRUE;
}

static gboolean verb_resume(const char *by, gpointer user, GError **error)
{
  (void)by, (void)error;
  struct rig *rig = user;
  fleet_pause(rig->fleet, NULL);
  return TRUE;
}

static char *verb_why_waits(const struct tip *tip, gpointer user)
{
  (void)user;
  return tip->id == 1 ? g_strdup("so it is") : NULL;
}

static void verb_rehearse(const struct rehearsal_request *request, serve_json_done done, gpointer call, gpointer user)
{
  (void)user;
  done(json_pack("{s:s, s:s, s:s?, s:b}", "policy", request->policy, "subject", request->asked, "written", request->subject, "applied",
                 request->apply),
       NULL, call);
}

static gboolean verb_threshold(const struct tip *tip, const struct evidence *evidence, enum severity severity, double *value,
                               gpointer user)
{
  (void)tip, (void)evidence, (void)user;
  *value = 80;
  return severity == SEVERITY_WARNING;
}

static void verb_propose(guint64 tip_id, const char *by, serve_proposal_done done, gpointer call, gpointer user)
{
  struct rig *rig = user;
  (void)tip_id;
  rig->proposals++;
  g_free(rig->by);
  rig->by = g_strdup(by);
  rig->proposal_done = done;
  rig->token = call;
}

static json_t *verb_why(const char *subject, gpointer user)
{
  (void)user;
  return strcmp(subject, "host:h1") == 0 ? json_pack("[{s:s, s:s, s:n}]", "about", "now", "text", "so it is", "setting") : json_array();
}

/* As the pipeline does, but for what it stores: whoever waits is told when the test says so, or at once. */
static void verb_take_alert(struct alert_report *report, serve_alert_done done, gpointer call, gpointer user)
{
  struct rig *rig = user;
  guint changes;
  char *why;
  g_autoptr(GError) error = NULL;
  struct alert_map *map = alert_map_new(rig->fleet);
  struct alert *alert = alert_hear(NULL, report, RIG_NOW_US, &changes);
  alert->subject = alert_map_find(map, alert, &why);
  alert->why = why;
  rig->alerts++;
  if (rig->alert_refusal)
    error = g_error_copy(rig->alert_refusal);
  const struct alert *taken = error ? NULL : fleet_take_alert(rig->fleet, alert, &error);
  done(taken, error, call);
  alert_free(alert);
  alert_report_free(report);
  alert_map_free(map);
}

static const struct serve_verbs verbs = {
    .take_alert = verb_take_alert,
    .move = verb_move,
    .pause = verb_pause,
    .resume = verb_resume,
    .why_waits = verb_why_waits,
    .rehearse = verb_rehearse,
    .threshold = verb_threshold,
    .propose = verb_propose,
    .why = verb_why,
    .restrict_host = verb_restrict_host,
    .release_host = verb_release_host,
    .evacuate_host = verb_evacuate_host,
    .carry_out = verb_carry_out,
    .fetch = verb_fetch,
    .flush = verb_flush,
    .graph = verb_graph,
    .dirty_rate = verb_dirty_rate,
    .pass_trap = verb_pass_trap,
    .reserves = verb_reserves,
    .reload = verb_reload,
    .status = verb_status,
    .doctor = verb_doctor,
    .policies = verb_policies,
    .policy = verb_policy,
    .canaries = verb_canaries,
    .policies_reload = verb_policies_reload,
    .policy_switch = verb_policy_switch,
};

static gboolean send_nothing(enum message_kind kind, GVariant *body, gpointer user)
{
  (void)kind, (void)user;
  g_variant_unref(g_variant_ref_sink(body));
  return TRUE;
}

static void changed(const struct action *action, gpointer user)
{
  (void)action, (void)user;
}

static void moved(const struct tip *tip, enum tip_event event, gpointer user)
{
  (void)tip, (void)event, (void)user;
}

static const char *const *symptom_of(const char *policy, gpointer user)
{
  static const char *const host_cpu[] = {"host-cpu", NULL};
  (void)policy, (void)user;
  return host_cpu;
}

static GPtrArray *containing(const char *subject, gpointer user)
{
  return fleet_containing(((struct rig *)user)->fleet, subject);
}

/* ---- fleet and tips ------------------------------------------------------------------------------ */

static void fill_fleet(struct rig *rig)
{
  struct cluster *cluster = cluster_new("lab");
  cluster->reserve_memory_bytes = 268435456;
  cluster->reserve_cpu_pct = 10;
  cluster->methods[0] = METHOD_LIVE;
  cluster->methods[1] = METHOD_QUICK;
  cluster->n_methods = 2;
  cluster->save_dir = g_strdup("/srv/saves");
  fleet_add_cluster(rig->fleet, cluster);
  fleet_add_host(rig->fleet, "h1", "lab", 1u << SOURCE_SNMP | 1u << SOURCE_LIBVIRT);
  fleet_add_host(rig->fleet, "h2", "lab", 1u << SOURCE_LIBVIRT);
  fleet_take_link(rig->fleet, "h1", SOURCE_SNMP, LINK_UP, "");
  fleet_take_link(rig->fleet, "h1", SOURCE_LIBVIRT, LINK_UP, "");
  fleet_take_link(rig->fleet, "h2", SOURCE_LIBVIRT, LINK_DOWN, "connection refused");
  const char *missing[] = {"job statistics", NULL};
  fleet_take_facts(rig->fleet, "h1",
                   &(struct host_facts){.hostname = "node1", .uuid = RIG_UUID, .libvirt_version = "9.0.0", .cpus = 2,
                                        .memory_bytes = 2147483648, .missing = missing, .sockets = 1, .cpu_model = ""});
  const struct reading host[] = {reading_known(METRIC_HOST_CPU_BUSY_PCT, 96.5),
                                 reading_known(METRIC_HOST_MEM_TOTAL_BYTES, 2147483648.0),
                                 reading_known(METRIC_HOST_MEM_AVAILABLE_BYTES, 536870912.0)};
  const struct reading interface[] = {reading_known(METRIC_HOST_NET_RX_BYTES_PER_SEC, 1)};
  gint64 stamp_sec = RIG_NOW_US / G_USEC_PER_SEC;
  fleet_take_readings(rig->fleet, SOURCE_SNMP, stamp_sec, "host:h1", host, G_N_ELEMENTS(host));
  fleet_take_readings(rig->fleet, SOURCE_SNMP, stamp_sec, "host:h1{if=eth0}", interface, 1);
  const struct sighting g1 = {.uuid = RIG_UUID, .name = "g1", .state = GUEST_RUNNING, .vcpus = 1, .vcpus_max = 2,
                              .memory_bytes = 268435456, .memory_max_bytes = 536870912, .persistent = TRUE};
  fleet_take_sightings(rig->fleet, "h1", &g1, 1);
  const struct reading guest[] = {reading_unknown(METRIC_GUEST_CPU_USED_PCT, READING_FIRST)};
  fleet_take_readings(rig->fleet, SOURCE_LIBVIRT, stamp_sec, "guest:" RIG_UUID, guest, 1);
}

static void say_traits(struct rig *rig)
{
  g_autoptr(GHashTable) labels = g_hash_table_new(g_str_hash, g_str_equal);
  g_hash_table_insert(labels, (gpointer)"tier", (gpointer)"gold");
  g_hash_table_insert(labels, (gpointer)"rack", (gpointer)"r7");
  fleet_add_traits(rig->fleet, "host:h1", "lab", &(struct traits){.ha = FALSE, .labels = labels});
  g_autoptr(GPtrArray) licences = g_ptr_array_new();
  g_ptr_array_add(licences, (gpointer)"db");
  fleet_add_traits(rig->fleet, "guest:g1", "lab", &(struct traits){.ha = TRUE, .licences = licences});
}

void rig_raise_tip(struct rig *rig, const char *subject, const char *name)
{
  struct finding *finding = finding_new();
  finding->kind = FINDING_TIP;
  finding->stamp_sec = RIG_NOW_US / G_USEC_PER_SEC;
  finding->policy = g_strdup("host-cpu");
  finding->pack = g_strdup("core");
  finding->pack_version = g_strdup("1.0");
  finding->title = g_strdup("Host processors are saturated");
  finding->subject = g_strdup(subject);
  finding->severity = SEVERITY_WARNING;
  finding->text = g_strdup_printf("processors of %s are busy", name);
  g_ptr_array_add(finding->remedies, remedy_new(REMEDY_NOTIFY));
  tipbook_take_finding(rig->tips, finding, name);
  finding_free(finding);
}

static void fill_tips(struct rig *rig)
{
  rig_raise_tip(rig, "host:h1", "h1");
  rig_raise_tip(rig, "host:h2", "h2");
  struct tip_change change = {.by = "operator test", .why = "known"};
  assert_true(tipbook_move(rig->tips, 2, TIP_EVENT_DISMISS, &change, NULL));
}

/* ---- up and down --------------------------------------------------------------------------------- */

void rig_serve(struct rig *rig)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *database = g_build_filename(rig->folder, "provost.db", NULL);
  serve_free(rig->serve);
  rig->serve = serve_new(&(struct serve_options){.socket_path = rig->socket,
                                                 .clock = &rig->clock.clock,
                                                 .fleet = rig->fleet,
                                                 .tips = rig->tips,
                                                 .traps = rig->traps,
                                                 .actions = rig->actions,
                                                 .events = rig->events,
                                                 .journal = rig->journal,
                                                 .journal_path = database,
                                                 .access = rig->access,
                                                 .listen = rig->listen,
                                                 .certificate = rig->certificate,
                                                 .key = rig->key,
                                                 .verbs = &verbs,
                                                 .user = rig,
                                                 .wait_ms = rig->wait_ms,
                                                 .idle_sec = rig->idle_sec},
                         &error);
  if (!rig->serve)
    fail_msg("%s", error->message);
}

int rig_up(void **state)
{
  static const struct action_events action_events = {.send = send_nothing, .changed = changed};
  static const struct tipbook_events tip_events = {.moved = moved, .symptom_of = symptom_of, .containing = containing};
  struct rig *rig = g_new0(struct rig, 1);
  rig->folder = g_dir_make_tmp("provost-serve-XXXXXX", NULL);
  rig->socket = g_build_filename(rig->folder, "provost.sock", NULL);
  g_autofree char *database = g_build_filename(rig->folder, "provost.db", NULL);
  virtual_clock_init(&rig->clock, RIG_NOW_US);
  const struct clock *clock = &rig->clock.clock;
  rig->journal = journal_open(database, clock, NULL);
  assert_non_null(rig->journal);
  rig->fleet = fleet_new(clock, 10000);
  fill_fleet(rig);
  say_traits(rig);
  rig->traps = trap_book_new();
  rig->tips = tipbook_new(
      &(struct tipbook_options){tip_keeping_journal(rig->journal), clock, &tip_events, rig}, NULL);
  rig->actions =
      actions_new(&(struct actions_options){rig->journal, clock, rig->fleet, &action_events, NULL}, NULL);
  assert_non_null(rig->tips);
  assert_non_null(rig->actions);
  fill_tips(rig);
  rig->events = event_book_new("life1");
  rig_serve(rig);
  *state = rig;
  return 0;
}

int rig_down(void **state)
{
  struct rig *rig = *state;
  serve_free(rig->serve);
  event_book_free(rig->events);
  actions_free(rig->actions);
  tipbook_free(rig->tips);
  trap_book_free(rig->traps);
  fleet_free(rig->fleet);
  journal_free(rig->journal);
  while (g_main_context_iteration(NULL, FALSE))
    ;
  folder_remove(rig->folder);
  g_free(rig->folder);
  g_free(rig->socket);
  g_free(rig->listen);
  g_free(rig->guest);
  g_free(rig->to);
  g_free(rig->excluded);
  g_free(rig->by);
  g_free(rig->object);
  g_clear_pointer(&rig->graph, g_variant_unref);
  g_free(rig);
  return 0;
}

static gboolean on_too_late(gpointer data)
{
  *(gboolean *)data = TRUE;
  return G_SOURCE_REMOVE;
}

void rig_until(gboolean (*done)(gpointer data), gpointer data)
{
  gboolean too_late = FALSE;
  guint guard = g_timeout_add_seconds(10, on_too_late, &too_late);
  while (!done(data) && !too_late)
    g_main_context_iteration(NULL, TRUE);
  if (too_late)
    fail_msg("waited ten seconds in vain");
  g_source_remove(guard);
}

/* ---- the client ---------------------------------------------------------------------------------- */

static gboolean on_readable(gint fd, GIOCondition condition, gpointer user)
{
  (void)condition;
  struct wire *wire = user;
  char part[65536];
  ssize_t n = recv(fd, part, sizeof part, MSG_DONTWAIT);
  if (n > 0) {
    g_string_append_len(wire->text, part, n);
    return G_SOURCE_CONTINUE;
  }
  if (n < 0 && errno == EAGAIN)
    return G_SOURCE_CONTINUE;
  wire->closed = TRUE;
  wire->watch = 0;
  return G_SOURCE_REMOVE;
}

struct wire *wire_of(int fd)
{
  struct wire *wire = g_new0(struct wire, 1);
  wire->fd = fd;
  wire->text = g_string_new(NULL);
  wire->watch = g_unix_fd_add(wire->fd, G_IO_IN | G_IO_HUP, on_readable, wire);
  return wire;
}

struct wire *wire_new(const struct rig *rig)
{
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  g_strlcpy(address.sun_path, rig->socket, sizeof address.sun_path);
  int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  assert_true(fd >= 0);
  assert_int_equal(connect(fd, (const struct sockaddr *)&address, sizeof address), 0);
  return wire_of(fd);
}

void wire_free(struct wire *wire)
{
  g_clear_handle_id(&wire->watch, g_source_remove);
  close(wire->fd);
  g_string_free(wire->text, TRUE);
  g_free(wire);
}

gsize wire_send(struct wire *wire, const char *bytes, gsize size)
{
  gsize sent = 0;
  while (sent < size) {
    ssize_t n = send(wire->fd, bytes + sent, size - sent, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (n < 0)
      break;
    sent += (gsize)n;
  }
  return sent;
}

struct writing {
  struct wire *wire;
  const char *rest;
};

static gboolean is_written(gpointer data)
{
  struct writing *writing = data;
  writing->rest += wire_send(writing->wire, writing->rest, strlen(writing->rest));
  return !*writing->rest || writing->wire->closed || writing->wire->text->len > 0; /* the answer may come before the end */
}

void wire_write(struct wire *wire, const char *text)
{
  rig_until(is_written, &(struct writing){wire, text});
}

static gboolean is_closed(gpointer data)
{
  return ((struct wire *)data)->closed;
}

void wire_read_all(struct wire *wire)
{
  rig_until(is_closed, wire);
}

struct answer answer_read(const char *text)
{
  struct answer answer = {0};
  if (g_str_has_prefix(text, "HTTP/1.1 "))
    answer.status = (guint)g_ascii_strtoull(text + strlen("HTTP/1.1 "), NULL, 10);
  const char *body = strstr(text, "\r\n\r\n");
  answer.json = body ? json_loads(body + 4, 0, NULL) : NULL;
  return answer;
}

struct answer ask(const struct rig *rig, const char *method, const char *path, const char *body)
{
  struct wire *wire = wire_new(rig);
  g_autofree char *head =
      g_strdup_printf("%s %s HTTP/1.1\r\nHost: x\r\nConnection: close\r\n", method, path);
  g_autofree char *tail =
      body ? g_strdup_printf("Content-Type: application/json\r\nContent-Length: %zu\r\n\r\n%s", strlen(body), body)
           : g_strdup("\r\n");
  wire_write(wire, head);
  wire_write(wire, tail);
  wire_read_all(wire);
  struct answer answer = answer_read(wire->text->str);
  wire_free(wire);
  return answer;
}

void expect_error(const struct rig *rig, const char *request, const char *body, guint status, const char *words)
{
  g_auto(GStrv) parts = g_strsplit(request, " ", 2);
  struct answer answer = ask(rig, parts[0], parts[1], body);
  const char *sentence = json_string_value(json_object_get(answer.json, "error"));
  if (answer.status != status || !sentence || !strstr(sentence, words))
    fail_msg("%s %s: %u %s", request, body ? body : "", answer.status, sentence ? sentence : "(no sentence)");
  json_decref(answer.json);
}

void expect_json(const struct rig *rig, const char *path, const char *wanted)
{
  g_autofree char *text = g_strdelimit(g_strdup(wanted), "'", '"');
  json_auto_t *right = json_loads(text, 0, NULL);
  struct answer answer = ask(rig, "GET", path, NULL);
  assert_int_equal(answer.status, 200);
  assert_non_null(right);
  if (!json_equal(answer.json, right)) {
    g_autofree char *got = json_dumps(answer.json, JSON_SORT_KEYS | JSON_INDENT(1));
    fail_msg("%s answered %s", path, got);
  }
  json_decref(answer.json);
}
