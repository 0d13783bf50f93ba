#include "base/error.h"
#include "folder.h"
#include "tips/tipbook.h"
#include "unit.h"

#include <sqlite3.h>
#include <unistd.h>

#define START_US G_GINT64_CONSTANT(1790000000000000)

struct desk {
  struct virtual_clock clock;
  char *folder;
  struct journal *journal;
  struct tipbook *book;
  enum automation_level automation;
  guint asked;     /* how often whether automation may accept one */
  guint approvals; /* how many people must accept a tip */
  GString *moves; /* "1 raised, 1 accepted, " */
};

static void note_move(const struct tip *tip, enum tip_event event, gpointer user)
{
  struct desk *desk = user;
  g_string_append_printf(desk->moves, "%" G_GUINT64_FORMAT " %s, ", tip->id, tip_event_name(event));
}

static gboolean may_automate(const struct tip *tip, gpointer user)
{
  (void)tip;
  struct desk *desk = user;
  desk->asked++;
  return desk->automation == AUTOMATION_APPLY;
}

static const char *automation_rule(const struct tip *tip, gpointer user)
{
  (void)tip, (void)user;
  return "a rule";
}

static guint approvals(const struct tip *tip, gpointer user)
{
  (void)tip;
  return ((struct desk *)user)->approvals;
}

static void open_desk(struct desk *desk)
{
  static const struct tipbook_events events = {.moved = note_move, .may_automate = may_automate, .automation_rule = automation_rule, .approvals = approvals};
  g_autoptr(GError) error = NULL;
  g_autofree char *path = g_build_filename(desk->folder, "provost.db", NULL);
  desk->journal = journal_open(path, &desk->clock.clock, &error);
  assert_no_error(error);
  desk->book = tipbook_new(&(struct tipbook_options){tip_keeping_journal(desk->journal), &desk->clock.clock, &events, desk},
                           &error);
  assert_no_error(error);
  g_string_truncate(desk->moves, 0);
}

static void close_desk(struct desk *desk)
{
  tipbook_free(desk->book);
  journal_free(desk->journal);
}

static void restart(struct desk *desk)
{
  close_desk(desk);
  open_desk(desk);
}

static struct desk *desk_new(enum automation_level automation)
{
  struct desk *desk = g_new0(struct desk, 1);
  virtual_clock_init(&desk->clock, START_US);
  desk->folder = g_dir_make_tmp("provost-tips-XXXXXX", NULL);
  desk->automation = automation;
  desk->approvals = 1;
  desk->moves = g_string_new(NULL);
  open_desk(desk);
  return desk;
}

static void desk_free(struct desk *desk)
{
  close_desk(desk);
  folder_remove(desk->folder);
  g_free(desk->folder);
  g_string_free(desk->moves, TRUE);
  g_free(desk);
}

static void pass(struct desk *desk, gint64 sec)
{
  virtual_clock_advance(&desk->clock, sec * G_USEC_PER_SEC);
  tipbook_tick(desk->book);
}

struct found {
  const char *policy, *subject, *text;
  enum finding_kind kind;
  enum severity severity;
  enum remedy_kind remedy;
};

static void find(struct desk *desk, struct found found)
{
  struct finding *finding = finding_new();
  finding->kind = found.kind;
  finding->policy = g_strdup(found.policy ? found.policy : "host-cpu");
  finding->subject = g_strdup(found.subject ? found.subject : "host:h1");
  finding->pack = g_strdup("core");
  finding->pack_version = g_strdup("1");
  finding->title = g_strdup("Busy");
  finding->text = g_strdup(found.text ? found.text : "busy");
  finding->severity = found.severity ? found.severity : SEVERITY_WARNING;
  g_ptr_array_add(finding->remedies, remedy_new(found.remedy));
  tipbook_take_finding(desk->book, finding, "h1");
  finding_free(finding);
}

static const struct found busy = {.kind = FINDING_TIP, .remedy = REMEDY_MIGRATE};
static const struct found clear = {.kind = FINDING_CLEAR};

static void move(struct desk *desk, guint64 id, enum tip_event event, struct tip_change change)
{
  g_autoptr(GError) error = NULL;
  change.by = change.by ? change.by : "operator test";
  tipbook_move(desk->book, id, event, &change, &error);
  assert_no_error(error);
}

static void moves_were(struct desk *desk, const char *expected)
{
  assert_string_equal(desk->moves->str, expected);
  g_string_truncate(desk->moves, 0);
}

static enum tip_state state_of(struct desk *desk, guint64 id)
{
  return tipbook_tip(desk->book, id)->state;
}

/* ---- the life cycle ---- */

/* Written again, one letter a state: o a p g(acting) v f r c d s, '-' where there is no such move. */
static const char states[TIP_STATES + 1] = "oapgvfrcds";
static const char *const table[TIP_EVENTS] = {
    [TIP_EVENT_RAISE] = "----------",   [TIP_EVENT_REFRESH] = "oap--f----", [TIP_EVENT_ACCEPT] = "a----a----",
    [TIP_EVENT_PLAN] = "-pp-------",    [TIP_EVENT_ACT] = "--g-------",     [TIP_EVENT_ACTED] = "---v------",
    [TIP_EVENT_RESOLVE] = "---rr-----", [TIP_EVENT_FAIL] = "-ffff-----",    [TIP_EVENT_CANCEL] = "-ooo------",
    [TIP_EVENT_APPROVE] = "o----f----",
    [TIP_EVENT_RETRY] = "-----o----",   [TIP_EVENT_PUT_OFF] = "-oo-------",
    [TIP_EVENT_CLEAR] = "ccc--c----",   [TIP_EVENT_RETURN] = "-------o--",  [TIP_EVENT_DISMISS] = "ddd--d----",
    [TIP_EVENT_SUPERSEDE] = "s---------",
};

