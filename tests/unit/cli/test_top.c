/* What provost top shows and what its keys mean, without a terminal. */
#include "cli/top_picture.h"
#include "unit.h"

#include "cli/text.h"

static const char *const tips = "[{\"id\": 12, \"severity\": \"warning\", \"text\": \"h1 is busy\"}, {\"id\": 13, \"facts\": \"seen\", \"severity\": \"critical\", \"text\": \"h2 is "
                                "silent\"}, {\"id\": 14, \"severity\": \"info\", \"text\": \"h3 rests\"}]";

static void take(struct top_model *model, enum top_pane pane, const char *text)
{
  json_auto_t *list = json_loads(text, 0, NULL);
  assert_non_null(list);
  top_model_take_list(model, pane, list);
}

static struct top_model *model_of_tips(void)
{
  struct top_model *model = top_model_new();
  top_model_resize(model, 60, 10);
  take(model, TOP_TIPS, tips);
  return model;
}

/* The line of the picture, which is as large as the model says. */
static char *line_of(const struct top_model *model, guint place)
{
  g_autoptr(GArray) picture = top_picture(model);
  assert_int_equal(picture->len, model->height);
  for (guint i = 0; i < picture->len; i++)
    assert_true(text_width(g_array_index(picture, struct top_line, i).text) <= model->width);
  return g_strdup(g_array_index(picture, struct top_line, place).text);
}

static char *foot_of(const struct top_model *model)
{
  return line_of(model, model->height - 1);
}

static char *marked_row(const struct top_model *model)
{
  g_autoptr(GArray) picture = top_picture(model);
  for (guint i = 1; i + 1 < picture->len; i++)
    if (g_array_index(picture, struct top_line, i).is_marked)
      return g_strdup(g_array_index(picture, struct top_line, i).text);
  return g_strdup("none");
}

static void press(struct top_model *model, const char *keys)
{
  for (; *keys; keys = g_utf8_next_char(keys))
    top_model_key(model, g_utf8_get_char(keys));
}

static void the_worst_tip_stands_first(void **state)
{
  (void)state;
  struct top_model *model = model_of_tips();
  assert_owned_string_equal(line_of(model, 0), "provost top: 3 tips, sorted by how bad it is");
  assert_owned_string_equal(line_of(model, 3), "13  critical         ?                h2 is silent");
  assert_owned_string_equal(line_of(model, 5), "14  info             ?                h3 rests");
  press(model, "s");
  assert_owned_string_equal(line_of(model, 0), "provost top: 3 tips, sorted by age");
  assert_owned_string_equal(line_of(model, 3), "14  info             ?                h3 rests");
  top_model_free(model);
}

static void what_is_unknown_is_the_least_load(void **state)
{
  (void)state;
  struct top_model *model = model_of_tips();
  take(model, TOP_HOSTS, "[{\"name\": \"a\", \"cpu_busy_pct\": null}, {\"name\": \"b\", \"cpu_busy_pct\": 3}, {\"name\": \"c\", \"cpu_busy_pct\": 90, \"state\": \"up\"},"
                         " {\"name\": \"d\", \"cpu_busy_pct\": 1, \"state\": \"down\"}, {\"name\": \"e\", \"cpu_busy_pct\": 3}]");
  assert_int_equal(top_model_key(model, '2'), TOP_LIST);
  static const char *const by_load[] = {"c", "b", "e", "d", "a"}, *const by_state[] = {"d", "c", "b", "e", "a"};
  for (guint i = 0; i < G_N_ELEMENTS(by_load); i++)
    assert_string_equal(reply_text(model->panes[TOP_HOSTS].rows->pdata[i], "name"), by_load[i]);
  press(model, "s");
  for (guint i = 0; i < G_N_ELEMENTS(by_state); i++)
    assert_string_equal(reply_text(model->panes[TOP_HOSTS].rows->pdata[i], "name"), by_state[i]);
  top_model_free(model);
}

