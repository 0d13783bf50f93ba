/*
 * The shipped packs on replies of agents: what an agent answers is discovered with the tables of all packs, polled,
 * reported, and judged by the pack's policy. replies/ holds short ones of our own, in the shape of recorded ones that
 * replies/README names; where $PROVOST_RECORDINGS names a folder, recorded ones of the same names are tried instead.
 */
#include "daemon/packs.h"
#include "policy/engine.h"
#include "snmp/declared.h"
#include "snmp/discovery.h"
#include "snmp/report.h"

#include "../snmp/recording.h"
#include "unit.h"

#include <string.h>

#define INTERVAL_SEC 10
#define START_SEC 600000

/* All packs, their tables as provost-snmp has them, and an engine of one pack that judges host:r, which device:r serves. */
struct bench {
  GPtrArray *packs;    /* struct pack */
  GPtrArray *declared; /* struct table */
  struct deadline *deadline;
  struct engine *engine;
  GHashTable *findings; /* "POLICY SUBJECT" -> struct finding * of the last round that said something */
};

static void keep(const struct finding *finding, GVariant *settings, gpointer user)
{
  (void)settings;
  struct finding *copy = finding_new();
  copy->kind = finding->kind;
  copy->severity = finding->severity;
  copy->text = g_strdup(finding->text);
  for (guint i = 0; i < finding->remedies->len; i++)
    g_ptr_array_add(copy->remedies, remedy_new(((const struct remedy *)finding->remedies->pdata[i])->kind));
  for (guint i = 0; i < finding->evidence->len; i++)
    g_ptr_array_add(copy->evidence, evidence_copy(finding->evidence->pdata[i]));
  g_hash_table_replace(user, g_strdup_printf("%s %s", finding->policy, finding->subject), copy);
}

static int set_up(void **state)
{
  struct bench *bench = g_new0(struct bench, 1);
  g_autoptr(GPtrArray) folders = g_ptr_array_new();
  g_ptr_array_add(folders, TEST_SRCDIR "/policies");
  g_autoptr(GPtrArray) declared_before = packs_new();
  bench->packs = packs_load(folders, declared_before);
  g_autoptr(GVariant) tables = g_variant_ref_sink(packs_tables(bench->packs));
  g_autoptr(GPtrArray) builtin = g_ptr_array_new();
  tables_builtin(builtin);
  bench->declared = declared_tables(tables, builtin);
  bench->deadline = deadline_new();
  bench->findings = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)finding_free);
  *state = bench;
  return 0;
}

static int tear_down(void **state)
{
  struct bench *bench = *state;
  g_clear_pointer(&bench->engine, engine_free);
  g_hash_table_unref(bench->findings);
  deadline_free(bench->deadline);
  g_ptr_array_unref(bench->declared);
  g_ptr_array_unref(bench->packs);
  g_free(bench);
  return 0;
}

static void no_policy_runs(const char *policy, gpointer user)
{
  (void)policy;
  (void)user;
}

static void engine_begin(struct bench *bench, const char *pack)
{
  static const struct engine_events events = {no_policy_runs, keep};
  static const char *serves[] = {"host:r", NULL};
  static const struct subject_row rows[] = {{.subject = "cluster:lab", .name = "lab", .parent = "", .state = "up"},
                                            {.subject = "host:r", .name = "r", .parent = "cluster:lab", .state = "up"},
                                            {.subject = "host:other", .name = "other", .parent = "cluster:lab", .state = "up"},
                                            {.subject = "device:r", .name = "r", .parent = "", .state = "up", .serves = serves}};
  g_autoptr(GPtrArray) errors = g_ptr_array_new_with_free_func(g_free);
  g_clear_pointer(&bench->engine, engine_free);
  g_hash_table_remove_all(bench->findings);
  bench->engine = engine_new(&events, bench->findings, bench->deadline, INTERVAL_SEC);
  for (guint i = 0; i < bench->packs->len; i++) {
    const struct pack *one = bench->packs->pdata[i];
    if (!pack || strcmp(one->text->name, pack) == 0)
      engine_add_pack(bench->engine, one->text, NULL, errors);
  }
  if (errors->len > 0)
    fail_msg("%s", (const char *)errors->pdata[0]);
  engine_start(bench->engine);
  engine_take_subjects(bench->engine, rows, G_N_ELEMENTS(rows));
}

static void put(const struct samples_head *head, const char *object, const struct reading *readings, gsize n,
                gpointer user)
{
  const struct value_round values = {head->source, head->stamp_sec, object, readings, n};
  subjects_put(user, &values);
}

