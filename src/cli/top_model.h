#pragma once
/*
 * What provost top shows, and what its keys mean, without a terminal: lists and texts come in (top_model_take_...), keys too, and
 * out come what is to be asked and the picture (top_picture.h). A chosen row stays chosen when the list comes anew. Pure.
 */
#include "cli/list.h"

enum top_pane { TOP_TIPS, TOP_HOSTS, TOP_GUESTS, TOP_CLUSTERS, TOP_PANES };

/* Keys that are no characters; characters are themselves. */
enum top_key {
  TOP_KEY_UP = 0x110000,
  TOP_KEY_DOWN,
  TOP_KEY_PAGE_UP,
  TOP_KEY_PAGE_DOWN,
  TOP_KEY_HOME,
  TOP_KEY_END,
  TOP_KEY_ENTER,
  TOP_KEY_ESCAPE,
  TOP_KEY_BACKSPACE,
  TOP_KEY_TAB,
};

enum top_question { TOP_NO_QUESTION, TOP_WHETHER, TOP_WHY }; /* that stands in the last line: accept it, y or n? dismiss it, why? */

#define TOP_REASON_MAX 400 /* bytes */

/* What a key wants done. */
enum top_wish { TOP_NOTHING, TOP_QUIT, TOP_LIST, TOP_EXPLAIN, TOP_ACCEPT, TOP_DISMISS };

struct top_rows {
  GPtrArray *rows; /* const json_t *, sorted, borrowed of `list`; NULL: not told yet */
  json_t *list;
  char *chosen; /* key of a row; NULL: the first */
  gboolean by_load; /* else by how bad it is */
};

struct top_model {
  guint width, height; /* of the picture */
  enum top_pane pane;
  struct top_rows panes[TOP_PANES];
  GPtrArray *text;   /* char *, the lines of an explanation or help, over the list; NULL */
  char *whole_text;  /* of which they are */
  guint text_first;  /* the first that is seen */
  guint64 tip;       /* that the text or the question is about; 0 */
  char *facts;       /* of that tip, as they were when it was chosen; "" */
  enum top_question question;
  GString *typed;    /* answer to it so far */
  char *said;        /* what came of the last wish; "" */
  char *trouble;     /* why nothing newer is known; "" */
  guint asking;      /* wishes that are not answered yet */
};

struct top_model *top_model_new(void);
void top_model_free(struct top_model *model);

/* Which list of the API a pane shows, and what is asked for below /v1/: "tips?state=unfinished". */
const struct list *top_pane_list(enum top_pane pane);
const char *top_pane_path(enum top_pane pane);

void top_model_resize(struct top_model *model, guint width, guint height);

/* What was answered: a list, which is kept by reference; a text that is shown until a key closes it, unless a question is open or
 * keys mean another tip by then; the end of a wish; or that there was no answer. The latter is shown until a list comes. */
void top_model_take_list(struct top_model *model, enum top_pane pane, json_t *list);
void top_model_take_text(struct top_model *model, guint64 tip, const char *text);
void top_model_say(struct top_model *model, const char *sentence);
void top_model_take_trouble(struct top_model *model, const char *sentence);

/* What it wants done: TOP_LIST the list of the pane, the last three with model->tip, TOP_ACCEPT as model->facts say, TOP_DISMISS for
 * model->typed. */
enum top_wish top_model_key(struct top_model *model, gunichar key);

/* The place of the chosen row; 0 where there are none. */
guint top_model_chosen(const struct top_model *model);
guint top_model_room(const struct top_model *model); /* lines for rows or text */