static void the_chosen_row_stays_chosen(void **state)
{
  (void)state;
  struct top_model *model = model_of_tips();
  top_model_key(model, TOP_KEY_DOWN);
  assert_owned_string_equal(marked_row(model), "12  warning          ?                h1 is busy");
  take(model, TOP_TIPS, "[{\"id\": 12, \"severity\": \"info\"}, {\"id\": 20, \"severity\": \"critical\"}, {\"id\": 21, \"severity\": \"critical\"}]");
  assert_int_equal(top_model_chosen(model), 2);
  take(model, TOP_TIPS, "[{\"id\": 20}, {\"id\": 21}]"); /* it has gone: the last one */
  assert_int_equal(top_model_chosen(model), 1);
  take(model, TOP_TIPS, "[]");
  assert_int_equal(top_model_chosen(model), 0);
  assert_owned_string_equal(line_of(model, 3), "no tip waits: nothing is wrong that a policy looks for");
  assert_int_equal(top_model_key(model, TOP_KEY_ENTER), TOP_NOTHING);
  assert_owned_string_equal(foot_of(model), "there is no tip here");
  top_model_free(model);
}

static void keys_go_no_further_than_the_rows(void **state)
{
  (void)state;
  struct top_model *model = model_of_tips();
  static const struct {
    enum top_key key;
    guint place;
  } steps[] = {{TOP_KEY_UP, 0}, {TOP_KEY_END, 2}, {TOP_KEY_DOWN, 2}, {TOP_KEY_PAGE_UP, 0}, {TOP_KEY_PAGE_DOWN, 2}, {TOP_KEY_HOME, 0}, {TOP_KEY_DOWN, 1}};
  for (gsize i = 0; i < G_N_ELEMENTS(steps); i++) {
    assert_int_equal(top_model_key(model, steps[i].key), TOP_NOTHING);
    assert_int_equal(top_model_chosen(model), steps[i].place);
  }
  top_model_free(model);
}

static void accepting_asks_first(void **state)
{
  (void)state;
  struct top_model *model = model_of_tips();
  press(model, "a");
  assert_owned_string_equal(foot_of(model), "carry out the remedy of tip 13? y or n");
  assert_int_equal(top_model_key(model, 'q'), TOP_NOTHING);
  assert_owned_string_equal(foot_of(model), "nothing was done");
  press(model, "a");
  take(model, TOP_TIPS, "[{\"id\": 99, \"severity\": \"critical\"}]"); /* the question is about the tip that was asked of */
  assert_int_equal(top_model_key(model, 'y'), TOP_ACCEPT);
  assert_int_equal(model->tip, 13);
  assert_string_equal(model->facts, "seen");
  top_model_free(model);
}

static void a_dismissal_needs_a_reason_of_some_length(void **state)
{
  (void)state;
  struct top_model *model = model_of_tips();
  press(model, "d");
  assert_int_equal(top_model_key(model, TOP_KEY_ENTER), TOP_NOTHING);
  assert_owned_string_equal(foot_of(model), "nothing was done: a dismissal needs a reason");
  press(model, "dqü\001");
  top_model_key(model, TOP_KEY_UP);
  assert_owned_string_equal(foot_of(model), "dismiss tip 13, reason: qü_");
  top_model_key(model, TOP_KEY_BACKSPACE);
  assert_int_equal(top_model_key(model, TOP_KEY_ENTER), TOP_DISMISS);
  assert_string_equal(model->typed->str, "q");
  press(model, "d");
  for (guint i = 0; i < TOP_REASON_MAX + 10; i++)
    press(model, "x");
  assert_int_equal(model->typed->len, TOP_REASON_MAX);
  assert_int_equal(top_model_key(model, TOP_KEY_ESCAPE), TOP_NOTHING);
  press(model, "d"); /* what was typed is forgotten */
  top_model_key(model, TOP_KEY_BACKSPACE);
  assert_owned_string_equal(foot_of(model), "dismiss tip 13, reason: _");
  top_model_free(model);
}

