#include "rrd/picture.h"

#include "base/error.h"
#include "rrd/columns.h"
#include "rrd/legend.h"
#include "rrd/scale.h"
#include "rrd/theme.h"

#define RRD_EXPORT_DEPRECATED /* for enum cf_en only */
#include <rrd.h>

#include <fontconfig/fontconfig.h>
#include <math.h>
#include <string.h>

#define MARGIN 90          /* pixels beside the canvas */
#define ROW 16             /* pixels of a row below it */
#define CANVAS_MIN 110     /* pixels of its height, with title and times */
#define GRID_PIXELS 32     /* from one line of the grid to the next */
#define MARK_NARROW 3      /* columns: a mark is then a line and no span */
#define CALLBACK "cb//"    /* librrd: a file of that name is asked of the callback */

/* librrd(3) documents and exports it, rrd.h of 1.7.2 lacks it. */
typedef int (*rrd_fetch_cb_t)(const char *, enum cf_en, time_t *, time_t *, unsigned long *, unsigned long *,
                              char ***, rrd_value_t **);
int rrd_fetch_cb_register(rrd_fetch_cb_t callback);

/* A drawing under way: the arguments of rrd_graph_v, and the columns that these name. */
struct drawing {
  const struct picture *picture;
  const struct theme *theme;
  struct scale scale;
  struct legend legend;
  GPtrArray *arguments; /* char * */
  GPtrArray *columns;   /* struct columns * */
  guint rows_left;      /* below the canvas */
};

static void columns_free(gpointer data)
{
  struct columns *columns = data;
  g_free(columns->values);
  g_free(columns);
}

G_GNUC_PRINTF(2, 3)
static void add(struct drawing *drawing, const char *format, ...)
{
  va_list arguments;
  va_start(arguments, format);
  g_ptr_array_add(drawing->arguments, g_strdup_vprintf(format, arguments));
  va_end(arguments);
}

/* Hands the columns over that the name says: their address, since librrd hands nothing else through. It frees
 * what it gets. */
static int on_fetch(const char *name, enum cf_en function, time_t *start, time_t *end, unsigned long *step,
                    unsigned long *count, char ***names, rrd_value_t **values)
{
  (void)function;
  const struct columns *columns = GSIZE_TO_POINTER(g_ascii_strtoull(name + strlen(CALLBACK), NULL, 16));
  *start = (time_t)(columns->first_sec - columns->step_sec);
  *end = (time_t)(columns->first_sec + (gint64)(columns->n - 1) * columns->step_sec);
  *step = columns->step_sec;
  *count = 1;
  *names = g_new(char *, 1);
  (*names)[0] = g_strdup("v");
  *values = g_memdup2(columns->values, columns->n * sizeof(double));
  return 0;
}

static void define(struct drawing *drawing, const char *name, const struct series *series, gboolean highest)
{
  const struct picture *picture = drawing->picture;
  const struct column_plan plan = {picture->from_sec, picture->to_sec, picture->width - MARGIN,
                                   drawing->scale.divisor, highest};
  struct columns *columns = g_new(struct columns, 1);
  columns_init(columns, series, &plan);
  g_ptr_array_add(drawing->columns, columns);
  add(drawing, "DEF:%s=" CALLBACK "%" G_GSIZE_MODIFIER "x:v:%s", name, GPOINTER_TO_SIZE(columns),
      highest ? "MAX" : "AVERAGE");
}

/* Whether there is room for one more row; it is taken. */
static gboolean take_row(struct drawing *drawing)
{
  return drawing->rows_left > 0 && drawing->rows_left--;
}

static void add_look(struct drawing *drawing)
{
  const struct theme *theme = drawing->theme;
  const struct {
    const char *part, *colour;
  } colours[] = {{"BACK", theme->back},   {"CANVAS", theme->canvas}, {"SHADEA", theme->back},
                 {"SHADEB", theme->back}, {"GRID", theme->grid},     {"MGRID", theme->major_grid},
                 {"FONT", theme->text},   {"AXIS", theme->major_grid}, {"FRAME", theme->back},
                 {"ARROW", theme->back}};
  for (gsize i = 0; i < G_N_ELEMENTS(colours); i++)
    add(drawing, "--color=%s#%s", colours[i].part, colours[i].colour);
  add(drawing, "--font=TITLE:10:DejaVu Sans,Noto Sans,sans-serif");
  add(drawing, "--font=AXIS:8:DejaVu Sans,Noto Sans,sans-serif");
  add(drawing, "--font=UNIT:8:DejaVu Sans,Noto Sans,sans-serif");
  add(drawing, "--font=LEGEND:8:DejaVu Sans Mono,Noto Sans Mono,monospace");
}