static void every_event_in_every_state_leads_where_the_design_says(void **state)
{
  (void)state;
  for (enum tip_event event = 0; event < TIP_EVENTS; event++)
    for (enum tip_state from = 0; from < TIP_STATES; from++) {
      enum tip_state to = TIP_STATES;
      gboolean possible = lifecycle_next(from, event, &to);
      char expected = table[event][from];
      if (possible ? states[to] != expected : expected != '-' || to != TIP_STATES)
        fail_msg("%s from %s", tip_event_name(event), tip_state_name(from));
    }
}

static void a_refusal_says_what_is_possible_instead(void **state)
{
  (void)state;
  g_autoptr(GError) error = NULL;
  struct desk *desk = desk_new(AUTOMATION_ADVISE);
  struct tip_change change = {.by = "operator test", .plan = plan_new()};
  assert_false(tipbook_move(desk->book, 5, TIP_EVENT_ACCEPT, &change, &error));
  assert_int_equal(error->code, PROVOST_ERROR_NOT_FOUND);
  assert_null(change.plan); /* taken all the same */
  g_clear_error(&error);
  find(desk, busy);
  assert_false(tipbook_move(desk->book, 1, TIP_EVENT_ACT, &change, &error));
  assert_int_equal(error->code, PROVOST_ERROR_REFUSED);
  assert_error_says(error, "tip 1 is open");
  assert_error_says(error, "accept, dismiss");
  g_clear_error(&error);
  move(desk, 1, TIP_EVENT_ACCEPT, (struct tip_change){0});
  assert_false(tipbook_move(desk->book, 1, TIP_EVENT_ACCEPT, &change, &error)); /* the second operator */
  assert_error_says(error, "tip 1 is accepted");
  desk_free(desk);
}

/* ---- findings ---- */

static void one_unfinished_tip_per_policy_and_subject(void **state)
{
  (void)state;
  struct desk *desk = desk_new(AUTOMATION_ADVISE);
  find(desk, busy);
  find(desk, busy);
  find(desk, (struct found){.kind = FINDING_TIP, .subject = "host:h2"});
  find(desk, (struct found){.kind = FINDING_TIP, .policy = "host-memory"});
  moves_were(desk, "1 raised, 2 raised, 3 raised, ");
  assert_int_equal(tipbook_tip(desk->book, 1)->refreshed, 1);
  g_autoptr(GPtrArray) list = tipbook_list(desk->book);
  assert_int_equal(list->len, 3);
  assert_int_equal(((const struct tip *)list->pdata[0])->id, 3);
  desk_free(desk);
}

static void a_refresh_is_told_where_it_changes_something(void **state)
{
  (void)state;
  struct desk *desk = desk_new(AUTOMATION_ADVISE);
  find(desk, busy);
  virtual_clock_advance(&desk->clock, 10 * G_USEC_PER_SEC);
  find(desk, busy);
  moves_were(desk, "1 raised, ");
  struct found graver = busy;
  graver.severity = SEVERITY_CRITICAL;
  find(desk, graver);
  moves_were(desk, "1 refreshed, ");
  assert_int_equal(tipbook_open_severity(desk->book, "host-cpu", "host:h1"), SEVERITY_CRITICAL);
  graver.text = "busier";
  find(desk, graver);
  moves_were(desk, "1 refreshed, ");
  assert_string_equal(tipbook_tip(desk->book, 1)->text, "busier");
  assert_int_equal(tipbook_tip(desk->book, 1)->updated_us, START_US + 10 * G_USEC_PER_SEC);
  restart(desk);
  assert_string_equal(tipbook_tip(desk->book, 1)->text, "busier");
  desk_free(desk);
}

static void no_data_and_errors_change_no_tip(void **state)
{
  (void)state;
  struct desk *desk = desk_new(AUTOMATION_ADVISE);
  find(desk, (struct found){.kind = FINDING_NO_DATA});
  find(desk, busy);
  find(desk, (struct found){.kind = FINDING_NO_DATA});
  find(desk, (struct found){.kind = FINDING_ERROR});
  moves_were(desk, "1 raised, ");
  assert_int_equal(state_of(desk, 1), TIP_OPEN);
  desk_free(desk);
}

static void a_tip_clears_when_its_condition_goes(void **state)
{
  (void)state;
  struct desk *desk = desk_new(AUTOMATION_ADVISE);
  find(desk, clear);
  find(desk, busy);
  find(desk, clear);
  find(desk, clear);
  find(desk, busy);
  moves_were(desk, "1 raised, 1 cleared, 2 raised, ");
  assert_string_equal(tipbook_tip(desk->book, 1)->state_by, "policy host-cpu");
  desk_free(desk);
}

static void act_on(struct desk *desk, guint64 id)
{
  move(desk, id, TIP_EVENT_ACCEPT, (struct tip_change){0});
  move(desk, id, TIP_EVENT_PLAN, (struct tip_change){.plan = plan_new()});
  move(desk, id, TIP_EVENT_ACT, (struct tip_change){.action_id = 70 + id});
}

