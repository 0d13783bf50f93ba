#include "cli/top_model.h"

#include "cli/colour.h"
#include "cli/fleet.h"
#include "cli/text.h"
#include "cli/tips.h"

#include "base/text.h"

#include <math.h>
#include <string.h>

#define AROUND 3 /* lines above and below what is shown: title, panes, foot */

static const char help[] =
    "1 2 3 4, Tab        tips, hosts, guests, clusters\n"
    "arrows, Page, Home  choose a row\n"
    "s                   sorts by how bad it is, or by load\n"
    "Enter               explains the chosen tip, as provost tip ID does\n"
    "a                   accepts it: carries its remedy out, once you have said y\n"
    "d                   dismisses it, for a reason that you type\n"
    "Esc                 goes back\n"
    "q                   quits\n";

/* What a pane shows and how its rows are told apart. */
static const struct {
  const struct list *(*list)(void);
  const char *path, *key, *badness, *load;
} panes[TOP_PANES] = {
    [TOP_TIPS] = {tips_list, "tips?brief=true&facts=true&state=unfinished", "id", "severity", "id"}, /* a tip has no load: the newest comes first */
    [TOP_HOSTS] = {hosts_list, "hosts", "name", "state", "cpu_busy_pct"},
    [TOP_GUESTS] = {guests_list, "guests", "uuid", "state", "cpu_used_pct"},
    [TOP_CLUSTERS] = {clusters_list, "clusters", "name", "state", "guest_count"},
};

const struct list *top_pane_list(enum top_pane pane)
{
  return panes[pane].list();
}

const char *top_pane_path(enum top_pane pane)
{
  return panes[pane].path;
}

struct top_model *top_model_new(void)
{
  struct top_model *model = g_new0(struct top_model, 1);
  model->typed = g_string_new(NULL);
  model->facts = g_strdup("");
  model->said = g_strdup("");
  model->trouble = g_strdup("");
  for (enum top_pane pane = TOP_HOSTS; pane < TOP_PANES; pane++)
    model->panes[pane].by_load = TRUE;
  return model;
}

static void close_text(struct top_model *model)
{
  g_clear_pointer(&model->text, g_ptr_array_unref);
  g_clear_pointer(&model->whole_text, g_free);
}

void top_model_free(struct top_model *model)
{
  for (enum top_pane pane = 0; pane < TOP_PANES; pane++) {
    g_clear_pointer(&model->panes[pane].rows, g_ptr_array_unref);
    json_decref(model->panes[pane].list);
    g_free(model->panes[pane].chosen);
  }
  close_text(model);
  g_string_free(model->typed, TRUE);
  g_free(model->facts);
  g_free(model->said);
  g_free(model->trouble);
  g_free(model);
}

guint top_model_room(const struct top_model *model)
{
  guint around = AROUND + (model->text ? 0 : 1); /* rows have their titles above them */
  return model->height > around ? model->height - around : 1;
}

/* ---- rows ---------------------------------------------------------------------------------------- */

static char *key_of(enum top_pane pane, const json_t *row)
{
  const json_t *key = json_object_get(row, panes[pane].key);
  return json_is_integer(key) ? g_strdup_printf("%" JSON_INTEGER_FORMAT, json_integer_value(key))
                              : g_strdup(reply_text(row, panes[pane].key));
}

/* -1: it is not there. */
static gint64 place_of_chosen(const struct top_model *model, enum top_pane pane)
{
  const struct top_rows *rows = &model->panes[pane];
  for (guint i = 0; rows->chosen && rows->rows && i < rows->rows->len; i++) {
    g_autofree char *key = key_of(pane, rows->rows->pdata[i]);
    if (strcmp(key, rows->chosen) == 0)
      return i;
  }
  return -1;
}

guint top_model_chosen(const struct top_model *model)
{
  return (guint)MAX(place_of_chosen(model, model->pane), 0);
}

static void choose(struct top_model *model, enum top_pane pane, gint64 place)
{
  struct top_rows *rows = &model->panes[pane];
  guint n = rows->rows ? rows->rows->len : 0;
  g_clear_pointer(&rows->chosen, g_free);
  if (n)
    rows->chosen = key_of(pane, rows->rows->pdata[CLAMP(place, 0, (gint64)n - 1)]);
}

/* The worst first. */
static int badness(const char *word)
{
  static const int order[COLOURS] = {[COLOUR_RED] = 3, [COLOUR_YELLOW] = 2, [COLOUR_CYAN] = 1};
  return order[colour_of(word)];
}

