#include "virt/claimant.h"

#include "base/text.h"

#include <string.h>

#define RENEWED ", renewed "

struct claimant *claimant_new(const char *uuid, const char *who, const char *since, guint takeover_sec)
{
  struct claimant *claimant = g_new0(struct claimant, 1);
  claimant->uuid = g_strdup(uuid);
  claimant->who = g_strdup(who);
  claimant->since = g_strdup(since);
  claimant->takeover_us = (gint64)takeover_sec * G_USEC_PER_SEC;
  return claimant;
}

void claimant_free(struct claimant *claimant)
{
  g_free(claimant->uuid);
  g_free(claimant->who);
  g_free(claimant->since);
  g_free(claimant->other);
  g_free(claimant->written);
  g_free(claimant->confirmed);
  g_free(claimant);
}

/* Left by an earlier life of this instance, or what this one wrote. Who holds our UUID otherwise is a copy of our state
 * directory that runs elsewhere, or beside us. */
static gboolean is_ours(const struct claimant *claimant, const struct claim_seen *seen)
{
  if (!seen->uuid || strcmp(seen->uuid, claimant->uuid) != 0)
    return FALSE;
  if (claimant->state != CLAIM_OURS)
    return g_str_has_prefix(seen->text, claimant->who);
  return g_strcmp0(seen->text, claimant->confirmed) == 0 || g_strcmp0(seen->text, claimant->written) == 0;
}

static void hear(struct claimant *claimant, const char *text, gint64 now_us)
{
  gboolean has_gap = now_us - claimant->read_us > claimant->takeover_us / 2;
  if (g_strcmp0(text, claimant->other) != 0 || has_gap)
    claimant->other_since_us = now_us;
  if (text) /* which may be the one that is known */
    text_replace(&claimant->other, text);
}

enum claim_step claimant_read(struct claimant *claimant, const struct claim_seen *seen, gint64 now_us)
{
  gboolean is_free = !seen->uuid && (!claimant->other || claimant->state == CLAIM_OURS);
  gboolean is_mine = is_free || is_ours(claimant, seen);
  if (!is_mine)
    hear(claimant, seen->uuid ? seen->text : claimant->other, now_us);
  claimant->read_us = now_us;
  if (is_mine)
    return CLAIM_STEP_DEFINE;
  claimant->state = CLAIM_OTHER;
  if (now_us - claimant->other_since_us < claimant->takeover_us)
    return CLAIM_STEP_LEAVE;
  return seen->uuid && strcmp(seen->uuid, claimant->uuid) != 0 ? CLAIM_STEP_REPLACE : CLAIM_STEP_DEFINE;
}

const char *claimant_write(struct claimant *claimant)
{
  g_free(claimant->written);
  claimant->written = g_strdup_printf("%s, since %s" RENEWED "%" G_GUINT64_FORMAT, claimant->who, claimant->since,
                                      ++claimant->renewals);
  return claimant->written;
}

void claimant_has_written(struct claimant *claimant, gboolean is_done)
{
  if (!is_done)
    return;
  claimant->state = CLAIM_OURS;
  g_free(claimant->confirmed);
  claimant->confirmed = g_strdup(claimant->written);
  g_clear_pointer(&claimant->other, g_free);
}

char *claimant_other(const struct claimant *claimant)
{
  const char *other = claimant->other ? claimant->other : "";
  const char *renewed = g_strrstr(other, RENEWED);
  return renewed ? g_strndup(other, (gsize)(renewed - other)) : g_strdup(other);
}