static void a_tip_acted_upon_is_not_touched_by_findings(void **state)
{
  (void)state;
  struct desk *desk = desk_new(AUTOMATION_ADVISE);
  find(desk, busy);
  act_on(desk, 1);
  find(desk, clear);
  struct found other = busy;
  other.text = "busier";
  find(desk, other);
  assert_int_equal(state_of(desk, 1), TIP_ACTING);
  assert_string_equal(tipbook_tip(desk->book, 1)->text, "busy");
  assert_int_equal(tipbook_tip(desk->book, 1)->action_id, 71);
  move(desk, 1, TIP_EVENT_ACTED, (struct tip_change){0});
  find(desk, clear);
  pass(desk, 10);
  assert_int_equal(state_of(desk, 1), TIP_VERIFYING);
  move(desk, 1, TIP_EVENT_RESOLVE, (struct tip_change){.verdict = VERDICT_EFFECTIVE, .outcome = "it fell"});
  assert_string_equal(tipbook_tip(desk->book, 1)->outcome, "it fell");
  desk_free(desk);
}

/* A clear finding comes once, when it changes: it must not be lost while the tip is acted upon. */
static void what_cleared_meanwhile_clears_after_a_failure(void **state)
{
  (void)state;
  struct desk *desk = desk_new(AUTOMATION_APPLY);
  find(desk, busy);
  move(desk, 1, TIP_EVENT_PLAN, (struct tip_change){.plan = plan_new()});
  move(desk, 1, TIP_EVENT_ACT, (struct tip_change){.action_id = 1});
  find(desk, clear);
  move(desk, 1, TIP_EVENT_CANCEL, (struct tip_change){.why = "cancelled"});
  assert_int_equal(state_of(desk, 1), TIP_OPEN);
  pass(desk, 10);
  assert_int_equal(state_of(desk, 1), TIP_CLEARED);
  desk_free(desk);
}

/* ---- dismissal ---- */

static void a_snoozed_tip_holds_back_new_ones_for_its_time(void **state)
{
  (void)state;
  struct desk *desk = desk_new(AUTOMATION_ADVISE);
  find(desk, busy);
  move(desk, 1, TIP_EVENT_DISMISS, (struct tip_change){.why = "known", .snooze_sec = 3600});
  find(desk, busy);
  find(desk, clear);
  find(desk, busy);
  restart(desk);
  pass(desk, 3599);
  find(desk, busy);
  g_autoptr(GPtrArray) list = tipbook_list(desk->book);
  assert_int_equal(list->len, 1);
  pass(desk, 1);
  find(desk, busy);
  moves_were(desk, "2 raised, ");
  desk_free(desk);
}

static void a_dismissed_tip_holds_back_new_ones_until_it_was_clear_once(void **state)
{
  (void)state;
  struct desk *desk = desk_new(AUTOMATION_ADVISE);
  find(desk, busy);
  move(desk, 1, TIP_EVENT_DISMISS, (struct tip_change){.why = "known"});
  restart(desk);
  pass(desk, 100 * 86400);
  find(desk, busy);
  moves_were(desk, "");
  find(desk, clear);
  restart(desk); /* that it was clear is kept as well */
  find(desk, busy);
  moves_were(desk, "2 raised, ");
  desk_free(desk);
}

/* ---- failure ---- */

static void fail_again(struct desk *desk)
{
  move(desk, 1, TIP_EVENT_ACCEPT, (struct tip_change){0});
  move(desk, 1, TIP_EVENT_FAIL, (struct tip_change){.why = "no host fits"});
}

static void a_failed_tip_reopens_later_each_time(void **state)
{
  (void)state;
  static const gint64 waits_sec[] = {60, 120, 240, 480, 960, 1920, 3600, 3600, 3600};
  struct desk *desk = desk_new(AUTOMATION_ADVISE);
  find(desk, busy);
  for (guint i = 0; i < G_N_ELEMENTS(waits_sec); i++) {
    fail_again(desk);
    assert_string_equal(tipbook_tip(desk->book, 1)->state_reason, "no host fits");
    pass(desk, waits_sec[i] - 1);
    find(desk, busy);
    assert_int_equal(state_of(desk, 1), TIP_FAILED);
    pass(desk, 1);
    assert_int_equal(state_of(desk, 1), TIP_OPEN);
    assert_int_equal(tipbook_tip(desk->book, 1)->retry_us, 0);
  }
  fail_again(desk);
  fail_again(desk); /* an operator insists */
  restart(desk);
  assert_int_equal(state_of(desk, 1), TIP_FAILED);
  find(desk, clear);
  assert_int_equal(state_of(desk, 1), TIP_CLEARED);
  desk_free(desk);
}

/* ---- coming and going ---- */

static struct desk *desk_with_flaps(void)
{
  struct desk *desk = desk_new(AUTOMATION_ADVISE);
  tipbook_set_terms(desk->book, &(struct tipbook_terms){.flap_window_sec = 1800});
  return desk;
}

static void come_and_go(struct desk *desk, guint times)
{
  for (guint i = 0; i < times; i++) {
    find(desk, busy);
    pass(desk, 10);
    find(desk, clear);
    pass(desk, 10);
  }
}

static void what_comes_back_soon_reopens_its_tip_and_later_is_a_new_one(void **state)
{
  (void)state;
  struct desk *desk = desk_with_flaps();
  come_and_go(desk, 1);
  pass(desk, 1780);
  find(desk, busy);
  moves_were(desk, "1 raised, 1 cleared, 1 returned, ");
  assert_int_equal(tipbook_tip(desk->book, 1)->returns, 1);
  find(desk, clear);
  pass(desk, 1800);
  find(desk, busy);
  moves_were(desk, "1 cleared, 2 raised, ");
  desk_free(desk);
}

