#include "pipeline/results.h"

#include "model/ourselves.h"
#include "pipeline/verdict.h"
#include "wire/policy_row.h"

#include <string.h>

#define TARGETS 2
#define PATIENCE_SEC 60 /* beyond three intervals: then the policies are said not to run */

/* A tip that is not finished, as it was told last. */
struct told {
  guint64 id;
  enum severity severity;
  enum tip_state state;
};

/* What is known of one subject; gone when that is nothing. */
struct file {
  GArray *tips;         /* struct told */
  GHashTable *without;  /* policy -> why it has no data */
};

/* One round over all that is told to one target. */
struct walk {
  GPtrArray *subjects; /* char *; NULL: none is under way */
  guint at, seconds;   /* who is next; since it began */
};

struct target {
  enum outlet_mask mask;
  struct results_terms terms;
  struct walk walk;
};

struct results {
  struct results_options options;
  struct target targets[TARGETS];
  GHashTable *files; /* subject -> struct file */
  GHashTable *filed; /* id of a tip -> the subject in whose file it is */
  guint rounds;      /* of evaluation, as they were last seen */
  gint64 judged_us;  /* monotonic: when a round came to an end last, or we began */
};

static void file_free(gpointer data)
{
  struct file *file = data;
  g_array_unref(file->tips);
  g_hash_table_unref(file->without);
  g_free(file);
}

static struct file *file_of(struct results *results, const char *subject)
{
  struct file *file = g_hash_table_lookup(results->files, subject);
  if (file)
    return file;
  file = g_new(struct file, 1);
  *file = (struct file){g_array_new(FALSE, FALSE, sizeof(struct told)), g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free)};
  g_hash_table_insert(results->files, g_strdup(subject), file);
  return file;
}

static void drop_if_empty(struct results *results, const char *subject)
{
  const struct file *file = g_hash_table_lookup(results->files, subject);
  if (file && file->tips->len == 0 && g_hash_table_size(file->without) == 0)
    g_hash_table_remove(results->files, subject);
}

/* ---- what is said of one ------------------------------------------------------------------------- */

static int compare_tips(gconstpointer a, gconstpointer b)
{
  const struct tip *one = *(const struct tip *const *)a, *other = *(const struct tip *const *)b;
  if (one->severity != other->severity)
    return one->severity > other->severity ? -1 : 1;
  return one->id < other->id ? -1 : one->id > other->id;
}

/* Worst first; borrowed tips in a new array. */
static GPtrArray *tips_of(const struct results *results, const struct file *file, const char *policy)
{
  GPtrArray *tips = g_ptr_array_new();
  for (guint i = 0; file && i < file->tips->len; i++) {
    const struct tip *tip = tipbook_tip(results->options.tips, g_array_index(file->tips, struct told, i).id);
    if (tip && !tip_is_finished(tip) && (!policy || strcmp(tip->policy, policy) == 0))
      g_ptr_array_add(tips, (gpointer)tip);
  }
  g_ptr_array_sort(tips, compare_tips);
  return tips;
}

static enum subject_kind kind_of(const char *subject)
{
  struct object object;
  return object_parse(subject, &object) ? object.kind : SUBJECT_KINDS;
}

static gboolean policies_are_asked(const struct results *results)
{
  gint64 age_us = clock_monotonic_us(results->options.clock) - results->judged_us;
  return age_us < (gint64)PATIENCE_SEC * G_USEC_PER_SEC + 3 * (gint64)fleet_interval_ms(results->options.fleet) * 1000;
}

/* Why one policy says nothing of it. */
static char *unjudged_by(const struct results *results, const struct file *file, const char *policy)
{
  GVariant *policies = evaluation_policies(results->options.evaluation);
  const char *why = file ? g_hash_table_lookup(file->without, policy) : NULL;
  struct policy_row row;
  gsize i;
  if (!policy_row_find(policies, policy, &i))
    return g_strdup_printf("policy %s does not run", policy);
  policy_row_read(policies, i, &row);
  if (row.state != POLICY_ACTIVE)
    return g_strdup_printf("policy %s is %s: %s", policy, policy_state_name(row.state), row.reason);
  return why ? g_strdup_printf("policy %s has no data: %s", policy, why) : NULL;
}

/* Why none of them does; NULL: one does, at least. */
static char *unjudged_by_all(const struct results *results, const struct file *file, enum subject_kind kind)
{
  GVariant *policies = evaluation_policies(results->options.evaluation);
  char *first = NULL;
  for (gsize i = 0; i < policy_rows(policies); i++) {
    struct policy_row row;
    policy_row_read(policies, i, &row);
    if (row.subject != (guint)kind)
      continue;
    char *why = unjudged_by(results, file, row.name);
    if (!why) {
      g_free(first);
      return NULL;
    }
    if (first)
      g_free(why);
    else
      first = why;
  }
  return first;
}

static char *unjudged(const struct results *results, const struct file *file, const char *subject, const char *policy)
{
  if (!policies_are_asked(results))
    return g_strdup("its policies are not asked: see provost status");
  return policy ? unjudged_by(results, file, policy) : unjudged_by_all(results, file, kind_of(subject));
}

