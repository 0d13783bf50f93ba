#include "cli/tip_verify.h"

#include "cli/replay_scene.h"
#include "cli/settings_now.h"
#include "cli/text.h"

#include "json/json.h"
#include "replay/recompute.h"

#include <string.h>

/* What is compared, and what for. */
struct verification {
  struct cli *cli;
  json_t *tip, *policy; /* as the API gives them; the policy NULL: there is none */
  struct replay_source source;
  GPtrArray *lines; /* struct recomputed_line */
};

/* ---- pack and settings -------------------------------------------------------------------------------- */

static void compare_pack(const struct verification *verification)
{
  const char *then = reply_text(verification->tip, "pack_version"), *now = reply_text(verification->policy, "version");
  const char *name = reply_text(verification->tip, "policy"), *pack = reply_text(verification->tip, "pack");
  gboolean is_same = strcmp(then, now) == 0 && strcmp(pack, reply_text(verification->policy, "pack")) == 0;
  if (is_same)
    recomputed_add(verification->lines, RECOMPUTED_SAME, "pack", "policy %s is of pack %s %s, as then", name, pack, then);
  else
    recomputed_add(verification->lines, RECOMPUTED_OTHER, "pack",
                   "policy %s was of pack %s %s and is of pack %s %s now: it is that which judges below", name, pack, then,
                   reply_text(verification->policy, "pack"), now);
}

#define SCOPES_MAX 4 /* guest, host, cluster */

static const struct scene_subject *find_subject(const struct replay_source *source, const char *object)
{
  for (guint i = 0; i < source->subjects->len; i++) {
    const struct scene_subject *subject = source->subjects->pdata[i];
    if (strcmp(subject->subject, object) == 0)
      return subject;
  }
  return NULL;
}

/* The subject, then whom it is on and in; how many. */
static guint scopes_of(const struct verification *verification, struct settings_scope *scopes)
{
  const char *object = reply_text(json_object_get(verification->tip, "subject"), "object");
  guint n = 0;
  for (const struct scene_subject *subject = find_subject(&verification->source, object); subject && n < SCOPES_MAX;
       subject = find_subject(&verification->source, subject->parent)) {
    struct object parsed;
    if (!object_parse(subject->subject, &parsed))
      break;
    scopes[n++] = (struct settings_scope){subject_kind_name(parsed.kind), subject->name};
  }
  return n;
}

/* The tip is judged with what it was found with, whatever holds now: that is only told. */
static void compare_settings(const struct verification *verification)
{
  struct settings_scope scopes[SCOPES_MAX];
  guint n = scopes_of(verification, scopes), same = 0;
  const char *name;
  json_t *then;
  json_object_foreach (json_object_get(verification->tip, "settings"), name, then) {
    const char *was = json_is_string(then) ? json_string_value(then) : "";
    const char *now = settings_now(verification->policy, name, scopes, n);
    if (now && settings_equal(was, now))
      same++;
    else
      recomputed_add(verification->lines, RECOMPUTED_SAME, "settings", "%s was %s then and is %s now: it is judged with that of then",
                     name, was, now ? now : "no setting");
  }
  if (same)
    recomputed_add(verification->lines, RECOMPUTED_SAME, "settings", "%u of %zu settings are in force as then", same,
                   json_object_size(json_object_get(verification->tip, "settings")));
}

/* ---- history ---------------------------------------------------------------------------------------------- */

static void recompute(const struct verification *verification)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *folder = g_path_get_dirname(reply_text(verification->policy, "file"));
  g_autoptr(GPtrArray) packs = g_ptr_array_new_with_free_func((GDestroyNotify)pack_text_unref);
  judge_read_packs(folder, packs); /* before the tip is read, whose metrics it may declare */
  struct tip *tip = tip_from_json(verification->tip, &error);
  if (!tip) {
    recomputed_add(verification->lines, RECOMPUTED_NOT, "tip", "%s", error->message);
    return;
  }
  const struct replay_order order = {.pack = folder,
                                     .directory = verification->source.directory,
                                     .subjects = verification->source.subjects,
                                     .moves = verification->source.moves};
  recompute_series(verification->source.directory, tip, verification->lines);
  recompute_policy(&order, tip, verification->lines);
  tip_free(tip);
}

/* ---- what is asked, and shown -------------------------------------------------------------------------------- */

static json_t *ask(struct cli *cli, const char *noun, const char *word)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *path = cli_path(noun, word, NULL);
  json_t *answer = client_get(cli->client, path, &error);
  if (!answer)
    cli_fail(cli, error);
  return answer;
}

static int show(const struct verification *verification)
{
  gboolean matches = recomputed_matches(verification->lines);
  guint64 id = reply_id(verification->tip, "id");
  json_auto_t *lines = json_array();
  for (guint i = 0; i < verification->lines->len; i++) {
    const struct recomputed_line *line = verification->lines->pdata[i];
    g_autofree char *valid = g_utf8_make_valid(line->text, -1);
    json_array_append_new(lines, json_pack("{s:s, s:s, s:s}", "kind", recomputed_name(line->kind), "about", line->about, "text", valid));
    if (!verification->cli->options.json)
      text_print("%-8s %s", recomputed_name(line->kind), line->text);
  }
  json_auto_t *report = json_pack("{s:I, s:b, s:O}", "tip", (json_int_t)id, "matches", matches, "lines", lines);
  if (verification->cli->options.json)
    cli_print_json(report);
  else
    text_print("tip %" G_GUINT64_FORMAT " %s", id, matches ? "is what history and its policy say" : "does not come out the same");
  return matches ? CLI_DONE : CLI_REFUSED;
}

static gboolean is_our_own(const json_t *tip)
{
  return policy_is_ours(reply_text(tip, "policy"));
}

static int verify(struct verification *verification)
{
  struct cli *cli = verification->cli;
  if (is_our_own(verification->tip)) {
    recomputed_add(verification->lines, RECOMPUTED_NOT, "policy", "provostd itself opened this tip: no policy judges it upon history");
    return show(verification);
  }
  verification->policy = ask(cli, "policies", reply_text(verification->tip, "policy"));
  if (!verification->policy || !replay_source_find(cli, &verification->source))
    return cli->status;
  compare_pack(verification);
  compare_settings(verification);
  recompute(verification);
  return show(verification);
}

int tip_verify(struct cli *cli, const char *id)
{
  struct verification verification = {.cli = cli, .tip = ask(cli, "tips", id), .lines = recomputed_lines_new()};
  int status = verification.tip ? verify(&verification) : cli->status;
  replay_source_clear(&verification.source);
  json_decref(verification.tip);
  json_decref(verification.policy);
  g_ptr_array_unref(verification.lines);
  return status;
}