static void what_comes_and_goes_is_cleared_once_it_stays_away(void **state)
{
  (void)state;
  struct desk *desk = desk_with_flaps();
  come_and_go(desk, 3);
  moves_were(desk, "1 raised, 1 cleared, 1 returned, 1 cleared, 1 returned, 1 cleared, ");
  come_and_go(desk, 5); /* it flaps, and nobody is told any more */
  moves_were(desk, "1 returned, ");
  assert_int_equal(tipbook_tip(desk->book, 1)->returns, 7);
  pass(desk, 589);
  find(desk, clear); /* once more: that begins nothing anew */
  pass(desk, 1);
  assert_int_equal(state_of(desk, 1), TIP_CLEARED);
  assert_string_equal(tipbook_tip(desk->book, 1)->state_reason, "the condition has stayed away");
  assert_int_equal(tipbook_tip(desk->book, 1)->clears_us, 0);
  desk_free(desk);
}

/* What is there again is not what went away. */
static void what_came_back_stays_until_it_goes_again(void **state)
{
  (void)state;
  struct desk *desk = desk_with_flaps();
  find(desk, busy);
  act_on(desk, 1);
  find(desk, clear); /* while it is acted upon */
  move(desk, 1, TIP_EVENT_FAIL, (struct tip_change){.why = "no room"});
  pass(desk, 0);
  assert_int_equal(state_of(desk, 1), TIP_CLEARED);
  find(desk, busy);
  pass(desk, 10);
  assert_int_equal(state_of(desk, 1), TIP_OPEN);
  find(desk, clear);
  come_and_go(desk, 5); /* it flaps */
  pass(desk, 600);
  assert_int_equal(state_of(desk, 1), TIP_CLEARED);
  find(desk, busy);
  pass(desk, 10);
  assert_int_equal(state_of(desk, 1), TIP_OPEN);
  desk_free(desk);
}

/* Else its policy, which lets go of an open tip at a lower value only, would find again what it has just called clear. */
static void what_waits_to_be_cleared_is_no_open_tip_to_its_policy(void **state)
{
  (void)state;
  struct desk *desk = desk_with_flaps();
  come_and_go(desk, 4);
  assert_int_equal(state_of(desk, 1), TIP_OPEN);
  assert_int_equal(tipbook_open_severity(desk->book, "host-cpu", "host:h1"), SEVERITY_NONE);
  find(desk, busy);
  assert_int_equal(tipbook_open_severity(desk->book, "host-cpu", "host:h1"), SEVERITY_WARNING);
  desk_free(desk);
}

/* Whoever accepted it wants nothing done about what is gone. */
static void what_is_accepted_is_cleared_at_once_however_often_it_came_back(void **state)
{
  (void)state;
  struct desk *desk = desk_with_flaps();
  come_and_go(desk, 3);
  find(desk, busy);
  move(desk, 1, TIP_EVENT_ACCEPT, (struct tip_change){0});
  find(desk, clear);
  assert_int_equal(state_of(desk, 1), TIP_CLEARED);
  desk_free(desk);
}

/* More than the core's loop may be kept busy with. */
static void of_very_many_failed_tips_some_reopen_a_tick_later(void **state)
{
  enum { TIPS = 700 };
  (void)state;
  struct desk *desk = desk_new(AUTOMATION_ADVISE);
  for (guint64 id = 1; id <= TIPS; id++) {
    g_autofree char *subject = g_strdup_printf("host:n%" G_GUINT64_FORMAT, id);
    find(desk, (struct found){.kind = FINDING_TIP, .subject = subject});
    move(desk, id, TIP_EVENT_ACCEPT, (struct tip_change){0});
    move(desk, id, TIP_EVENT_FAIL, (struct tip_change){.why = "no room"});
  }
  guint failed[2] = {0};
  for (guint i = 0; i < G_N_ELEMENTS(failed); i++) {
    pass(desk, 60);
    for (guint64 id = 1; id <= TIPS; id++)
      failed[i] += state_of(desk, id) == TIP_FAILED;
  }
  assert_in_range(failed[0], 1, TIPS - 1);
  assert_int_equal(failed[1], 0);
  desk_free(desk);
}

/* ---- history ---- */

static guint n_tips(struct desk *desk, const char *where)
{
  g_autofree char *path = g_build_filename(desk->folder, "provost.db", NULL);
  g_autofree char *sql = g_strconcat("SELECT count(*) FROM ", where, NULL);
  g_autoptr(GPtrArray) barrier = journal_load_tips(desk->journal, 0, NULL); /* all is written */
  sqlite3 *db = NULL;
  sqlite3_stmt *statement = NULL;
  assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
  assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &statement, NULL), SQLITE_OK);
  assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
  guint n = (guint)sqlite3_column_int(statement, 0);
  sqlite3_finalize(statement);
  sqlite3_close(db);
  return n;
}

static void what_is_finished_is_kept_as_long_as_it_shall(void **state)
{
  (void)state;
  struct desk *desk = desk_new(AUTOMATION_ADVISE);
  find(desk, busy);
  find(desk, clear);
  find(desk, (struct found){.kind = FINDING_TIP, .subject = "host:open"});
  find(desk, (struct found){.kind = FINDING_TIP, .subject = "host:dismissed"});
  move(desk, 3, TIP_EVENT_DISMISS, (struct tip_change){.why = "known", .snooze_sec = 60});
  pass(desk, 86400);
  tipbook_set_terms(desk->book, &(struct tipbook_terms){.retention_sec = 86400});
  pass(desk, 0);
  assert_non_null(tipbook_tip(desk->book, 1));
  pass(desk, 61);
  assert_null(tipbook_tip(desk->book, 1));
  assert_non_null(tipbook_tip(desk->book, 2));
  assert_int_equal(n_tips(desk, "tips WHERE id = 1"), 0);
  assert_int_equal(n_tips(desk, "tips"), 2); /* the open one, and the newest dismissed one of its kind */
  assert_int_equal(n_tips(desk, "audit WHERE subject = 'tip 1'"), 0);
  desk_free(desk);
}