static void add_frame(struct drawing *drawing)
{
  const struct picture *picture = drawing->picture;
  const struct scale *scale = &drawing->scale;
  g_autofree char *title = legend_title(picture, drawing->theme);
  add(drawing, "--start=%" G_GINT64_FORMAT, picture->from_sec);
  add(drawing, "--end=%" G_GINT64_FORMAT, picture->to_sec);
  add(drawing, "--width=%u", picture->width);
  add(drawing, "--height=%u", picture->height);
  add(drawing, "--title=%s", title);
  char low[G_ASCII_DTOSTR_BUF_SIZE], high[G_ASCII_DTOSTR_BUF_SIZE], step[G_ASCII_DTOSTR_BUF_SIZE];
  add(drawing, "--lower-limit=%s", g_ascii_dtostr(low, sizeof low, scale->lower));
  add(drawing, "--upper-limit=%s", g_ascii_dtostr(high, sizeof high, scale->upper));
  add(drawing, "--y-grid=%s:1", g_ascii_dtostr(step, sizeof step, scale->step));
  g_autofree char *widest = g_strdup_printf("%.*f %s", (int)scale->decimals, scale->upper, scale->unit);
  add(drawing, "--units-length=%zu", strlen(widest) + 1);
  add(drawing, "--left-axis-format=%%.%ulf%s%s", scale->decimals, *scale->unit ? " " : "",
      strcmp(scale->unit, "%") == 0 ? "%%" : scale->unit);
  static const char *const options[] = {"--full-size-mode", "--rigid", "--slope-mode", "--border=0",
                                        "--disable-rrdtool-tag", "--pango-markup", "--grid-dash=1:0",
                                        "--left-axis-formatter=numeric"};
  for (gsize i = 0; i < G_N_ELEMENTS(options); i++)
    add(drawing, "%s", options[i]);
}

static const struct picture_line *line_of(const struct picture *picture, guint i)
{
  return &g_array_index(picture->lines, struct picture_line, i);
}

static void define_lines(struct drawing *drawing)
{
  for (guint i = 0; i < drawing->picture->lines->len; i++) {
    const struct picture_line *line = line_of(drawing->picture, i);
    g_autofree char *mean = g_strdup_printf("l%u", i), *highest = g_strdup_printf("h%u", i);
    define(drawing, mean, &line->series, FALSE);
    if (line->highest.n)
      define(drawing, highest, &line->highest, TRUE);
  }
}

/* Behind the lines: where tips were open. */
static void add_spans(struct drawing *drawing)
{
  const struct picture *picture = drawing->picture;
  gint64 narrow = MARK_NARROW * (picture->to_sec - picture->from_sec) / (picture->width - MARGIN);
  for (guint i = 0; i < picture->marks->len; i++) {
    const struct picture_mark *mark = &g_array_index(picture->marks, struct picture_mark, i);
    if (mark->to_sec - mark->from_sec <= narrow)
      continue;
    add(drawing, "CDEF:s%u=l0,POP,TIME,%" G_GINT64_FORMAT ",GE,TIME,%" G_GINT64_FORMAT ",LE,*,INF,UNKN,IF", i,
        mark->from_sec, mark->to_sec);
    add(drawing, "AREA:s%u#%s1C", i, drawing->theme->severity[mark->severity]);
  }
}

static void add_lines(struct drawing *drawing)
{
  const struct picture *picture = drawing->picture;
  const struct theme *theme = drawing->theme;
  gboolean is_alone = picture->lines->len == 1;
  g_autofree char *heads = legend_heads(&drawing->legend, theme);
  if (take_row(drawing))
    add(drawing, "COMMENT:%s\\l", heads);
  if (is_alone && line_of(picture, 0)->highest.n)
    add(drawing, "AREA:h0#%s%s", theme->line[0], theme->fill);
  for (guint i = picture->lines->len; i-- > 0;)
    add(drawing, "AREA:l%u#%s%s", i, theme->line[i % THEME_LINES], is_alone ? theme->fill : theme->faint_fill);
  for (guint i = 0; i < picture->lines->len; i++) {
    g_autofree char *row = legend_row(&drawing->legend, line_of(picture, i), picture->unit);
    gboolean has_row = take_row(drawing);
    add(drawing, "LINE1.5:l%u#%s%s%s%s", i, theme->line[i % THEME_LINES], has_row ? ":" : "", has_row ? row : "",
        has_row ? "\\l" : "");
  }
}