/* One poll, reported and judged. */
static void round_at(struct bench *bench, struct recording *recording, struct inventory *inventory,
                     enum subject_kind kind, gint64 stamp_sec)
{
  g_autofree char *object = subject_format(kind, "r");
  struct tally tally = {0};
  struct samples_builder *builder = samples_builder_new();
  const struct report report = {builder, &tally, object, kind, READING_KNOWN, 60000};
  recording_pass(recording, INTERVAL_SEC * 1000);
  assert_false(recording_poll(recording, inventory));
  report_inventory(&report, inventory);
  g_autoptr(GVariant) samples = g_variant_ref_sink(samples_builder_end(builder, stamp_sec, SOURCE_SNMP));
  assert_int_equal(samples_each(MESSAGE_SAMPLES, samples, put, engine_subjects(bench->engine)), 0);
  samples_builder_free(builder);
  engine_evaluate(bench->engine, stamp_sec);
}

static struct recording *recording_open(const char *name)
{
  const char *recorded = g_getenv("PROVOST_RECORDINGS");
  g_autofree char *file = g_strconcat(name, ".snmprec", NULL);
  g_autofree char *path = g_build_filename(recorded ? recorded : TEST_SRCDIR "/tests/unit/packs/replies", file, NULL);
  g_autofree char *text = NULL;
  if (!g_file_get_contents(path, &text, NULL, NULL)) {
    if (!recorded)
      fail_msg("cannot read %s", path);
    return NULL; /* of this one no recorded reply is known */
  }
  return recording_parse(text);
}

/* What differs from the reply: lines of a recording, each of which is set at the round it is listed for. */
struct change {
  guint round;
  const char *lines;
};

#define ROUNDS 40
#define LATE 35 /* within the last 5 minutes before the last full minute */
#define CHANGES_MAX 3

struct expected {
  const char *pack, *reply;
  enum subject_kind kind;
  struct change changes[CHANGES_MAX];
  const char *policy, *subject;
  enum severity severity; /* NONE: no tip, and nothing is missing */
  const char *text;       /* a part of the tip's */
  const char *remedies;   /* in their order */
};

static void change(struct recording *recording, const struct expected *expected, guint round)
{
  for (guint i = 0; i < CHANGES_MAX; i++) {
    g_auto(GStrv) lines = g_strsplit(expected->changes[i].lines ? expected->changes[i].lines : "", "\n", -1);
    for (guint k = 0; expected->changes[i].round == round && lines[k]; k++)
      if (lines[k][0])
        recording_set(recording, lines[k]);
  }
}

static void play(struct bench *bench, struct recording *recording, const struct expected *expected)
{
  recording_declare(recording, bench->declared);
  change(recording, expected, 0);
  engine_begin(bench, expected->pack);
  struct inventory *inventory = recording_discover(recording, expected->kind, NULL);
  assert_non_null(inventory);
  for (guint i = 1; i <= ROUNDS; i++) {
    change(recording, expected, i);
    round_at(bench, recording, inventory, expected->kind, START_SEC + i * INTERVAL_SEC);
  }
  inventory_free(inventory);
}

static void assert_finding(const struct bench *bench, const struct expected *expected)
{
  g_autofree char *key = g_strdup_printf("%s %s", expected->policy, expected->subject);
  const struct finding *finding = g_hash_table_lookup(bench->findings, key);
  g_autoptr(GString) remedies = g_string_new(NULL);
  for (guint i = 0; finding && i < finding->remedies->len; i++)
    g_string_append_printf(remedies, "%s%s", i ? "," : "",
                           remedy_kind_name(((const struct remedy *)finding->remedies->pdata[i])->kind));
  enum severity severity = finding && finding->kind == FINDING_TIP ? finding->severity : SEVERITY_NONE;
  gboolean missing = finding && finding->kind != FINDING_TIP && finding->kind != FINDING_CLEAR;
  if (severity != expected->severity || missing || (expected->text && !strstr(finding->text, expected->text)) ||
      (expected->remedies && strcmp(remedies->str, expected->remedies) != 0))
    fail_msg("%s on %s: expected \"%s\" %s (%d), not \"%s\" %s (%d, kind %d)", key, expected->reply,
             expected->text ? expected->text : "", expected->remedies ? expected->remedies : "", expected->severity,
             finding ? finding->text : "nothing", remedies->str, severity, finding ? (int)finding->kind : -1);
  if (severity != SEVERITY_NONE)
    assert_true(finding->evidence->len > 0);
}