/* ---- automation ---- */

static void automation_accepts_only_where_it_is_told_to_and_something_acts(void **state)
{
  (void)state;
  for (enum automation_level level = 0; level < AUTOMATION_LEVELS; level++) {
    struct desk *desk = desk_new(level);
    find(desk, (struct found){.kind = FINDING_TIP, .remedy = REMEDY_NOTIFY, .subject = "host:h2"});
    find(desk, busy);
    pass(desk, 10);
    assert_int_equal(state_of(desk, 1), TIP_OPEN);
    assert_int_equal(state_of(desk, 2), level == AUTOMATION_APPLY ? TIP_ACCEPTED : TIP_OPEN);
    if (level == AUTOMATION_APPLY)
      assert_string_equal(tipbook_tip(desk->book, 2)->state_by, "automation");
    if (level == AUTOMATION_APPLY)
      assert_string_equal(tipbook_tip(desk->book, 2)->state_reason, "automation may apply it, by a rule");
    desk_free(desk);
  }
}

static void a_finding_has_automation_look_at_its_own_tip_only(void **state)
{
  (void)state;
  struct desk *desk = desk_new(AUTOMATION_ADVISE);
  for (guint i = 0; i < 100; i++) {
    g_autofree char *subject = g_strdup_printf("host:h%u", i);
    find(desk, (struct found){.kind = FINDING_TIP, .remedy = REMEDY_MIGRATE, .subject = subject});
  }
  assert_int_equal(desk->asked, 100);
  desk_free(desk);
}

static void automation_makes_one_move_at_a_time_the_gravest_first(void **state)
{
  (void)state;
  struct desk *desk = desk_new(AUTOMATION_APPLY);
  find(desk, busy);
  find(desk, (struct found){.kind = FINDING_TIP, .remedy = REMEDY_MIGRATE, .subject = "host:h2"});
  find(desk, (struct found){.kind = FINDING_TIP, .remedy = REMEDY_MIGRATE, .subject = "host:h3",
                            .severity = SEVERITY_CRITICAL});
  pass(desk, 10);
  moves_were(desk, "1 raised, 1 accepted, 2 raised, 3 raised, ");
  move(desk, 1, TIP_EVENT_PLAN, (struct tip_change){.plan = plan_new()});
  pass(desk, 10);
  move(desk, 1, TIP_EVENT_ACT, (struct tip_change){.action_id = 1});
  pass(desk, 10);
  move(desk, 1, TIP_EVENT_ACTED, (struct tip_change){0});
  pass(desk, 10);
  move(desk, 1, TIP_EVENT_RESOLVE, (struct tip_change){.verdict = VERDICT_EFFECTIVE});
  pass(desk, 10);
  moves_were(desk, "1 planned, 1 acted upon, 1 carried out, 1 resolved, 3 accepted, ");
  desk_free(desk);
}

/* C25 */
static void automation_waits_a_minute_with_a_tip_that_was_put_off_and_takes_others_meanwhile(void **state)
{
  (void)state;
  struct desk *desk = desk_new(AUTOMATION_APPLY);
  find(desk, busy);
  move(desk, 1, TIP_EVENT_PLAN, (struct tip_change){.plan = plan_new()});
  move(desk, 1, TIP_EVENT_PUT_OFF, (struct tip_change){.why = "two moves are under way"});
  assert_int_equal(tipbook_tip(desk->book, 1)->attempts, 0);
  pass(desk, 59);
  find(desk, busy);
  find(desk, (struct found){.kind = FINDING_TIP, .remedy = REMEDY_MIGRATE, .subject = "host:h2"});
  move(desk, 2, TIP_EVENT_FAIL, (struct tip_change){.why = "no room"});
  moves_were(desk, "1 raised, 1 accepted, 1 planned, 1 put off, 2 raised, 2 accepted, 2 failed, ");
  pass(desk, 1);
  moves_were(desk, "1 accepted, ");
  desk_free(desk);
}

static void expect_refused(struct desk *desk, const char *by, const char *words)
{
  g_autoptr(GError) error = NULL;
  assert_false(tipbook_move(desk->book, 1, TIP_EVENT_ACCEPT, &(struct tip_change){.by = by}, &error));
  assert_error_says(error, words);
}

static void two_people_accept_a_tip_together_and_neither_does_so_twice(void **state)
{
  (void)state;
  struct desk *desk = desk_new(AUTOMATION_ADVISE);
  desk->approvals = 2;
  find(desk, busy);
  move(desk, 1, TIP_EVENT_ACCEPT, (struct tip_change){.by = "operator ann"});
  assert_int_equal(state_of(desk, 1), TIP_OPEN);
  expect_refused(desk, "operator ann", "you have accepted tip 1 already: 2 people must");
  restart(desk);
  expect_refused(desk, "operator ann", "you have accepted tip 1 already");
  move(desk, 1, TIP_EVENT_ACCEPT, (struct tip_change){.by = "operator ben"});
  assert_int_equal(state_of(desk, 1), TIP_ACCEPTED);
  assert_string_equal(tipbook_tip(desk->book, 1)->approvals->pdata[0], "operator ann");
  assert_string_equal(tipbook_tip(desk->book, 1)->approvals->pdata[1], "operator ben");
  moves_were(desk, "1 accepted, ");
  desk_free(desk);
}

