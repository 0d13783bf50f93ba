/* Two replays of the same time side by side: only what differs. */
#include "cli/replay_json.h"

#include "cli/text.h"

#include <string.h>

#define OPEN_END "9999" /* later than every time that is written so */

static gboolean is_same(const json_t *a, const json_t *b, const char *key)
{
  return json_equal(json_object_get(a, key), json_object_get(b, key));
}

static gboolean is_of_same(const json_t *a, const json_t *b)
{
  return is_same(a, b, "policy") && strcmp(reply_text(json_object_get(a, "subject"), "object"),
                                           reply_text(json_object_get(b, "subject"), "object")) == 0;
}

static const char *end_of(const json_t *tip)
{
  const char *cleared = reply_text(tip, "cleared");
  return *cleared ? cleared : OPEN_END;
}

/* Times of one form sort as texts. */
static gboolean overlap(const json_t *a, const json_t *b)
{
  return strcmp(reply_text(a, "raised"), end_of(b)) <= 0 && strcmp(reply_text(b, "raised"), end_of(a)) <= 0;
}

/* The first tip of `tips` that is the same problem at the same time, and not taken yet; -1: none. */
static gssize partner(const json_t *tip, const json_t *tips, const gboolean *taken)
{
  for (gsize i = 0; i < json_array_size(tips); i++) {
    const json_t *other = json_array_get(tips, i);
    if (!taken[i] && is_of_same(tip, other) && overlap(tip, other))
      return (gssize)i;
  }
  return -1;
}

static const char *what_differs(const json_t *a, const json_t *b)
{
  if (!a || !b)
    return a ? "only in a" : "only in b";
  if (!is_same(a, b, "changes"))
    return is_same(a, b, "raised") ? "severity" : "raised";
  if (!is_same(a, b, "cleared"))
    return "cleared";
  return is_same(a, b, "remedies") ? NULL : "remedies";
}

static gboolean add_difference(json_t *differences, json_t *a, json_t *b)
{
  const char *what = what_differs(a, b);
  const json_t *either = a ? a : b;
  if (!what)
    return FALSE;
  json_array_append_new(differences, json_pack("{s:O, s:O, s:s, s:O?, s:O?}", "policy", json_object_get(either, "policy"),
                                               "subject", json_object_get(either, "subject"), "what", what, "a", a, "b", b));
  return TRUE;
}

json_t *replay_compare(const json_t *a, const json_t *b)
{
  const json_t *tips_a = json_object_get(a, "tips"), *tips_b = json_object_get(b, "tips");
  g_autofree gboolean *taken = g_new0(gboolean, json_array_size(tips_b) + 1);
  json_t *differences = json_array();
  gsize i, alike = 0;
  json_t *tip;
  json_array_foreach (tips_a, i, tip) {
    gssize found = partner(tip, tips_b, taken);
    if (found >= 0)
      taken[found] = TRUE;
    alike += !add_difference(differences, tip, found >= 0 ? json_array_get(tips_b, (gsize)found) : NULL);
  }
  json_array_foreach (tips_b, i, tip)
    if (!taken[i])
      add_difference(differences, NULL, tip);
  return json_pack("{s:o, s:I}", "differences", differences, "alike", (json_int_t)alike);
}
