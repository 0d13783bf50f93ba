#include "cli/top_picture.h"

#include "cli/table.h"
#include "cli/text.h"

#include <string.h>

static void line_clear(gpointer data)
{
  g_free(((struct top_line *)data)->text);
}

/* Cut to the width; nothing below the height. */
static void add(GArray *picture, const struct top_model *model, const char *text, enum colour colour, gboolean is_marked)
{
  g_autofree char *tame = g_strdelimit(text_tame(text), "\n", ' ');
  struct top_line line = {text_fit(tame, model->width), colour, is_marked};
  g_array_append_val(picture, line);
}

/* "provost top  tips 3, sorted by severity" and what is under way. */
static void add_title(GArray *picture, const struct top_model *model)
{
  const struct top_rows *rows = &model->panes[model->pane];
  g_autofree char *count = rows->rows ? g_strdup_printf("%u", rows->rows->len) : g_strdup("?");
  g_autofree char *title = g_strdup_printf("provost top: %s %s, sorted by %s%s", count, top_pane_list(model->pane)->noun,
                                           !rows->by_load          ? "how bad it is"
                                           : model->pane == TOP_TIPS ? "age"
                                                                   : "load",
                                           model->asking ? "   asking ..." : "");
  add(picture, model, title, COLOUR_NONE, TRUE);
}

static void add_panes(GArray *picture, const struct top_model *model)
{
  g_autoptr(GString) line = g_string_new(NULL);
  for (enum top_pane pane = 0; pane < TOP_PANES; pane++)
    g_string_append_printf(line, "%s%u %s%s ", pane == model->pane ? "[" : " ", pane + 1, top_pane_list(pane)->noun,
                           pane == model->pane ? "]" : " ");
  if (*model->trouble)
    add(picture, model, model->trouble, COLOUR_RED, FALSE);
  else
    add(picture, model, g_strchomp(line->str), COLOUR_NONE, FALSE);
}

/* Those of the page on which the chosen one stands. */
static void add_rows(GArray *picture, const struct top_model *model)
{
  const struct list *list = top_pane_list(model->pane);
  const GPtrArray *rows = model->panes[model->pane].rows;
  guint room = top_model_room(model), chosen = top_model_chosen(model), first = chosen / room * room;
  guint n = rows ? MIN(rows->len - MIN(first, rows->len), room) : 0;
  struct table *table = table_new(list->titles);
  for (guint i = 0; i < n; i++)
    list->add(table, rows->pdata[first + i]);
  g_autoptr(GPtrArray) lines = table_lines(table, model->width);
  for (guint i = 0; i < lines->len; i++) {
    const json_t *row = i ? rows->pdata[first + i - 1] : NULL;
    const char *severity = reply_text(row, "severity");
    enum colour colour = row ? colour_of(*severity ? severity : reply_text(row, "state")) : COLOUR_NONE;
    add(picture, model, lines->pdata[i], colour == COLOUR_GREEN ? COLOUR_NONE : colour, row && first + i - 1 == chosen);
  }
  if (rows && rows->len == 0)
    add(picture, model, list->nothing, COLOUR_NONE, FALSE);
  table_free(table);
}

static void add_text(GArray *picture, const struct top_model *model)
{
  guint room = top_model_room(model);
  for (guint i = model->text_first; i < model->text->len && i < model->text_first + room; i++)
    add(picture, model, model->text->pdata[i], COLOUR_NONE, FALSE);
}

/* The last line: a question, what came of the last wish, or what one may wish. */
static void add_foot(GArray *picture, const struct top_model *model)
{
  g_autofree char *line = NULL;
  if (model->question == TOP_WHETHER)
    line = g_strdup_printf("carry out the remedy of tip %" G_GUINT64_FORMAT "? y or n", model->tip);
  else if (model->question == TOP_WHY)
    line = g_strdup_printf("dismiss tip %" G_GUINT64_FORMAT ", reason: %s_", model->tip, model->typed->str);
  else if (*model->said)
    line = g_strdup(model->said);
  else if (model->text)
    line = g_strdup(model->tip ? "arrows scroll  a accepts  d dismisses  any other key goes back" : "any key goes back");
  else
    line = g_strdup("Enter explains  a accepts  d dismisses  s sorts  ? helps  q quits");
  add(picture, model, line, COLOUR_NONE, model->question != TOP_NO_QUESTION);
}

GArray *top_picture(const struct top_model *model)
{
  GArray *picture = g_array_new(FALSE, FALSE, sizeof(struct top_line));
  g_array_set_clear_func(picture, line_clear);
  add_title(picture, model);
  add_panes(picture, model);
  if (model->text)
    add_text(picture, model);
  else
    add_rows(picture, model);
  while (picture->len + 1 < model->height)
    add(picture, model, "", COLOUR_NONE, FALSE);
  g_array_set_size(picture, model->height > 0 ? MIN(picture->len, model->height - 1) : 0);
  if (model->height > 0)
    add_foot(picture, model);
  return picture;
}
