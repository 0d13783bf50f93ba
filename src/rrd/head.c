#include "rrd/head.h"

#include "base/error.h"
#include "base/limits.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define RRD_EXPORT_DEPRECATED /* for the file's structures only */
#include <rrd.h>

G_STATIC_ASSERT(HEAD_SOURCE_NAME == DS_NAM_SIZE);

#define STEP_MAX_SEC 86400
#define ROW_MAX_SEC (366 * 86400)
#define ROWS_MAX 10000000

/* The parts of a header; see rrd_format.h. */
struct parts {
  const stat_head_t *stat;
  const ds_def_t *sources;
  const rra_def_t *archives;
  const live_head_t *live;
  const rra_ptr_t *rows;
};

static gboolean bad(GError **error, const char *reason)
{
  g_set_error_literal(error, PROVOST_ERROR, PROVOST_ERROR_STORAGE, reason);
  return FALSE;
}

static gboolean is_within(guint64 value, guint64 min, guint64 max)
{
  return value >= min && value <= max;
}

static gboolean stat_is_sound(const stat_head_t *stat, GError **error)
{
  if (memcmp(stat->cookie, RRD_COOKIE, sizeof stat->cookie) != 0)
    return bad(error, "it does not begin like an RRD file");
  if (memcmp(stat->version, RRD_VERSION3, sizeof stat->version) < 0 ||
      memcmp(stat->version, RRD_VERSION5, sizeof stat->version) > 0)
    return bad(error, "it is of an unknown version");
  if (stat->float_cookie != FLOAT_COOKIE)
    return bad(error, "it was made on another architecture");
  if (!is_within(stat->ds_cnt, 1, HEAD_SOURCES_MAX) || !is_within(stat->rra_cnt, 1, HEAD_ARCHIVES_MAX) ||
      !is_within(stat->pdp_step, 1, STEP_MAX_SEC))
    return bad(error, "its counts of data sources and archives or its step are out of bounds");
  return TRUE;
}

static struct parts parts_of(const guint8 *bytes, const stat_head_t *stat)
{
  struct parts parts = {.stat = stat};
  bytes += sizeof *stat;
  parts.sources = (const void *)bytes;
  bytes += stat->ds_cnt * sizeof *parts.sources;
  parts.archives = (const void *)bytes;
  bytes += stat->rra_cnt * sizeof *parts.archives;
  parts.live = (const void *)bytes;
  bytes += sizeof *parts.live + stat->ds_cnt * sizeof(pdp_prep_t) +
           stat->ds_cnt * stat->rra_cnt * sizeof(cdp_prep_t);
  parts.rows = (const void *)bytes;
  return parts;
}

/* Only GAUGE: COMPUTE sources are programs that librrd would run. */
static gboolean source_take(const ds_def_t *def, struct head_source *source, GError **error)
{
  if (!memchr(def->ds_nam, '\0', sizeof def->ds_nam) || !def->ds_nam[0])
    return bad(error, "a data source has no sound name");
  if (strncmp(def->dst, "GAUGE", sizeof def->dst) != 0)
    return bad(error, "a data source is not a GAUGE");
  memcpy(source->name, def->ds_nam, sizeof source->name);
  source->heartbeat_sec = def->par[DS_mrhb_cnt].u_cnt;
  source->min = def->par[DS_min_val].u_val;
  source->max = def->par[DS_max_val].u_val;
  return TRUE;
}

static gboolean archive_take(const struct parts *parts, guint i, struct head_archive *archive, GError **error)
{
  const rra_def_t *def = &parts->archives[i];
  gboolean is_max = strncmp(def->cf_nam, "MAX", sizeof def->cf_nam) == 0;
  if (!is_max && strncmp(def->cf_nam, "AVERAGE", sizeof def->cf_nam) != 0)
    return bad(error, "an archive is neither AVERAGE nor MAX");
  double xff = def->par[RRA_cdp_xff_val].u_val;
  if (!is_within(def->pdp_cnt, 1, ROW_MAX_SEC / parts->stat->pdp_step) ||
      !is_within(def->row_cnt, 1, ROWS_MAX) || !(xff >= 0 && xff < 1))
    return bad(error, "the shape of an archive is out of bounds");
  if (parts->rows[i].cur_row >= def->row_cnt)
    return bad(error, "an archive's newest row lies outside of it");
  archive->shape = (struct archive){is_max, def->pdp_cnt * parts->stat->pdp_step, def->row_cnt};
  archive->newest_row = parts->rows[i].cur_row;
  return TRUE;
}