static void say(struct results *results, const struct target *target, const char *subject, const char *policy)
{
  if (kind_of(subject) == SUBJECT_SERVICE || !fleet_has_subject(results->options.fleet, subject))
    return;
  const struct file *file = g_hash_table_lookup(results->files, subject);
  g_autoptr(GPtrArray) tips = tips_of(results, file, policy);
  if (tips->len == 0 && results->rounds == 0 && policies_are_asked(results))
    return;
  g_autofree char *why = unjudged(results, file, subject, policy), *service = our_service(policy);
  struct verdict_answer answer;
  verdict_give(&(struct verdict_question){results->options.fleet, subject, policy, tips, why}, &answer);
  results->options.send(MESSAGE_RESULT,
                        g_variant_new("(yssyssu)", (guchar)target->mask, fleet_subject_name(results->options.fleet, subject), service,
                                      (guchar)answer.status, answer.text, answer.perfdata, target->terms.ttl_sec),
                        results->options.user);
  verdict_answer_clear(&answer);
}

/* ---- at once ------------------------------------------------------------------------------------- */

static guint find_told(const struct file *file, guint64 id)
{
  guint i = 0;
  while (i < file->tips->len && g_array_index(file->tips, struct told, i).id != id)
    i++;
  return i;
}

/* What is about a service is told of whose it is: there is no host of a service's name. Stays so until the tip ends. */
static const char *whose(struct results *results, const struct tip *tip)
{
  const char *subject = g_hash_table_lookup(results->filed, &tip->id);
  if (subject)
    return subject;
  g_autoptr(GPtrArray) containing = fleet_containing(results->options.fleet, tip->subject);
  guint i = subject_key(tip->subject, SUBJECT_SERVICE) && containing->len > 1 ? 1 : 0;
  char *owner = g_strdup(containing->len > i ? containing->pdata[i] : tip->subject);
  g_hash_table_insert(results->filed, g_memdup2(&tip->id, sizeof tip->id), owner);
  return owner;
}

/* Whether something is new: figures in its text are not. */
static gboolean file_tip(struct results *results, const struct tip *tip, const char *subject)
{
  struct file *file = file_of(results, subject);
  guint i = find_told(file, tip->id);
  const struct told now = {tip->id, tip->severity, tip->state};
  gboolean was_there = i < file->tips->len;
  const struct told before = was_there ? g_array_index(file->tips, struct told, i) : (struct told){0};
  if (was_there)
    g_array_remove_index_fast(file->tips, i);
  if (!tip_is_finished(tip))
    g_array_append_val(file->tips, now);
  return was_there != !tip_is_finished(tip) || (was_there && (before.severity != now.severity || before.state != now.state));
}

void results_take_tip(struct results *results, const struct tip *tip)
{
  if (tip->is_test)
    return;
  g_autofree char *subject = g_strdup(whose(results, tip));
  gboolean is_new = file_tip(results, tip, subject);
  for (guint i = 0; i < TARGETS && is_new; i++)
    if (results->targets[i].terms.ttl_sec > 0)
      say(results, &results->targets[i], subject, results->targets[i].terms.by_policy ? tip->policy : NULL);
  if (tip_is_finished(tip))
    g_hash_table_remove(results->filed, &tip->id);
  drop_if_empty(results, subject);
}

void results_take_finding(struct results *results, const struct finding *finding)
{
  if (finding->kind == FINDING_NO_DATA || finding->kind == FINDING_ERROR) {
    g_hash_table_replace(file_of(results, finding->subject)->without, g_strdup(finding->policy), g_strdup(finding->text));
    return;
  }
  struct file *file = g_hash_table_lookup(results->files, finding->subject);
  if (file && g_hash_table_remove(file->without, finding->policy))
    drop_if_empty(results, finding->subject);
}

/* ---- again and again ----------------------------------------------------------------------------- */

static gboolean is_gone(gpointer subject, gpointer file, gpointer user)
{
  const struct results *results = user;
  return ((struct file *)file)->tips->len == 0 && !fleet_has_subject(results->options.fleet, subject);
}

static void add_subject(GPtrArray *subjects, enum subject_kind kind, const char *key)
{
  g_ptr_array_add(subjects, subject_format(kind, key));
}

static GPtrArray *all_subjects(const struct fleet *fleet)
{
  const GPtrArray *clusters = fleet_clusters(fleet), *hosts = fleet_hosts(fleet), *devices = fleet_devices(fleet);
  const GPtrArray *guests = fleet_guests(fleet);
  GPtrArray *subjects = g_ptr_array_new_with_free_func(g_free);
  for (guint i = 0; i < clusters->len; i++)
    add_subject(subjects, SUBJECT_CLUSTER, ((const struct cluster *)clusters->pdata[i])->name);
  for (guint i = 0; i < hosts->len; i++)
    add_subject(subjects, SUBJECT_HOST, ((const struct host *)hosts->pdata[i])->name);
  for (guint i = 0; i < devices->len; i++)
    add_subject(subjects, SUBJECT_DEVICE, ((const struct device *)devices->pdata[i])->name);
  for (guint i = 0; i < guests->len; i++)
    add_subject(subjects, SUBJECT_GUEST, ((const struct guest *)guests->pdata[i])->uuid);
  return subjects;
}

