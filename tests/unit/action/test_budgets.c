#include "action/budgets.h"
#include "unit.h"

#define HOUR_US (3600 * (gint64)G_USEC_PER_SEC)

static const struct counted_move wanted = {"u1", "g1", "h1", "h2", "lab", FALSE, 0};

/* What a cluster with one budget only says to one more move beside n of `other`. */
static char *ask(gsize budget, guint limit, const struct counted_move *other, guint n, gboolean is_automatic)
{
  struct cluster *cluster = cluster_new("lab");
  *(guint *)(void *)((char *)cluster + budget) = limit;
  g_autoptr(GArray) others = g_array_new(FALSE, FALSE, sizeof *other);
  for (guint i = 0; i < n; i++)
    g_array_append_val(others, *other);
  char *why = budgets_refuse(cluster, &wanted, others, is_automatic);
  cluster_free(cluster);
  return why;
}

#define BUDGET(field) offsetof(struct cluster, field)

static void assert_refused(char *why, const char *says)
{
  g_autofree char *text = why;
  assert_non_null(text);
  if (!strstr(text, says))
    fail_msg("\"%s\" does not say \"%s\"", text, says);
}

static void moves_at_the_same_time_are_bounded_whoever_orders_one(void **state)
{
  (void)state;
  static const struct {
    gsize budget;
    struct counted_move counts, does_not;
    const char *says;
  } rows[] = {
      {BUDGET(migration_parallel), {"u2", "g2", "h8", "h9", "lab", TRUE, 0}, {"u2", "g2", "h1", "h2", "other", TRUE, 0},
       "migration.parallel allows 2 moves in lab at the same time, and 2 are under way"},
      {BUDGET(budgets.parallel_per_host), {"u2", "g2", "h9", "h1", "lab", TRUE, 0}, {"u2", "g2", "h8", "h9", "lab", TRUE, 0},
       "migration.parallel_per_host allows 2 moves from and to h1"},
      {BUDGET(budgets.parallel_per_host), {"u2", "g2", "h2", "h9", "lab", TRUE, 0}, {"u2", "g2", "h8", "h9", "lab", TRUE, 0},
       "migration.parallel_per_host allows 2 moves from and to h2"},
      {BUDGET(budgets.parallel_per_link), {"u2", "g2", "h2", "h1", "lab", TRUE, 0}, {"u2", "g2", "h1", "h9", "lab", TRUE, 0},
       "migration.parallel_per_link allows 2 moves between h1 and h2"},
  };
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++)
    for (gboolean is_automatic = FALSE; is_automatic <= TRUE; is_automatic++) {
      struct counted_move ended = rows[i].counts;
      ended.is_under_way = FALSE;
      assert_null(ask(rows[i].budget, 2, &rows[i].counts, 1, is_automatic));
      assert_null(ask(rows[i].budget, 2, &rows[i].does_not, 9, is_automatic));
      assert_null(ask(rows[i].budget, 2, &ended, 9, is_automatic));
      assert_null(ask(rows[i].budget, 0, &rows[i].counts, 9, is_automatic));
      assert_refused(ask(rows[i].budget, 2, &rows[i].counts, 2, is_automatic), rows[i].says);
    }
}

static void moves_of_an_hour_hold_automation_back_and_nobody_else(void **state)
{
  (void)state;
  static const struct {
    gsize budget;
    struct counted_move counts, does_not;
    const char *says;
  } rows[] = {
      {BUDGET(budgets.per_guest), {"u1", "g1", "h8", "h1", "lab", FALSE, HOUR_US - 1}, {"u2", "g1", "h1", "h2", "lab", FALSE, 0},
       "automation.moves_per_guest lets automation move on after fewer than 2 moves of g1 in an hour, and there were 2"},
      {BUDGET(budgets.per_host), {"u2", "g2", "h9", "h1", "lab", FALSE, 0}, {"u1", "g1", "h8", "h9", "lab", FALSE, 0},
       "automation.moves_per_host lets automation move on after fewer than 2 moves from and to h1"},
      {BUDGET(budgets.per_host), {"u2", "g2", "h2", "h9", "lab", FALSE, 0}, {"u1", "g1", "h8", "h9", "lab", FALSE, 0},
       "automation.moves_per_host lets automation move on after fewer than 2 moves from and to h2"},
      {BUDGET(budgets.per_cluster), {"u2", "g2", "h8", "h9", "lab", TRUE, 0}, {"u1", "g1", "h1", "h2", "other", FALSE, 0},
       "automation.moves_per_cluster lets automation move on after fewer than 2 moves in lab"},
  };
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    struct counted_move old = rows[i].counts;
    old.age_us = HOUR_US;
    old.is_under_way = FALSE;
    assert_null(ask(rows[i].budget, 2, &rows[i].counts, 1, TRUE));
    assert_null(ask(rows[i].budget, 2, &rows[i].does_not, 9, TRUE));
    assert_null(ask(rows[i].budget, 2, &old, 9, TRUE));
    assert_null(ask(rows[i].budget, 2, &rows[i].counts, 9, FALSE));
    assert_refused(ask(rows[i].budget, 2, &rows[i].counts, 2, TRUE), rows[i].says);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(moves_at_the_same_time_are_bounded_whoever_orders_one),
      cmocka_unit_test(moves_of_an_hour_hold_automation_back_and_nobody_else),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