static void whoever_accepted_it_may_go_on_where_fewer_people_must_by_now(void **state)
{
  (void)state;
  struct desk *desk = desk_new(AUTOMATION_ADVISE);
  desk->approvals = 3;
  find(desk, busy);
  move(desk, 1, TIP_EVENT_ACCEPT, (struct tip_change){.by = "operator ann"});
  move(desk, 1, TIP_EVENT_ACCEPT, (struct tip_change){.by = "operator ben"});
  desk->approvals = 2; /* provost reload */
  move(desk, 1, TIP_EVENT_ACCEPT, (struct tip_change){.by = "operator ann"});
  assert_int_equal(state_of(desk, 1), TIP_ACCEPTED);
  assert_int_equal(tipbook_tip(desk->book, 1)->approvals->len, 2);
  desk_free(desk);
}

static void what_was_accepted_counts_no_more_once_it_is_another_thing_or_has_failed(void **state)
{
  (void)state;
  struct desk *desk = desk_new(AUTOMATION_ADVISE);
  desk->approvals = 2;
  find(desk, busy);
  move(desk, 1, TIP_EVENT_ACCEPT, (struct tip_change){.by = "operator ann"});
  find(desk, (struct found){.kind = FINDING_TIP, .remedy = REMEDY_MIGRATE, .severity = SEVERITY_CRITICAL});
  assert_int_equal(tipbook_tip(desk->book, 1)->approvals->len, 0);
  move(desk, 1, TIP_EVENT_ACCEPT, (struct tip_change){.by = "operator ann"});
  move(desk, 1, TIP_EVENT_ACCEPT, (struct tip_change){.by = "operator ben"});
  move(desk, 1, TIP_EVENT_FAIL, (struct tip_change){.why = "no room"});
  gint64 retry_us = tipbook_tip(desk->book, 1)->retry_us;
  move(desk, 1, TIP_EVENT_ACCEPT, (struct tip_change){.by = "operator ann"});
  assert_int_equal(state_of(desk, 1), TIP_FAILED);
  assert_int_equal(tipbook_tip(desk->book, 1)->retry_us, retry_us);
  move(desk, 1, TIP_EVENT_ACCEPT, (struct tip_change){.by = "operator ben"});
  assert_int_equal(state_of(desk, 1), TIP_ACCEPTED);
  desk_free(desk);
}

/* Else one more person would be enough for what two must accept. */
static void what_was_accepted_counts_no_more_once_it_came_back_or_proposes_something_else(void **state)
{
  (void)state;
  struct desk *desk = desk_with_flaps();
  desk->approvals = 2;
  find(desk, busy);
  move(desk, 1, TIP_EVENT_ACCEPT, (struct tip_change){.by = "operator ann"});
  move(desk, 1, TIP_EVENT_ACCEPT, (struct tip_change){.by = "operator ben"});
  find(desk, clear);
  find(desk, busy);
  assert_int_equal(state_of(desk, 1), TIP_OPEN);
  move(desk, 1, TIP_EVENT_ACCEPT, (struct tip_change){.by = "operator cid"});
  assert_int_equal(state_of(desk, 1), TIP_OPEN);
  find(desk, busy); /* the same: that counts */
  assert_int_equal(tipbook_tip(desk->book, 1)->approvals->len, 1);
  find(desk, (struct found){.kind = FINDING_TIP, .remedy = REMEDY_EVACUATE});
  move(desk, 1, TIP_EVENT_ACCEPT, (struct tip_change){.by = "operator ann"});
  assert_int_equal(state_of(desk, 1), TIP_OPEN);
  restart(desk);
  assert_int_equal(tipbook_tip(desk->book, 1)->approvals->len, 1);
  desk_free(desk);
}

static void a_tip_that_only_notifies_is_resolved_from_acting(void **state)
{
  (void)state;
  struct desk *desk = desk_new(AUTOMATION_ADVISE);
  find(desk, (struct found){.kind = FINDING_TIP, .remedy = REMEDY_NOTIFY});
  move(desk, 1, TIP_EVENT_ACCEPT, (struct tip_change){0});
  move(desk, 1, TIP_EVENT_PLAN, (struct tip_change){0});
  move(desk, 1, TIP_EVENT_ACT, (struct tip_change){0});
  move(desk, 1, TIP_EVENT_RESOLVE, (struct tip_change){.outcome = "told"});
  assert_int_equal(state_of(desk, 1), TIP_RESOLVED);
  desk_free(desk);
}

/* ---- restarts and storage ---- */