static void a_text_is_wrapped_and_scrolled(void **state)
{
  (void)state;
  struct top_model *model = model_of_tips();
  top_model_resize(model, 10, 5);
  top_model_key(model, TOP_KEY_DOWN);
  assert_int_equal(top_model_key(model, TOP_KEY_ENTER), TOP_EXPLAIN);
  top_model_take_text(model, 12, "one two three\nabcdefghijklm\n日本語のホスト\n\033end\n");
  static const char *const lines[] = {"one two", "three", "abcdefghij", "klm", "日本語のホ", "スト", " end"};
  assert_int_equal(model->text->len, G_N_ELEMENTS(lines));
  for (guint i = 0; i < G_N_ELEMENTS(lines); i++)
    assert_string_equal(model->text->pdata[i], lines[i]);
  top_model_key(model, TOP_KEY_PAGE_DOWN);
  assert_owned_string_equal(line_of(model, 2), "abcdefghij");
  top_model_key(model, TOP_KEY_END);
  assert_owned_string_equal(line_of(model, 3), " end");
  top_model_resize(model, 80, 24);
  assert_owned_string_equal(line_of(model, 2), "one two three");
  press(model, "a"); /* of the tip that is explained, wherever the list stands */
  assert_owned_string_equal(foot_of(model), "carry out the remedy of tip 12? y or n");
  press(model, "n");
  press(model, "x");
  assert_null(model->text);
  top_model_free(model);
}

/* What is asked for with Enter takes its time, and the next keys do not wait for it. */
static void a_late_explanation_changes_no_question(void **state)
{
  (void)state;
  struct top_model *model = model_of_tips();
  assert_int_equal(top_model_key(model, TOP_KEY_ENTER), TOP_EXPLAIN);
  assert_int_equal(model->tip, 13);
  top_model_key(model, TOP_KEY_DOWN);
  press(model, "a");
  top_model_take_text(model, 13, "all about h2");
  assert_owned_string_equal(foot_of(model), "carry out the remedy of tip 12? y or n");
  assert_int_equal(top_model_key(model, 'n'), TOP_NOTHING);
  top_model_take_text(model, 13, "all about h2"); /* nor what the next keys mean */
  press(model, "dx");
  assert_int_equal(top_model_key(model, TOP_KEY_ENTER), TOP_DISMISS);
  assert_int_equal(model->tip, 12);
  top_model_free(model);
}

static void trouble_is_shown_until_a_list_comes(void **state)
{
  (void)state;
  struct top_model *model = model_of_tips();
  top_model_take_trouble(model, "provostd does not answer");
  assert_owned_string_equal(line_of(model, 1), "provostd does not answer");
  assert_owned_string_equal(line_of(model, 3), "13  critical         ?                h2 is silent");
  take(model, TOP_TIPS, tips);
  assert_owned_string_equal(line_of(model, 1), "[1 tips]  2 hosts   3 guests   4 clusters");
  top_model_free(model);
}

static void no_terminal_is_too_small(void **state)
{
  (void)state;
  struct top_model *model = model_of_tips();
  for (guint height = 1; height < 8; height++)
    for (guint width = 1; width < 12; width++) {
      top_model_resize(model, width, height);
      g_free(foot_of(model));
    }
  press(model, "?");
  for (guint height = 1; height < 8; height++) {
    top_model_resize(model, 1, height);
    g_free(foot_of(model));
  }
  top_model_free(model);
}

static void answers_of_wrong_types_do_no_harm(void **state)
{
  (void)state;
  struct top_model *model = model_of_tips();
  for (enum top_pane pane = 0; pane < TOP_PANES; pane++) {
    press(model, (const char[]){(char)('1' + pane), 0});
    take(model, pane, "[null, 1, [], {\"id\": \"x\", \"name\": 7, \"uuid\": [], \"state\": {}, \"cpu_busy_pct\": \"high\"}]");
    top_model_key(model, TOP_KEY_DOWN);
    g_free(foot_of(model));
    assert_int_equal(top_model_key(model, TOP_KEY_ENTER), TOP_NOTHING);
  }
  top_model_free(model);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_worst_tip_stands_first),
      cmocka_unit_test(what_is_unknown_is_the_least_load),
      cmocka_unit_test(the_chosen_row_stays_chosen),
      cmocka_unit_test(keys_go_no_further_than_the_rows),
      cmocka_unit_test(accepting_asks_first),
      cmocka_unit_test(a_dismissal_needs_a_reason_of_some_length),
      cmocka_unit_test(a_text_is_wrapped_and_scrolled),
      cmocka_unit_test(a_late_explanation_changes_no_question),
      cmocka_unit_test(trouble_is_shown_until_a_list_comes),
      cmocka_unit_test(no_terminal_is_too_small),
      cmocka_unit_test(answers_of_wrong_types_do_no_harm),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