static gboolean head_take(const struct parts *parts, goffset size, struct head *head, GError **error)
{
  *head = (struct head){.step_sec = parts->stat->pdp_step,
                        .last_sec = parts->live->last_up,
                        .n_sources = (guint)parts->stat->ds_cnt,
                        .n_archives = (guint)parts->stat->rra_cnt};
  if (head->last_sec < 0 || head->last_sec > LIMIT_TIME_SEC || parts->live->last_up_usec < 0 ||
      parts->live->last_up_usec > 999999)
    return bad(error, "the time of its last update is impossible");
  for (guint i = 0; i < head->n_sources; i++)
    if (!source_take(&parts->sources[i], &head->source[i], error))
      return FALSE;
  goffset offset = (goffset)layout_header_bytes(head->n_sources, head->n_archives);
  for (guint i = 0; i < head->n_archives; i++) {
    if (!archive_take(parts, i, &head->archive[i], error))
      return FALSE;
    head->archive[i].offset = offset;
    offset += (goffset)(head->archive[i].shape.rows * head->n_sources * sizeof(rrd_value_t));
  }
  return offset == size || bad(error, "its size is not what its header says");
}

static enum head_verdict unreadable(GError **error)
{
  g_set_error_literal(error, PROVOST_ERROR, PROVOST_ERROR_STORAGE, g_strerror(errno));
  return HEAD_UNREADABLE;
}

enum head_verdict head_read(int fd, struct head *head, GError **error)
{
  struct stat file;
  if (fstat(fd, &file) < 0)
    return unreadable(error);
  if (!S_ISREG(file.st_mode)) {
    bad(error, "it is not a regular file");
    return HEAD_UNREADABLE;
  }
  stat_head_t stat;
  ssize_t got = pread(fd, &stat, sizeof stat, 0);
  if (got < 0)
    return unreadable(error);
  if (got < (ssize_t)sizeof stat) {
    bad(error, got == 0 ? "it is empty" : "it ends within its header");
    return HEAD_BAD;
  }
  if (!stat_is_sound(&stat, error))
    return HEAD_BAD;

  gsize length = layout_header_bytes(stat.ds_cnt, stat.rra_cnt);
  g_autofree guint8 *bytes = g_malloc(length);
  got = pread(fd, bytes, length, 0);
  if (got < 0)
    return unreadable(error);
  if (got < (ssize_t)length) {
    bad(error, "it ends within its header");
    return HEAD_BAD;
  }
  struct parts parts = parts_of(bytes, &stat);
  return head_take(&parts, file.st_size, head, error) ? HEAD_SOUND : HEAD_BAD;
}

static gboolean source_matches(const struct head_source *source, const struct metric *metric)
{
  return strcmp(source->name, metric->rrd_name) == 0 && source->min == metric->min &&
         source->max == metric->max;
}

gboolean head_matches(const struct head *head, const struct layout *layout)
{
  if (head->step_sec != layout->step_sec || head->n_sources != layout->n_sources ||
      head->n_archives != layout->n_archives)
    return FALSE;
  for (guint i = 0; i < head->n_sources; i++)
    if (!source_matches(&head->source[i], layout->source[i]) ||
        head->source[i].heartbeat_sec != layout->heartbeat_sec)
      return FALSE;
  for (guint i = 0; i < head->n_archives; i++) {
    const struct archive *has = &head->archive[i].shape, *wants = &layout->archive[i];
    if (has->is_max != wants->is_max || has->step_sec != wants->step_sec || has->rows != wants->rows)
      return FALSE;
  }
  return TRUE;
}