static void a_restart_reopens_what_was_not_begun_and_keeps_what_was(void **state)
{
  (void)state;
  struct desk *desk = desk_new(AUTOMATION_APPLY);
  find(desk, busy); /* accepted by automation */
  for (guint i = 2; i <= 5; i++) {
    g_autofree char *subject = g_strdup_printf("host:h%u", i);
    find(desk, (struct found){.kind = FINDING_TIP, .subject = subject});
  }
  move(desk, 2, TIP_EVENT_ACCEPT, (struct tip_change){0});
  move(desk, 2, TIP_EVENT_PLAN, (struct tip_change){.plan = plan_new()});
  act_on(desk, 3);
  act_on(desk, 4);
  move(desk, 4, TIP_EVENT_ACTED, (struct tip_change){0});
  restart(desk);
  static const enum tip_state expected[] = {TIP_OPEN, TIP_OPEN, TIP_ACTING, TIP_VERIFYING, TIP_OPEN};
  for (guint i = 0; i < G_N_ELEMENTS(expected); i++)
    assert_int_equal(state_of(desk, i + 1), expected[i]);
  assert_int_equal(tipbook_tip(desk->book, 3)->action_id, 73);
  move(desk, 3, TIP_EVENT_CANCEL, (struct tip_change){0});
  move(desk, 4, TIP_EVENT_RESOLVE, (struct tip_change){0});
  pass(desk, 10);
  assert_int_equal(state_of(desk, 1), TIP_OPEN); /* nothing confirmed it in this life */
  find(desk, busy);
  assert_int_equal(state_of(desk, 1), TIP_ACCEPTED);
  find(desk, (struct found){.kind = FINDING_TIP, .subject = "host:h9"});
  assert_int_equal(state_of(desk, 6), TIP_OPEN); /* ids go on */
  desk_free(desk);
}

static void only_so_many_finished_tips_are_kept(void **state)
{
  (void)state;
  struct desk *desk = desk_new(AUTOMATION_ADVISE);
  find(desk, (struct found){.kind = FINDING_TIP, .subject = "host:dismissed"});
  move(desk, 1, TIP_EVENT_DISMISS, (struct tip_change){.why = "known"});
  for (guint i = 0; i < TIPBOOK_FINISHED + 5; i++) {
    find(desk, busy);
    find(desk, clear);
  }
  tipbook_tick(desk->book);
  g_autoptr(GPtrArray) list = tipbook_list(desk->book);
  assert_int_equal(list->len, TIPBOOK_FINISHED);
  restart(desk);
  find(desk, (struct found){.kind = FINDING_TIP, .subject = "host:dismissed"});
  moves_were(desk, ""); /* however old, it still holds back */
  desk_free(desk);
}

static GLogWriterOutput drop_log(GLogLevelFlags level, const GLogField *fields, gsize n, gpointer user)
{
  (void)level;
  (void)fields;
  (void)n;
  (void)user;
  return G_LOG_WRITER_HANDLED;
}

static void with_a_failed_journal_tips_are_shown_but_not_accepted(void **state)
{
  (void)state;
  g_autoptr(GError) error = NULL;
  struct desk *desk = desk_new(AUTOMATION_APPLY);
  g_autofree char *wal = g_build_filename(desk->folder, "provost.db-wal", NULL);
  find(desk, busy);
  move(desk, 1, TIP_EVENT_PLAN, (struct tip_change){.plan = plan_new()});
  move(desk, 1, TIP_EVENT_ACT, (struct tip_change){.action_id = 1});
  assert_int_equal(unlink(wal), 0);
  find(desk, (struct found){.kind = FINDING_TIP, .remedy = REMEDY_MIGRATE, .subject = "host:h2"});
  g_autoptr(GPtrArray) barrier = journal_load_tips(desk->journal, 0, NULL);
  assert_false(journal_is_healthy(desk->journal, NULL));
  struct tip_change change = {.by = "operator test"};
  assert_false(tipbook_move(desk->book, 2, TIP_EVENT_ACCEPT, &change, &error));
  assert_int_equal(error->code, PROVOST_ERROR_STORAGE);
  move(desk, 1, TIP_EVENT_FAIL, (struct tip_change){.why = "what came of it is still told"});
  pass(desk, 3600);
  assert_int_equal(state_of(desk, 1), TIP_OPEN);
  assert_int_equal(state_of(desk, 2), TIP_OPEN);
  desk_free(desk);
}

/* ---- tests of provost doctor ---------------------------------------------------------------------------- */

static guint64 raise_test(struct desk *desk)
{
  g_autoptr(GError) error = NULL;
  struct tip *tip = tip_new();
  tip->policy = g_strdup("host-cpu");
  tip->pack = g_strdup("core");
  tip->pack_version = g_strdup("1.0");
  tip->title = g_strdup("t");
  tip->subject = g_strdup("host:h1");
  tip->subject_name = g_strdup("h1");
  tip->severity = SEVERITY_CRITICAL;
  tip->text = g_strdup("(test)");
  g_ptr_array_add(tip->remedies, remedy_new(REMEDY_MIGRATE));
  guint64 id = tipbook_raise_test(desk->book, tip, "operator test", &error);
  assert_no_error(error);
  return id;
}

static void a_test_and_the_tip_of_its_policy_do_not_meet(void **state)
{
  (void)state;
  struct desk *desk = desk_new(AUTOMATION_APPLY);
  guint64 test = raise_test(desk);
  assert_int_equal(tipbook_tip(desk->book, test)->state, TIP_OPEN); /* automation does not take it */
  assert_int_equal(tipbook_open_severity(desk->book, "host-cpu", "host:h1"), SEVERITY_NONE);
  find(desk, busy);
  assert_int_equal(tipbook_open_severity(desk->book, "host-cpu", "host:h1"), SEVERITY_WARNING);
  find(desk, clear);
  tipbook_tick(desk->book);
  assert_int_equal(tipbook_tip(desk->book, test)->state, TIP_OPEN);
  desk_free(desk);
}