static void begin_walk(struct results *results, struct target *target)
{
  g_hash_table_foreach_remove(results->files, is_gone, results);
  target->walk = (struct walk){all_subjects(results->options.fleet), 0, 0};
}

/* All its services; how many these are. */
static guint say_all(struct results *results, const struct target *target, const char *subject)
{
  GVariant *policies = evaluation_policies(results->options.evaluation);
  enum subject_kind kind = kind_of(subject);
  guint said = 0;
  for (gsize i = 0; i < policy_rows(policies); i++) {
    struct policy_row row;
    policy_row_read(policies, i, &row);
    if (row.subject != (guint)kind)
      continue;
    said++;
    if (target->terms.by_policy)
      say(results, target, subject, row.name);
  }
  /* Of what no policy judges nothing is said, unless there is a tip. */
  if (!target->terms.by_policy && (said > 0 || g_hash_table_contains(results->files, subject)))
    say(results, target, subject, NULL);
  return target->terms.by_policy ? said : 1;
}

static void walk_on(struct results *results, struct target *target)
{
  guint said = 0, period_sec = target->terms.ttl_sec / 3;
  if (!target->walk.subjects)
    begin_walk(results, target);
  struct walk *walk = &target->walk;
  const GPtrArray *subjects = walk->subjects;
  walk->seconds = MIN(walk->seconds + 1, period_sec);
  while (walk->at < (guint64)subjects->len * walk->seconds / period_sec && said < RESULTS_A_SECOND) {
    const char *subject = subjects->pdata[walk->at++];
    if (fleet_has_subject(results->options.fleet, subject))
      said += say_all(results, target, subject);
  }
  if (walk->at >= subjects->len && walk->seconds >= period_sec)
    g_clear_pointer(&target->walk.subjects, g_ptr_array_unref);
}

void results_take_second(struct results *results)
{
  guint rounds = evaluation_rounds(results->options.evaluation);
  if (rounds != results->rounds)
    results->judged_us = clock_monotonic_us(results->options.clock);
  results->rounds = rounds;
  for (guint i = 0; i < TARGETS; i++)
    if (results->targets[i].terms.ttl_sec > 0)
      walk_on(results, &results->targets[i]);
}

/* ---- life cycle ---------------------------------------------------------------------------------- */

static void say_tips(struct results *results)
{
  GHashTableIter iter;
  gpointer subject, file;
  g_hash_table_iter_init(&iter, results->files);
  while (g_hash_table_iter_next(&iter, &subject, &file)) {
    g_autoptr(GPtrArray) tips = tips_of(results, file, NULL);
    for (guint i = 0; i < TARGETS; i++) {
      const struct target *target = &results->targets[i];
      for (guint each = 0; target->terms.ttl_sec > 0 && each < (target->terms.by_policy ? tips->len : MIN(tips->len, 1)); each++)
        say(results, target, subject, target->terms.by_policy ? ((const struct tip *)tips->pdata[each])->policy : NULL);
    }
  }
}

static void begin_anew(struct target *target, const struct results_terms *terms)
{
  target->terms = *terms;
  g_clear_pointer(&target->walk.subjects, g_ptr_array_unref);
}

void results_set_terms(struct results *results, const struct results_terms *nagios, const struct results_terms *icinga)
{
  begin_anew(&results->targets[0], nagios);
  begin_anew(&results->targets[1], icinga);
  say_tips(results);
}

/* What the former one still had to say is lost. */
void results_role_is_up(struct results *results)
{
  for (guint i = 0; i < TARGETS; i++)
    g_clear_pointer(&results->targets[i].walk.subjects, g_ptr_array_unref);
  say_tips(results);
}

struct results *results_new(const struct results_options *options)
{
  struct results *results = g_new0(struct results, 1);
  g_autoptr(GPtrArray) tips = tipbook_list(options->tips);
  results->options = *options;
  results->targets[0].mask = OUTLET_NAGIOS;
  results->targets[1].mask = OUTLET_ICINGA;
  results->judged_us = clock_monotonic_us(options->clock);
  results->files = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, file_free);
  results->filed = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, g_free);
  for (guint i = 0; i < tips->len; i++)
    if (!tip_is_finished(tips->pdata[i]) && !((const struct tip *)tips->pdata[i])->is_test)
      file_tip(results, tips->pdata[i], whose(results, tips->pdata[i]));
  return results;
}

void results_free(struct results *results)
{
  if (!results)
    return;
  for (guint i = 0; i < TARGETS; i++)
    g_clear_pointer(&results->targets[i].walk.subjects, g_ptr_array_unref);
  g_hash_table_unref(results->files);
  g_hash_table_unref(results->filed);
  g_free(results);
}