static void add_thresholds(struct drawing *drawing)
{
  const struct picture *picture = drawing->picture;
  for (guint i = 0; i < picture->thresholds->len; i++) {
    const struct picture_threshold *threshold = &g_array_index(picture->thresholds, struct picture_threshold, i);
    char value[G_ASCII_DTOSTR_BUF_SIZE];
    g_ascii_dtostr(value, sizeof value, threshold->value / drawing->scale.divisor);
    g_autofree char *quantity = scale_quantity(threshold->value, picture->unit);
    g_autofree char *words = g_strdup_printf("%s %s", threshold->label, quantity), *label = legend_words(&drawing->legend, words);
    gboolean has_row = take_row(drawing);
    add(drawing, "HRULE:%s#%sC0%s%s%s:dashes=5,4", value, drawing->theme->severity[threshold->severity],
        has_row ? ":" : "", has_row ? label : "", has_row ? "\\l" : "");
  }
}

static void add_marks(struct drawing *drawing)
{
  const struct picture *picture = drawing->picture;
  for (guint i = 0; i < picture->marks->len; i++) {
    const struct picture_mark *mark = &g_array_index(picture->marks, struct picture_mark, i);
    g_autofree char *label = legend_words(&drawing->legend, mark->label);
    gboolean has_row = take_row(drawing);
    add(drawing, "VRULE:%" G_GINT64_FORMAT "#%s%s%s%s", MAX(mark->from_sec, picture->from_sec),
        drawing->theme->severity[mark->severity], has_row ? ":" : "", has_row ? label : "", has_row ? "\\l" : "");
  }
}

/* FALSE where nothing is known. */
static gboolean bounds(const struct picture *picture, double *min, double *max)
{
  *min = *max = NAN;
  for (guint i = 0; i < picture->lines->len; i++) {
    const struct picture_line *line = line_of(picture, i);
    for (gsize j = 0; j < line->series.n; j++) {
      *min = fmin(*min, line->series.points[j]);
      *max = fmax(*max, line->series.points[j]);
    }
    for (gsize j = 0; j < line->highest.n; j++)
      *max = fmax(*max, line->highest.points[j]);
  }
  return !isnan(*min);
}

static gboolean has_font(void)
{
  FcFontSet *fonts = FcInit() ? FcConfigGetFonts(NULL, FcSetSystem) : NULL;
  return fonts && fonts->nfont > 0;
}

static GBytes *take_image(const rrd_info_t *info, GError **error)
{
  for (; info; info = info->next)
    if (strcmp(info->key, "image") == 0 && info->type == RD_I_BLO)
      return g_bytes_new(info->value.u_blo.ptr, info->value.u_blo.size);
  g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_STORAGE, "librrd drew no picture: %s",
              rrd_test_error() ? rrd_get_error() : "it gives no reason");
  return NULL;
}

static GBytes *draw(const struct picture *picture, double min, double max, GError **error)
{
  struct drawing drawing = {.picture = picture, .theme = theme_get(picture->is_dark)};
  drawing.arguments = g_ptr_array_new_with_free_func(g_free);
  drawing.columns = g_ptr_array_new_with_free_func(columns_free);
  drawing.rows_left = (picture->height - CANVAS_MIN) / ROW;
  guint rows = 1 + picture->lines->len + picture->thresholds->len + picture->marks->len;
  guint canvas = picture->height - MIN(rows, drawing.rows_left) * ROW - 60;
  scale_init(&drawing.scale, picture->unit, min, max, canvas / GRID_PIXELS);
  legend_init(&drawing.legend, picture);
  add(&drawing, "graphv");
  add(&drawing, "-");
  add_frame(&drawing);
  add_look(&drawing);
  define_lines(&drawing);
  add_spans(&drawing);
  add_lines(&drawing);
  add_thresholds(&drawing);
  add_marks(&drawing);
  rrd_clear_error();
  rrd_fetch_cb_register(on_fetch);
  rrd_info_t *info = rrd_graph_v((int)drawing.arguments->len, (char **)drawing.arguments->pdata);
  GBytes *image = take_image(info, error);
  rrd_info_free(info);
  g_ptr_array_unref(drawing.arguments);
  g_ptr_array_unref(drawing.columns);
  return image;
}

GBytes *picture_draw(const struct picture *picture, GError **error)
{
  double min, max;
  if (!bounds(picture, &min, &max)) {
    g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_NOT_FOUND,
                "no value of %s is known in that time: ask for a longer one", picture->title);
    return NULL;
  }
  if (!has_font()) {
    g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_UNAVAILABLE,
                "there is no font to write with: install a font package, such as fonts-dejavu-core");
    return NULL;
  }
  return draw(picture, min, max, error);
}