static void a_test_ends_by_itself_also_after_a_restart(void **state)
{
  (void)state;
  struct desk *desk = desk_new(AUTOMATION_ADVISE);
  guint64 test = raise_test(desk);
  restart(desk);
  assert_true(tipbook_tip(desk->book, test)->is_test);
  find(desk, busy); /* and is not what a finding refreshes */
  assert_int_equal(tipbook_tip(desk->book, test)->refreshed, 0);
  tipbook_tick(desk->book);
  assert_int_equal(tipbook_tip(desk->book, test)->state, TIP_OPEN);
  pass(desk, 600);
  assert_int_equal(tipbook_tip(desk->book, test)->state, TIP_DISMISSED);
  assert_string_equal(tipbook_tip(desk->book, test)->state_reason, "its test is over");
  desk_free(desk);
}

/* A test that is over is of no further use, and takes nothing from what is. */
static void a_test_that_is_over_is_forgotten_and_what_was_dismissed_beside_it_is_not(void **state)
{
  (void)state;
  struct desk *desk = desk_new(AUTOMATION_ADVISE);
  find(desk, busy);
  move(desk, 1, TIP_EVENT_DISMISS, (struct tip_change){.why = "known"});
  guint64 test = raise_test(desk);
  pass(desk, 600);
  assert_int_equal(tipbook_tip(desk->book, test)->state, TIP_DISMISSED);
  tipbook_set_terms(desk->book, &(struct tipbook_terms){.retention_sec = 86400});
  pass(desk, 86401);
  assert_null(tipbook_tip(desk->book, test));
  assert_int_equal(n_tips(desk, "tips WHERE id = 2"), 0);
  assert_int_equal(n_tips(desk, "tips WHERE id = 1"), 1);
  restart(desk);
  find(desk, busy);
  moves_were(desk, "");
  desk_free(desk);
}

/* However many findings and tests came after it. */
static void what_was_dismissed_holds_back_after_a_restart_whatever_test_came_after_it(void **state)
{
  (void)state;
  struct desk *desk = desk_new(AUTOMATION_ADVISE);
  find(desk, busy);
  move(desk, 1, TIP_EVENT_DISMISS, (struct tip_change){.why = "known"});
  raise_test(desk);
  for (guint i = 0; i < TIPBOOK_FINISHED; i++) {
    g_autofree char *subject = g_strdup_printf("host:n%u", i);
    find(desk, (struct found){.kind = FINDING_TIP, .subject = subject});
    find(desk, (struct found){.kind = FINDING_CLEAR, .subject = subject});
  }
  restart(desk);
  find(desk, busy);
  moves_were(desk, "");
  desk_free(desk);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_event_in_every_state_leads_where_the_design_says),
      cmocka_unit_test(a_refusal_says_what_is_possible_instead),
      cmocka_unit_test(one_unfinished_tip_per_policy_and_subject),
      cmocka_unit_test(a_refresh_is_told_where_it_changes_something),
      cmocka_unit_test(no_data_and_errors_change_no_tip),
      cmocka_unit_test(a_tip_clears_when_its_condition_goes),
      cmocka_unit_test(a_tip_acted_upon_is_not_touched_by_findings),
      cmocka_unit_test(what_cleared_meanwhile_clears_after_a_failure),
      cmocka_unit_test(a_snoozed_tip_holds_back_new_ones_for_its_time),
      cmocka_unit_test(a_dismissed_tip_holds_back_new_ones_until_it_was_clear_once),
      cmocka_unit_test(a_failed_tip_reopens_later_each_time),
      cmocka_unit_test(of_very_many_failed_tips_some_reopen_a_tick_later),
      cmocka_unit_test(automation_accepts_only_where_it_is_told_to_and_something_acts),
      cmocka_unit_test(a_finding_has_automation_look_at_its_own_tip_only),
      cmocka_unit_test(automation_makes_one_move_at_a_time_the_gravest_first),
      cmocka_unit_test(what_comes_back_soon_reopens_its_tip_and_later_is_a_new_one),
      cmocka_unit_test(what_comes_and_goes_is_cleared_once_it_stays_away),
      cmocka_unit_test(what_came_back_stays_until_it_goes_again),
      cmocka_unit_test(what_waits_to_be_cleared_is_no_open_tip_to_its_policy),
      cmocka_unit_test(what_is_accepted_is_cleared_at_once_however_often_it_came_back),
      cmocka_unit_test(what_is_finished_is_kept_as_long_as_it_shall),
      cmocka_unit_test(two_people_accept_a_tip_together_and_neither_does_so_twice),
      cmocka_unit_test(whoever_accepted_it_may_go_on_where_fewer_people_must_by_now),
      cmocka_unit_test(what_was_accepted_counts_no_more_once_it_is_another_thing_or_has_failed),
      cmocka_unit_test(what_was_accepted_counts_no_more_once_it_came_back_or_proposes_something_else),
      cmocka_unit_test(automation_waits_a_minute_with_a_tip_that_was_put_off_and_takes_others_meanwhile),
      cmocka_unit_test(a_tip_that_only_notifies_is_resolved_from_acting),
      cmocka_unit_test(a_restart_reopens_what_was_not_begun_and_keeps_what_was),
      cmocka_unit_test(only_so_many_finished_tips_are_kept),
      cmocka_unit_test(with_a_failed_journal_tips_are_shown_but_not_accepted),
      cmocka_unit_test(a_test_and_the_tip_of_its_policy_do_not_meet),
      cmocka_unit_test(a_test_ends_by_itself_also_after_a_restart),
      cmocka_unit_test(a_test_that_is_over_is_forgotten_and_what_was_dismissed_beside_it_is_not),
      cmocka_unit_test(what_was_dismissed_holds_back_after_a_restart_whatever_test_came_after_it),
  };
  g_log_set_writer_func(drop_log, NULL, NULL);
  return cmocka_run_group_tests(tests, NULL, NULL);
}