struct sorting {
  enum top_pane pane;
  gboolean by_load;
};

/* What is not known comes last. */
static int compare(gconstpointer a, gconstpointer b, gpointer user)
{
  const json_t *one = *(const json_t *const *)a, *other = *(const json_t *const *)b;
  const struct sorting *sorting = user;
  const char *load = panes[sorting->pane].load, *word = panes[sorting->pane].badness;
  int worse = sorting->by_load ? 0 : badness(reply_text(other, word)) - badness(reply_text(one, word));
  double here = reply_number(one, load), there = reply_number(other, load);
  if (worse)
    return worse;
  if (isnan(here) || isnan(there))
    return isnan(here) - isnan(there);
  if (here != there)
    return here < there ? 1 : -1;
  return strcmp(reply_text(one, "name"), reply_text(other, "name"));
}

static void sort(struct top_model *model, enum top_pane pane)
{
  struct sorting sorting = {pane, model->panes[pane].by_load};
  if (model->panes[pane].rows)
    g_ptr_array_sort_with_data(model->panes[pane].rows, compare, &sorting);
}

void top_model_take_list(struct top_model *model, enum top_pane pane, json_t *list)
{
  struct top_rows *rows = &model->panes[pane];
  gint64 place = place_of_chosen(model, pane);
  GPtrArray *sorted = g_ptr_array_new();
  json_t *each;
  gsize i;
  json_array_foreach (list, i, each)
    g_ptr_array_add(sorted, each);
  g_clear_pointer(&rows->rows, g_ptr_array_unref);
  json_decref(rows->list);
  rows->list = json_incref(list);
  rows->rows = sorted;
  sort(model, pane);
  text_replace(&model->trouble, "");
  if (place_of_chosen(model, pane) < 0) /* its neighbour moves up */
    choose(model, pane, place);
}

/* ---- text ---------------------------------------------------------------------------------------- */

/* Adds the line in pieces that fit, broken between words where there are some. */
static void wrap(GPtrArray *lines, const char *line, guint width)
{
  while (text_width(line) > width && width > 1) {
    const char *end = line, *blank = NULL;
    for (guint used = 0; used + text_char_width(g_utf8_get_char(end)) <= width; end = g_utf8_next_char(end)) {
      used += text_char_width(g_utf8_get_char(end));
      blank = *end == ' ' && end > line ? end : blank;
    }
    end = blank && *end != ' ' ? blank : end;
    g_ptr_array_add(lines, g_strndup(line, (gsize)(end - line)));
    line = end + (*end == ' ');
  }
  g_ptr_array_add(lines, g_strdup(line));
}

static void lay_out(struct top_model *model)
{
  if (!model->whole_text)
    return;
  g_auto(GStrv) lines = g_strsplit(model->whole_text, "\n", -1);
  g_clear_pointer(&model->text, g_ptr_array_unref);
  model->text = g_ptr_array_new_with_free_func(g_free);
  for (char **line = lines; *line; line++)
    wrap(model->text, *line, model->width);
}

static void scroll(struct top_model *model, gint64 first)
{
  guint room = top_model_room(model), last = model->text->len > room ? model->text->len - room : 0;
  model->text_first = (guint)CLAMP(first, 0, (gint64)last);
}

void top_model_resize(struct top_model *model, guint width, guint height)
{
  model->width = width;
  model->height = height;
  lay_out(model);
  if (model->text)
    scroll(model, model->text_first);
}

void top_model_take_text(struct top_model *model, guint64 tip, const char *text)
{
  if (tip && (model->question != TOP_NO_QUESTION || tip != model->tip))
    return; /* keys mean another one by now */
  g_autofree char *tame = text_tame(text);
  text_replace(&model->whole_text, g_strchomp(tame));
  model->tip = tip;
  model->text_first = 0;
  lay_out(model);
}

void top_model_say(struct top_model *model, const char *sentence)
{
  text_replace(&model->said, sentence);
}

void top_model_take_trouble(struct top_model *model, const char *sentence)
{
  text_replace(&model->trouble, sentence);
}

/* ---- keys ---------------------------------------------------------------------------------------- */

static enum top_wish answer_whether(struct top_model *model, gunichar key)
{
  gboolean is_yes = key == 'y' || key == 'Y';
  model->question = TOP_NO_QUESTION;
  top_model_say(model, is_yes ? "" : "nothing was done");
  return is_yes ? TOP_ACCEPT : TOP_NOTHING;
}