#define RESTRICT "restrict,notify"
#define EVACUATE "evacuate,restrict,notify"
#define HP "1.3.6.1.4.1.232."
#define DELL "1.3.6.1.4.1.674."
#define UPS "1.3.6.1.2.1.33.1."
#define RAID "1.3.6.1.4.1.3582.4.1.4."
#define SW "1.3.6.1.4.1.1588.2.1.1.1."

#define FINE(its_pack, its_reply, its_kind, its_policy)                                                              \
  {.pack = its_pack, .reply = its_reply, .kind = its_kind, .policy = its_policy, .subject = "host:r",                \
   .severity = SEVERITY_NONE}
#define TIP(its_pack, its_reply, its_kind, its_policy, its_severity, its_text, its_remedies, its_lines)              \
  {.pack = its_pack, .reply = its_reply, .kind = its_kind, .policy = its_policy, .subject = "host:r",                \
   .severity = SEVERITY_##its_severity, .text = its_text, .remedies = its_remedies, .changes = {{0, its_lines}}}
/* Policies of the device itself. */
#define FINE_DEVICE(its_pack, its_reply, its_policy)                                                                 \
  {.pack = its_pack, .reply = its_reply, .kind = SUBJECT_DEVICE, .policy = its_policy, .subject = "device:r",        \
   .severity = SEVERITY_NONE}
#define TIP_DEVICE(its_pack, its_reply, its_policy, its_severity, its_text, its_lines)                               \
  {.pack = its_pack, .reply = its_reply, .kind = SUBJECT_DEVICE, .policy = its_policy, .subject = "device:r",        \
   .severity = SEVERITY_##its_severity, .text = its_text, .remedies = "notify", .changes = {{0, its_lines}}}
#define ILO(policy, severity, text, remedies, lines)                                                                 \
  TIP("hp-proliant", "ilo5", SUBJECT_DEVICE, policy, severity, text, remedies, lines),                               \
  TIP("hp-proliant", "ilo4", SUBJECT_HOST, policy, severity, text, remedies, lines)
#define IDRAC(policy, severity, text, remedies, lines)                                                               \
  TIP("dell-openmanage", "idrac", SUBJECT_DEVICE, policy, severity, text, remedies, lines)
#define OMSA(policy, severity, text, remedies, lines)                                                                \
  TIP("dell-openmanage", "omsa", SUBJECT_HOST, policy, severity, text, remedies, lines)

static const struct expected cases[] = {
    FINE("hp-proliant", "ilo5", SUBJECT_DEVICE, "hp-cooling"),
    FINE("hp-proliant", "ilo5", SUBJECT_DEVICE, "hp-power"),
    FINE("hp-proliant", "ilo5", SUBJECT_DEVICE, "hp-memory"),
    FINE("hp-proliant", "ilo5", SUBJECT_DEVICE, "hp-drives"),
    FINE("hp-proliant", "ilo4", SUBJECT_HOST, "hp-cooling"),
    FINE("hp-proliant", "ilo4", SUBJECT_HOST, "hp-drives"),
    ILO("hp-cooling", WARNING, "r: fan 0.2 is degraded", RESTRICT, HP "6.2.6.7.1.9.0.2|2|3"),
    ILO("hp-cooling", CRITICAL, "r: fan 0.2 has failed", EVACUATE, HP "6.2.6.7.1.9.0.2|2|4"),
    ILO("hp-cooling", WARNING, "temperature sensor 0.1 is too warm", RESTRICT, HP "6.2.6.8.1.6.0.1|2|3"),
    ILO("hp-cooling", CRITICAL, "temperature sensor 0.1 is so hot", EVACUATE, HP "6.2.6.8.1.6.0.1|2|4"),
    ILO("hp-power", CRITICAL, "power supply 0.1 has failed", EVACUATE, HP "6.2.9.3.1.4.0.1|2|4\n" HP "6.2.9.3.1.7.0.1|2|0"),
    ILO("hp-memory", WARNING, "memory module 1 is degraded", RESTRICT, HP "6.2.14.13.1.20.1|2|3"),
    ILO("hp-drives", WARNING, "Bay 9 will fail soon: replace it", RESTRICT,
        HP "3.2.5.1.1.6.0.1|2|4\n" HP "3.2.5.1.1.64.0.1|4|Port 1I Box 1 Bay 9"),
    ILO("hp-drives", WARNING, "says that it will fail", RESTRICT, HP "3.2.5.1.1.57.0.1|2|3"),
    ILO("hp-drives", CRITICAL, "has failed", EVACUATE, HP "3.2.5.1.1.6.0.1|2|3"),
    ILO("hp-drives", CRITICAL, "logical drive 0.1 has failed", EVACUATE, HP "3.2.3.1.1.11.0.1|2|4"),
    FINE("dell-openmanage", "idrac", SUBJECT_DEVICE, "dell-cooling"),
    FINE("dell-openmanage", "idrac", SUBJECT_DEVICE, "dell-power"),
    FINE("dell-openmanage", "idrac", SUBJECT_DEVICE, "dell-memory"),
    FINE("dell-openmanage", "idrac", SUBJECT_DEVICE, "dell-drives"),
    IDRAC("dell-cooling", CRITICAL, "fan System Board Fan9 has failed", EVACUATE,
          DELL "10892.5.4.700.12.1.5.1.1|2|10\n" DELL "10892.5.4.700.12.1.8.1.1|4|System Board Fan9"),
    IDRAC("dell-cooling", WARNING, "temperature CPU9 Temp is too high", RESTRICT,
          DELL "10892.5.4.700.20.1.5.1.1|2|4\n" DELL "10892.5.4.700.20.1.8.1.1|4|CPU9 Temp"),
    IDRAC("dell-power", CRITICAL, "power supply PS9 Status has failed", EVACUATE,
          DELL "10892.5.4.600.12.1.5.1.1|2|5\n" DELL "10892.5.4.600.12.1.8.1.1|4|PS9 Status"),
    IDRAC("dell-memory", WARNING, "memory module DIMM.Socket.Z9 is degraded", RESTRICT,
          DELL "10892.5.4.1100.50.1.5.1.1|2|4\n" DELL "10892.5.4.1100.50.1.8.1.1|4|DIMM.Socket.Z9"),
    IDRAC("dell-drives", WARNING, "drive Disk 9 says that it will fail", RESTRICT,
          DELL "10892.5.5.1.20.130.4.1.31.1|2|1\n" DELL "10892.5.5.1.20.130.4.1.55.1|4|Disk 9"),
    IDRAC("dell-drives", CRITICAL, "virtual disk Virtual Disk 9 has failed", EVACUATE,
          DELL "10892.5.5.1.20.140.1.1.20.1|2|5\n" DELL "10892.5.5.1.20.140.1.1.36.1|4|Virtual Disk 9"),
    FINE("dell-openmanage", "omsa", SUBJECT_HOST, "dell-drives"),
    OMSA("dell-cooling", CRITICAL, "temperature CPU1 Temp is far too high", EVACUATE, DELL "10892.1.700.20.1.5.1.2|2|5"),
    OMSA("dell-power", WARNING, "power supply PS2 Status is degraded", RESTRICT, DELL "10892.1.600.12.1.5.1.2|2|4"),
    OMSA("dell-drives", WARNING, "drive Physical Disk 0:0:1 says that it will fail", RESTRICT,
         DELL "10893.1.20.130.4.1.31.2|2|2"),
    FINE("hardware", "ups", SUBJECT_DEVICE, "ups-battery"),
    FINE_DEVICE("hardware", "ups", "ups-health"),
    TIP("hardware", "ups", SUBJECT_DEVICE, "ups-battery", WARNING, "r: r is on battery, which lasts for 38 min", RESTRICT,
        UPS "4.1.0|2|5\n" UPS "2.2.0|2|30\n" UPS "2.3.0|2|38"),
    TIP("hardware", "ups", SUBJECT_DEVICE, "ups-battery", CRITICAL, "r is on battery, which lasts for 9 min", EVACUATE,
        UPS "4.1.0|2|5\n" UPS "2.2.0|2|900\n" UPS "2.3.0|2|9"),
    TIP_DEVICE("hardware", "ups", "ups-health", CRITICAL, "output line 1 is loaded with 97 %", UPS "4.4.1.5.1|2|97"),
    FINE("hardware", "megaraid", SUBJECT_HOST, "raid-drives"),
    TIP("hardware", "megaraid", SUBJECT_HOST, "raid-drives", WARNING, "drive 1 has failed", RESTRICT, RAID "2.1.2.1.10.1|2|17"),
    TIP("hardware", "megaraid", SUBJECT_HOST, "raid-drives", WARNING, "drive 0 says that it will fail", RESTRICT,
        RAID "2.1.2.1.9.0|2|1"),
    TIP("hardware", "megaraid", SUBJECT_HOST, "raid-drives", CRITICAL, "virtual drive root is degraded", EVACUATE,
        RAID "3.1.2.1.5.0|2|2\n" RAID "3.1.2.1.6.0|4|root"),
    TIP("hardware", "lmsensors", SUBJECT_HOST, "sensor-heat", CRITICAL, "Core 0 was at 100 degrees", RESTRICT, ""),
    FINE("brocade-fabric", "fabos", SUBJECT_DEVICE, "fabric-path"),
    FINE_DEVICE("brocade-fabric", "fabos", "fabric-switch"),
    FINE_DEVICE("brocade-fabric", "fabos", "fabric-port"),
    FINE_DEVICE("brocade-fabric", "fabos", "fabric-isl"),
    TIP_DEVICE("brocade-fabric", "fabos", "fabric-switch", CRITICAL, "r: is faulty; it serves r", SW "1.7.0|2|4"),
    TIP_DEVICE("brocade-fabric", "fabos", "fabric-switch", WARNING, "Power Supply #9 is faulty",
               SW "1.22.1.3.2|2|2\n" SW "1.22.1.5.2|4| Power Supply #9"),
    TIP_DEVICE("brocade-fabric", "fabos", "fabric-isl", WARNING, "r: the link of ", SW "2.9.1.6.1|2|0"),
    TIP("brocade-fabric", "fabos", SUBJECT_DEVICE, "fabric-path", CRITICAL, "r: port r_hba0 of r is faulty", EVACUATE,
        SW "6.2.1.36.1|4|r_hba0\n" SW "6.2.1.4.1|2|4\n" SW "6.2.1.5.1|2|1"),
    {.pack = "brocade-fabric", .reply = "fabos", .kind = SUBJECT_DEVICE, .policy = "fabric-path", .subject = "host:r",
     .severity = SEVERITY_WARNING, .text = "port r_hba0 of r has 60 frames with wrong check sums a minute",
     .remedies = RESTRICT,
     .changes = {{0, SW "6.2.1.36.1|4|r_hba0\n" SW "6.2.1.4.1|2|1\n" SW "6.2.1.22.1|65|4294967290"},
                 {LATE, SW "6.2.1.22.1|65|294"}}},
    {.pack = "brocade-fabric", .reply = "fabos", .kind = SUBJECT_DEVICE, .policy = "fabric-port", .subject = "device:r",
     .severity = SEVERITY_WARNING, .text = "r: port array3 has 180 discarded frames a minute", .remedies = "notify",
     .changes = {{0, SW "6.2.1.36.2|4|array3\n" SW "6.2.1.28.2|65|100"}, {LATE, SW "6.2.1.28.2|65|1000"}}},
};

static void each_reply_gives_the_tip_that_it_deserves(void **state)
{
  struct bench *bench = *state;
  for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
    struct recording *recording = recording_open(cases[i].reply);
    if (!recording)
      continue;
    play(bench, recording, &cases[i]);
    recording_free(recording);
    assert_finding(bench, &cases[i]);
  }
}

#define PLAIN "1.3.6.1.2.1.1.3.0|67|4711000\n1.3.6.1.2.1.25.3.3.1.2.1|2|20\n"

static void agents_without_these_tables_are_not_polled_for_them_and_nothing_is_said_of_them(void **state)
{
  struct bench *bench = *state;
  for (enum subject_kind kind = SUBJECT_HOST; kind <= SUBJECT_DEVICE; kind++) {
    if (kind != SUBJECT_HOST && kind != SUBJECT_DEVICE)
      continue;
    const struct expected none = {.kind = kind};
    struct recording *recording = recording_parse(PLAIN);
    play(bench, recording, &none);
    struct inventory *inventory = recording_discover(recording, kind, NULL);
    for (guint i = 0; i < inventory->instances->len; i++)
      for (guint k = 0; k < bench->declared->len; k++)
        assert_ptr_not_equal(inventory_instance(inventory, i)->table, bench->declared->pdata[k]);
    inventory_free(inventory);
    recording_free(recording);
    GHashTableIter iter;
    gpointer key, value;
    g_hash_table_iter_init(&iter, bench->findings);
    while (g_hash_table_iter_next(&iter, &key, &value))
      if (((const struct finding *)value)->kind != FINDING_CLEAR && !g_str_has_prefix(key, "host-") &&
          !g_str_has_prefix(key, "guest-") && !g_str_has_prefix(key, "cluster-"))
        fail_msg("%s: %s", (char *)key, ((const struct finding *)value)->text);
  }
}

static void all_packs_are_sound(void **state)
{
  const struct bench *bench = *state;
  for (guint i = 0; i < bench->packs->len; i++)
    assert_string_equal(((const struct pack *)bench->packs->pdata[i])->text->fault, "");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(all_packs_are_sound),
      cmocka_unit_test(each_reply_gives_the_tip_that_it_deserves),
      cmocka_unit_test(agents_without_these_tables_are_not_polled_for_them_and_nothing_is_said_of_them),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