static enum top_wish answer_why(struct top_model *model, gunichar key)
{
  const char *last = g_utf8_find_prev_char(model->typed->str, model->typed->str + model->typed->len);
  if (key == TOP_KEY_ENTER && model->typed->len) {
    model->question = TOP_NO_QUESTION;
    return TOP_DISMISS;
  }
  if (key == TOP_KEY_ESCAPE || key == TOP_KEY_ENTER) {
    model->question = TOP_NO_QUESTION;
    top_model_say(model, "nothing was done: a dismissal needs a reason");
  } else if (key == TOP_KEY_BACKSPACE && last) {
    g_string_truncate(model->typed, (gsize)(last - model->typed->str));
  } else if (key < TOP_KEY_UP && g_unichar_isprint(key) && model->typed->len < TOP_REASON_MAX) {
    g_string_append_unichar(model->typed, key);
  }
  return TOP_NOTHING;
}

/* The tip that keys mean: the one explained, or else the chosen one, with what is seen of it. */
static void take_tip(struct top_model *model)
{
  const GPtrArray *rows = model->panes[TOP_TIPS].rows;
  if (model->text)
    return;
  const json_t *tip = model->pane == TOP_TIPS && rows && rows->len ? rows->pdata[top_model_chosen(model)] : NULL;
  model->tip = reply_id(tip, "id");
  text_replace(&model->facts, reply_text(tip, "facts"));
}

static enum top_wish begin_with_tip(struct top_model *model, gunichar key)
{
  take_tip(model);
  if (!model->tip) {
    top_model_say(model, model->pane == TOP_TIPS ? "there is no tip here" : "choose a tip first: 1 shows them");
    return TOP_NOTHING;
  }
  if (key == TOP_KEY_ENTER)
    return TOP_EXPLAIN;
  model->question = key == 'a' ? TOP_WHETHER : TOP_WHY;
  g_string_truncate(model->typed, 0);
  return TOP_NOTHING;
}

static enum top_wish show_pane(struct top_model *model, enum top_pane pane)
{
  model->pane = pane;
  return TOP_LIST;
}

/* Where a key goes from `place` of `n`; -1: it is none that goes. */
static gint64 go(gunichar key, gint64 place, gint64 n, gint64 page)
{
  switch (key) {
  case TOP_KEY_UP: return MAX(place - 1, 0);
  case TOP_KEY_DOWN: return place + 1;
  case TOP_KEY_PAGE_UP: return MAX(place - page, 0);
  case TOP_KEY_PAGE_DOWN: return place + page;
  case TOP_KEY_HOME: return 0;
  case TOP_KEY_END: return n;
  default: return -1;
  }
}

static enum top_wish key_of_text(struct top_model *model, gunichar key)
{
  gint64 first = go(key, model->text_first, model->text->len, top_model_room(model));
  if (first >= 0)
    scroll(model, first);
  else if (model->tip && (key == 'a' || key == 'd'))
    return begin_with_tip(model, key);
  else
    close_text(model);
  return TOP_NOTHING;
}

static enum top_wish key_of_list(struct top_model *model, gunichar key)
{
  struct top_rows *rows = &model->panes[model->pane];
  gint64 place = go(key, top_model_chosen(model), rows->rows ? rows->rows->len : 0, top_model_room(model));
  if (place >= 0)
    choose(model, model->pane, place);
  else if (key >= '1' && key < '1' + TOP_PANES)
    return show_pane(model, (enum top_pane)(key - '1'));
  else if (key == TOP_KEY_TAB)
    return show_pane(model, (model->pane + 1) % TOP_PANES);
  else if (key == TOP_KEY_ENTER || key == 'a' || key == 'd')
    return begin_with_tip(model, key);
  else if (key == 's') {
    rows->by_load = !rows->by_load;
    sort(model, model->pane);
  } else if (key == '?')
    top_model_take_text(model, 0, help);
  return key == 'q' ? TOP_QUIT : TOP_NOTHING;
}

enum top_wish top_model_key(struct top_model *model, gunichar key)
{
  if (model->question == TOP_WHETHER)
    return answer_whether(model, key);
  if (model->question == TOP_WHY)
    return answer_why(model, key);
  top_model_say(model, "");
  return model->text ? key_of_text(model, key) : key_of_list(model, key);
}
