#include "journal/journal.h"

#include "folder.h"
#include "journal/schema.h"
#include "unit.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <sched.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static gint alarm_count;

static GLogWriterOutput count_alarms(GLogLevelFlags level, const GLogField *fields, gsize n, gpointer user)
{
  (void)fields;
  (void)n;
  (void)user;
  if (level & G_LOG_LEVEL_CRITICAL)
    g_atomic_int_inc(&alarm_count);
  return G_LOG_WRITER_HANDLED;
}

struct shelf {
  char *folder, *path;
};

static int shelf_set_up(void **state)
{
  struct shelf *shelf = g_new0(struct shelf, 1);
  shelf->folder = g_dir_make_tmp("provost-journal-XXXXXX", NULL);
  shelf->path = g_build_filename(shelf->folder, "provost.db", NULL);
  g_atomic_int_set(&alarm_count, 0);
  *state = shelf;
  return 0;
}

static guint count_files(const struct shelf *shelf, const char *part)
{
  guint files = 0;
  GDir *dir = g_dir_open(shelf->folder, 0, NULL);
  const char *name;
  while ((name = g_dir_read_name(dir)))
    files += strstr(name, part) ? 1 : 0;
  g_dir_close(dir);
  return files;
}

static int shelf_tear_down(void **state)
{
  struct shelf *shelf = *state;
  folder_remove(shelf->folder);
  g_free(shelf->folder);
  g_free(shelf->path);
  g_free(shelf);
  return 0;
}

static struct journal *open_at(const char *path)
{
  g_autoptr(GError) error = NULL;
  struct journal *journal = journal_open(path, clock_system(), &error);
  assert_no_error(error);
  return journal;
}

static struct intent *intent_of(struct journal *journal, guint64 action_id)
{
  struct intent *intent = intent_new();
  intent->id = journal_next_intent_id(journal);
  intent->action_id = action_id;
  intent->deed = DEED_SAVE;
  intent->host = g_strdup("h1");
  intent->guest_uuid = g_strdup("6f3c1a52-0d2e-4c1b-9a57-2f8f5f1c0001");
  intent->arguments = g_variant_ref_sink(
      g_variant_new_parsed("{'path': <%s>, 'time_limit_sec': <%t>, 'live': <%b>}", "/srv/saves/it's one.img",
                           G_GUINT64_CONSTANT(600), TRUE));
  intent->open = TRUE;
  return intent;
}

struct told {
  guint times;
  gboolean failed;
};

static void on_stored(const GError *error, gpointer user)
{
  struct told *told = user;
  told->times++;
  told->failed = error != NULL;
}

static struct told put_and_wait(struct journal *journal, guint64 action_id)
{
  struct told told = {0};
  journal_put_intent(journal, intent_of(journal, action_id), on_stored, &told);
  assert_int_equal(told.times, 0); /* never from within */
  while (!told.times)
    g_main_context_iteration(NULL, TRUE);
  return told;
}

static struct tip *tip_of(struct journal *journal, enum tip_state tip_state)
{
  struct tip *tip = tip_new();
  tip->id = journal_next_tip_id(journal);
  tip->policy = g_strdup("host-cpu");
  tip->subject = g_strdup("host:h1");
  tip->state = tip_state;
  tip->raised_us = 1;
  return tip;
}

static struct action *action_of(struct journal *journal, enum action_state action_state)
{
  struct action *action = action_new();
  action->id = journal_next_action_id(journal);
  action->move = move_new();
  action->move->guest_uuid = g_strdup("6f3c1a52-0d2e-4c1b-9a57-2f8f5f1c0001");
  action->move->from = g_strdup("h1");
  action->move->to = g_strdup("h2");
  action->move->method = METHOD_LIVE;
  action->state = action_state;
  return action;
}

static const struct audit audit = {"operator test", "tried", "a reason with 'quotes'"};

static void put_tip(struct journal *journal, enum tip_state tip_state)
{
  struct tip *tip = tip_of(journal, tip_state);
  journal_put_tip(journal, tip, &audit);
  tip_free(tip);
}

static void put_action(struct journal *journal, enum action_state action_state)
{
  struct action *action = action_of(journal, action_state);
  journal_put_action(journal, action, &audit);
  action_free(action);
}

static guint count(const char *path, const char *what)
{
  sqlite3 *db;
  sqlite3_stmt *statement;
  g_autofree char *sql = g_strdup_printf("SELECT count(*) FROM %s", what);
  assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
  sqlite3_busy_timeout(db, 5000);
  assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &statement, NULL), SQLITE_OK);
  assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
  guint rows = (guint)sqlite3_column_int(statement, 0);
  sqlite3_finalize(statement);
  sqlite3_close(db);
  return rows;
}

static void a_new_journal_is_for_its_owner_only(void **state)
{
  const struct shelf *shelf = *state;
  struct journal *journal = open_at(shelf->path);
  static const char *const parts[] = {"", "-wal", "-shm"};
  for (guint i = 0; i < G_N_ELEMENTS(parts); i++) {
    g_autofree char *path = g_strconcat(shelf->path, parts[i], NULL);
    struct stat status;
    assert_int_equal(stat(path, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0600);
  }
  assert_true(journal_is_healthy(journal, NULL));
  journal_free(journal);
  g_chmod(shelf->path, 0644);
  journal_free(open_at(shelf->path));
  struct stat status;
  stat(shelf->path, &status);
  assert_int_equal(status.st_mode & 0777, 0600);
}

static void what_was_put_is_there_after_a_restart(void **state)
{
  const struct shelf *shelf = *state;
  g_autoptr(GError) error = NULL;
  struct journal *journal = open_at(shelf->path);
  for (enum tip_state tip_state = 0; tip_state < TIP_STATES; tip_state++)
    put_tip(journal, tip_state);
  for (enum action_state action_state = 0; action_state < ACTION_STATES; action_state++)
    put_action(journal, action_state);
  assert_false(put_and_wait(journal, 1).failed);
  assert_false(put_and_wait(journal, 4).failed);
  journal_close_intent(journal, 1, DEED_UNKNOWN, "role died");
  journal_close_intent(journal, 2, DEED_DONE, "");
  journal_put_audit(journal, "guest g1", &audit);
  journal_free(journal);

  journal = open_at(shelf->path);
  g_autoptr(GPtrArray) tips = journal_load_tips(journal, 1, &error);
  assert_int_equal(tips->len, TIP_RESOLVED + 1); /* the unfinished and the newest finished one */
  g_autoptr(GPtrArray) actions = journal_load_actions(journal, 0, &error);
  assert_int_equal(actions->len, 4); /* unfinished and ambiguous */
  g_autoptr(GPtrArray) intents = journal_load_intents(journal, &error);
  assert_int_equal(intents->len, 1); /* that of the unfinished action */
  const struct intent *intent = intents->pdata[0];
  assert_false(intent->open);
  assert_int_equal(intent->result, DEED_UNKNOWN);
  assert_string_equal(intent->error, "role died");
  assert_int_equal(intent->deed, DEED_SAVE);
  struct intent *same = intent_of(journal, 1);
  assert_true(g_variant_equal(intent->arguments, same->arguments));
  assert_int_equal(same->id, 3);
  intent_free(same);
  assert_int_equal(journal_next_tip_id(journal), TIP_STATES + 1);
  assert_int_equal(journal_next_action_id(journal), ACTION_STATES + 1);
  assert_int_equal(count(shelf->path, "audit WHERE \"by\" = 'operator test' AND why LIKE '%''quotes''%'"),
                   TIP_STATES + ACTION_STATES + 1);
  journal_free(journal);
}

static void a_later_state_replaces_the_earlier_one(void **state)
{
  const struct shelf *shelf = *state;
  g_autoptr(GError) error = NULL;
  struct journal *journal = open_at(shelf->path);
  struct tip *tip = tip_of(journal, TIP_OPEN);
  journal_put_tip(journal, tip, &audit);
  tip->state = TIP_CLEARED;
  journal_put_tip(journal, tip, NULL);
  tip_free(tip);
  g_autoptr(GPtrArray) unfinished = journal_load_tips(journal, 0, &error); /* comes behind the writes */
  assert_int_equal(unfinished->len, 0);
  assert_int_equal(count(shelf->path, "tips"), 1);
  assert_int_equal(count(shelf->path, "audit"), 1);
  journal_free(journal);
}

static void ids_are_never_given_twice(void **state)
{
  const struct shelf *shelf = *state;
  struct journal *journal = open_at(shelf->path);
  put_tip(journal, TIP_OPEN);
  put_tip(journal, TIP_OPEN);
  journal_free(journal);
  sqlite3 *db;
  assert_int_equal(sqlite3_open(shelf->path, &db), SQLITE_OK);
  assert_int_equal(sqlite3_exec(db, "DELETE FROM tips", NULL, NULL, NULL), SQLITE_OK);
  sqlite3_close(db);
  journal = open_at(shelf->path);
  assert_int_equal(journal_next_tip_id(journal), 3);
  journal_free(journal);
}

static void intents_are_told_in_order_and_once(void **state)
{
  const struct shelf *shelf = *state;
  enum { N = 3000 }; /* more than one transaction holds */
  struct journal *journal = open_at(shelf->path);
  struct told *told = g_new0(struct told, N);
  for (guint i = 0; i < N; i++)
    journal_put_intent(journal, intent_of(journal, i), on_stored, &told[i]);
  while (!told[N - 1].times)
    g_main_context_iteration(NULL, TRUE);
  for (guint i = 0; i < N; i++)
    assert_true(told[i].times == 1 && !told[i].failed);
  assert_int_equal(count(shelf->path, "intents WHERE open"), N);
  journal_free(journal);
  g_free(told);
}

static void closing_tells_who_still_waits_and_commits_what_waits(void **state)
{
  const struct shelf *shelf = *state;
  struct journal *journal = open_at(shelf->path);
  struct told told = {0};
  journal_put_intent(journal, intent_of(journal, 1), on_stored, &told);
  journal_free(journal);
  assert_int_equal(told.times, 1);
  assert_true(told.failed); /* committed, but nobody may act on it any more */
  while (g_main_context_iteration(NULL, FALSE))
    ;
  assert_int_equal(told.times, 1);
  assert_int_equal(count(shelf->path, "intents WHERE open"), 1);
}

/* ---- kill -9 ---- */

static void report(const GError *error, gpointer user)
{
  guint64 id = GPOINTER_TO_SIZE(user);
  if (error || write(STDOUT_FILENO, &id, sizeof id) != sizeof id)
    _exit(1);
}

/* Commits intents, a few at once, and reports each that is said to be durable, until it is killed. */
static void work(const char *path)
{
  struct journal *journal = open_at(path);
  for (;;) {
    for (guint i = 0; i < 3; i++) {
      struct intent *intent = intent_of(journal, 1);
      guint64 id = intent->id;
      journal_put_intent(journal, intent, report, GSIZE_TO_POINTER(id));
      journal_put_audit(journal, "guest g1", &audit);
    }
    g_main_context_iteration(NULL, TRUE);
  }
}

static guint64 run_and_kill(const char *program, const char *path, guint after)
{
  int ends[2];
  assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
  pid_t child = fork();
  if (child == 0) {
    dup2(ends[1], STDOUT_FILENO);
    execl(program, program, "work", path, NULL);
    _exit(127);
  }
  close(ends[1]);
  guint64 id, last = 0;
  while (after-- && read(ends[0], &id, sizeof id) == sizeof id)
    last = id;
  kill(child, SIGKILL);
  while (read(ends[0], &id, sizeof id) == sizeof id)
    last = id;
  close(ends[0]);
  int status;
  assert_int_equal(waitpid(child, &status, 0), child);
  assert_true(WIFSIGNALED(status));
  return last;
}

/* Each round goes on in the same file. Reported ids are consecutive, so the last one counts. */
static void fifty_killed_lives_lose_no_reported_intent(void **state)
{
  const struct shelf *shelf = *state;
  g_autofree char *program = g_file_read_link("/proc/self/exe", NULL);
  g_autoptr(GRand) random = g_rand_new_with_seed(11);
  for (guint i = 0; i < 50; i++) {
    guint64 last = run_and_kill(program, shelf->path, (guint)g_rand_int_range(random, 1, 40));
    assert_true(last > 0);
    g_autofree char *reported = g_strdup_printf("intents WHERE open AND id <= %" G_GUINT64_FORMAT, last);
    assert_int_equal(count(shelf->path, reported), last);
  }
  assert_int_equal(count_files(shelf, "broken"), 0);
  struct journal *journal = open_at(shelf->path);
  assert_true(journal_next_intent_id(journal) > 50);
  journal_free(journal);
}

/* ---- broken files ---- */

static void fill(const char *path)
{
  struct journal *journal = open_at(path);
  for (guint i = 0; i < 400; i++)
    put_tip(journal, TIP_RESOLVED);
  journal_free(journal);
}

static void is_set_aside(const struct shelf *shelf)
{
  assert_int_equal(g_atomic_int_get(&alarm_count), 0);
  struct journal *journal = open_at(shelf->path);
  assert_int_equal(g_atomic_int_get(&alarm_count), 1);
  assert_int_equal(count_files(shelf, "provost.db.broken-"), 1);
  assert_int_equal(count(shelf->path, "tips"), 0);
  assert_true(journal_next_action_id(journal) > 1700000000); /* not one of the lost ones again */
  assert_false(put_and_wait(journal, 1).failed);
  journal_free(journal);
}

static void overwrite(const char *path, gint64 offset, gsize length)
{
  int fd = g_open(path, O_RDWR, 0);
  g_autofree char *bytes = g_malloc(length);
  memset(bytes, 0xa5, length);
  assert_int_equal(pwrite(fd, bytes, length, offset), length);
  close(fd);
}

static void a_corrupt_page_sets_the_file_aside(void **state)
{
  const struct shelf *shelf = *state;
  fill(shelf->path);
  overwrite(shelf->path, 5 * 4096, 4096 * 3);
  is_set_aside(shelf);
}

static void a_destroyed_header_sets_the_file_aside(void **state)
{
  const struct shelf *shelf = *state;
  fill(shelf->path);
  overwrite(shelf->path, 0, 100);
  is_set_aside(shelf);
}

static void a_truncated_file_is_set_aside(void **state)
{
  const struct shelf *shelf = *state;
  fill(shelf->path);
  assert_int_equal(truncate(shelf->path, 3 * 4096), 0);
  is_set_aside(shelf);
}

static void an_empty_file_is_set_aside(void **state)
{
  const struct shelf *shelf = *state;
  assert_true(g_file_set_contents(shelf->path, "", 0, NULL));
  is_set_aside(shelf);
}

static void the_database_of_another_program_is_set_aside(void **state)
{
  const struct shelf *shelf = *state;
  sqlite3 *db;
  assert_int_equal(sqlite3_open(shelf->path, &db), SQLITE_OK);
  assert_int_equal(sqlite3_exec(db, "CREATE TABLE other (x)", NULL, NULL, NULL), SQLITE_OK);
  sqlite3_close(db);
  is_set_aside(shelf);
}

/* Played into a new file it would mix two lives. */
static void a_log_without_its_file_is_set_aside(void **state)
{
  const struct shelf *shelf = *state;
  g_autofree char *wal = g_strconcat(shelf->path, "-wal", NULL);
  assert_true(g_file_set_contents(wal, "left behind", -1, NULL));
  struct journal *journal = open_at(shelf->path);
  assert_int_equal(count_files(shelf, "broken"), 1);
  assert_int_equal(g_atomic_int_get(&alarm_count), 1);
  journal_free(journal);
}

static void a_life_cut_off_while_making_the_file_leaves_no_trace(void **state)
{
  const struct shelf *shelf = *state;
  g_autofree char *fresh = g_strconcat(shelf->path, ".new", NULL);
  assert_true(g_file_set_contents(fresh, "half made", -1, NULL));
  journal_free(open_at(shelf->path));
  assert_int_equal(count_files(shelf, ".new"), 0);
  assert_int_equal(g_atomic_int_get(&alarm_count), 0);
}

static void a_newer_schema_is_refused_and_left_alone(void **state)
{
  const struct shelf *shelf = *state;
  g_autoptr(GError) error = NULL;
  fill(shelf->path);
  sqlite3 *db;
  assert_int_equal(sqlite3_open(shelf->path, &db), SQLITE_OK);
  assert_int_equal(sqlite3_exec(db, "PRAGMA user_version = 8", NULL, NULL, NULL), SQLITE_OK);
  sqlite3_close(db);
  assert_int_equal(SCHEMA_VERSION, 7);
  assert_null(journal_open(shelf->path, clock_system(), &error));
  assert_error_says(error, "newer provost (schema 8");
  assert_int_equal(count_files(shelf, "broken"), 0);
  assert_int_equal(count(shelf->path, "tips"), 400);
}

/* A file as version 1 wrote it, with a tip in it. */
static void write_version_1(const char *path)
{
  sqlite3 *db;
  g_autofree char *sql = g_strdup_printf(
      "PRAGMA journal_mode = WAL; BEGIN;" SCHEMA_1_SQL
      "INSERT INTO tips VALUES (7, 'host-cpu', 'host:h1', 'cleared', '2026-01-02T03:00:00Z', 1, '{}');"
      "PRAGMA application_id = %d; PRAGMA user_version = 1; COMMIT;", SCHEMA_APPLICATION_ID);
  assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
  assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
  sqlite3_close(db);
}

static struct residence *residence_of(guint64 id, gint64 until_us)
{
  struct residence *residence = residence_new();
  *residence = (struct residence){.id = id, .uuid = "6f3c1a52-0d2e-4c1b-9a57-2f8f5f1c0001", .since_us = 10, .moved_us = 10,
                                  .until_us = until_us};
  residence->product = g_strdup("db");
  residence->guest = g_strdup("it's g1");
  residence->host = g_strdup("h2");
  residence->from = id % 2 ? g_strdup("h1") : NULL;
  return residence;
}

static void put_residence(struct journal *journal, guint64 id, gint64 until_us)
{
  struct residence *residence = residence_of(id, until_us);
  journal_put_residence(journal, residence);
  residence_free(residence);
}

static void put_restriction(struct journal *journal, const char *host, gint64 since_us)
{
  struct restriction *restriction = restriction_new(host, "operator root", "it's a fan", since_us);
  journal_put_restriction(journal, restriction, &(struct audit){"operator root", "restricted", "it's a fan"});
  restriction_free(restriction);
}

static void a_file_of_version_1_is_brought_up_with_all_it_holds(void **state)
{
  const struct shelf *shelf = *state;
  write_version_1(shelf->path);
  struct journal *journal = open_at(shelf->path);
  assert_int_equal(journal_next_tip_id(journal), 8);
  put_residence(journal, 1, 0);
  put_restriction(journal, "h1", 5);
  journal_free(journal);
  assert_int_equal(g_atomic_int_get(&alarm_count), 0);
  assert_int_equal(count(shelf->path, "tips"), 1);
  assert_int_equal(count(shelf->path, "restrictions"), 1);
  assert_int_equal(count(shelf->path, "residences"), 1);
  assert_int_equal(count(shelf->path, "pragma_user_version WHERE user_version = 7"), 1);
  journal_free(open_at(shelf->path)); /* and is of ours then */
  assert_int_equal(count(shelf->path, "residences"), 1);
}

/* Fault G09: an upgrade in the middle of a move. The action is in the words of version 1. */
static void what_a_former_version_left_under_way_is_read(void **state)
{
  const struct shelf *shelf = *state;
  g_autoptr(GError) error = NULL;
  write_version_1(shelf->path);
  sqlite3 *db;
  assert_int_equal(sqlite3_open(shelf->path, &db), SQLITE_OK);
  assert_int_equal(
      sqlite3_exec(db,
                   "INSERT INTO actions VALUES (3, 0, '6f3c1a52-0d2e-4c1b-9a57-2f8f5f1c0001', 'acting', '{\"id\": 3, "
                   "\"tip\": null, \"kind\": \"move\", \"guest\": \"g1\", \"guest_uuid\": "
                   "\"6f3c1a52-0d2e-4c1b-9a57-2f8f5f1c0001\", \"from\": \"h1\", \"to\": \"h2\", \"method\": \"live\", "
                   "\"state\": \"acting\", \"phase\": \"copying memory\", \"progress_pct\": 3, \"bytes_done\": 1, "
                   "\"bytes_total\": 2, \"downtime_ms\": null, \"started\": \"2026-01-02T03:00:00.000Z\", \"ended\": null, "
                   "\"by\": \"operator root\", \"error\": \"\"}');"
                   "INSERT INTO intents VALUES (9, 3, 'migrate', 'h1', '6f3c1a52-0d2e-4c1b-9a57-2f8f5f1c0001', "
                   "'{\"to\": <\"host:h2\">}', 1, NULL, NULL, 5, NULL)",
                   NULL, NULL, NULL),
      SQLITE_OK);
  sqlite3_close(db);
  struct journal *journal = open_at(shelf->path);
  g_autoptr(GPtrArray) actions = journal_load_actions(journal, 10, &error);
  assert_no_error(error);
  assert_int_equal(actions->len, 1);
  const struct action *action = actions->pdata[0];
  assert_int_equal(action->kind, ACTION_MOVE);
  assert_int_equal(action->state, ACTION_ACTING);
  assert_string_equal(action->move->to, "h2");
  g_autoptr(GPtrArray) intents = journal_load_intents(journal, &error);
  assert_no_error(error);
  assert_int_equal(intents->len, 1);
  const struct intent *intent = intents->pdata[0];
  assert_true(intent->open && intent->deed == DEED_MIGRATE && intent->action_id == 3);
  assert_int_equal(journal_next_intent_id(journal), 10);
  journal_free(journal);
}

static void a_file_that_cannot_be_brought_up_is_left_as_it_was(void **state)
{
  const struct shelf *shelf = *state;
  g_autoptr(GError) error = NULL;
  write_version_1(shelf->path);
  sqlite3 *db;
  assert_int_equal(sqlite3_open(shelf->path, &db), SQLITE_OK);
  assert_int_equal(sqlite3_exec(db, "CREATE TABLE residences (mine)", NULL, NULL, NULL), SQLITE_OK);
  sqlite3_close(db);
  assert_null(journal_open(shelf->path, clock_system(), &error));
  assert_error_says(error, "is of schema 1 and cannot be brought to 2: table residences already exists");
  assert_int_equal(count(shelf->path, "pragma_user_version WHERE user_version = 1"), 1);
  assert_int_equal(count_files(shelf, "broken"), 0);
}

static void put_verdict(struct journal *journal, enum verdict verdict, gint64 time_us)
{
  struct judgement judgement = {.tip_id = 3, .action_id = 4, .policy = (char *)"it's mine", .cluster = (char *)"", .verdict = verdict,
                                .time_us = time_us};
  journal_put_verdict(journal, &judgement);
}

static void verdicts_come_back_newest_last_and_go_after_two_years(void **state)
{
  const struct shelf *shelf = *state;
  g_autoptr(GError) error = NULL;
  gint64 now_us = clock_wall_us(clock_system());
  struct journal *journal = open_at(shelf->path);
  put_verdict(journal, VERDICT_NEUTRAL, now_us - (JOURNAL_VERDICTS_SEC + 60) * (gint64)G_USEC_PER_SEC);
  put_verdict(journal, VERDICT_UNKNOWN, now_us - 2);
  put_verdict(journal, VERDICT_HARMFUL, now_us - 1);
  put_verdict(journal, VERDICT_EFFECTIVE, now_us);
  journal_free(journal);
  journal = open_at(shelf->path);
  g_autoptr(GPtrArray) verdicts = journal_load_verdicts(journal, 2, &error);
  assert_null(error);
  assert_int_equal(verdicts->len, 2);
  const struct judgement *last = verdicts->pdata[1];
  assert_int_equal(((const struct judgement *)verdicts->pdata[0])->verdict, VERDICT_HARMFUL);
  assert_int_equal(last->verdict, VERDICT_EFFECTIVE);
  assert_string_equal(last->policy, "it's mine");
  assert_string_equal(last->cluster, "");
  assert_int_equal(last->tip_id, 3);
  assert_int_equal(last->action_id, 4);
  assert_int_equal(last->time_us, now_us);
  journal_free(journal);
  assert_int_equal(count(shelf->path, "verdicts"), 3);
}

static void residences_come_back_and_go_after_three_years(void **state)
{
  const struct shelf *shelf = *state;
  g_autoptr(GError) error = NULL;
  gint64 now_us = clock_wall_us(clock_system());
  struct journal *journal = open_at(shelf->path);
  put_residence(journal, 1, 0);
  put_residence(journal, 2, now_us - (JOURNAL_RESIDENCES_SEC + 60) * (gint64)G_USEC_PER_SEC);
  put_residence(journal, 3, 0);
  put_residence(journal, 4, now_us);
  put_residence(journal, 5, now_us);
  put_residence(journal, 3, now_us);
  journal_free(journal);
  journal = open_at(shelf->path);
  g_autoptr(GPtrArray) all = journal_load_residences(journal, 100, &error);
  assert_no_error(error);
  assert_int_equal(all->len, 4);
  g_autoptr(GPtrArray) some = journal_load_residences(journal, 1, &error);
  assert_int_equal(some->len, 2); /* the open one, and the newest other */
  const struct residence *open = some->pdata[0], *closed = some->pdata[1];
  assert_int_equal(open->id, 1);
  assert_int_equal(open->until_us, 0);
  assert_int_equal(open->moved_us, 10);
  assert_string_equal(open->guest, "it's g1");
  assert_string_equal(open->from, "h1");
  assert_string_equal(open->uuid, "6f3c1a52-0d2e-4c1b-9a57-2f8f5f1c0001");
  assert_int_equal(closed->id, 5);
  assert_int_equal(closed->until_us, now_us);
  journal_free(journal);
}

/* A file as version 3 wrote it, with a move in it: the columns of actions are those of version 1. */
static void write_version_3(const char *path)
{
  sqlite3 *db;
  g_autofree char *sql = g_strdup_printf(
      "PRAGMA journal_mode = WAL; BEGIN;" SCHEMA_1_SQL SCHEMA_2_SQL SCHEMA_3_SQL
      "INSERT INTO actions (id, tip_id, guest, state, doc) VALUES (7, 0, 'u', 'done', '{}');"
      "PRAGMA application_id = %d; PRAGMA user_version = 3; COMMIT;", SCHEMA_APPLICATION_ID);
  assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
  assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
  sqlite3_close(db);
}

static void a_file_of_version_3_learns_of_restrictions_and_of_parts(void **state)
{
  const struct shelf *shelf = *state;
  write_version_3(shelf->path);
  journal_free(open_at(shelf->path));
  assert_int_equal(count(shelf->path, "actions WHERE id = 7 AND parent_id = 0"), 1);
  assert_int_equal(count(shelf->path, "restrictions"), 0);
  assert_int_equal(count(shelf->path, "pragma_user_version WHERE user_version = 7"), 1);
}

static void restrictions_come_back_until_they_are_dropped(void **state)
{
  const struct shelf *shelf = *state;
  g_autoptr(GError) error = NULL;
  struct journal *journal = open_at(shelf->path);
  put_restriction(journal, "h2", 7);
  put_restriction(journal, "h1", 9);
  put_restriction(journal, "h3", 8);
  journal_drop_restriction(journal, "h3", &(struct audit){"operator root", "released", ""});
  journal_free(journal);
  assert_int_equal(count(shelf->path, "audit WHERE subject = 'host h3' AND event IN ('restricted', 'released')"), 2);
  journal = open_at(shelf->path);
  g_autoptr(GPtrArray) all = journal_load_restrictions(journal, &error);
  assert_no_error(error);
  assert_int_equal(all->len, 2);
  const struct restriction *first = all->pdata[0], *second = all->pdata[1];
  assert_string_equal(first->host, "h2");
  assert_string_equal(second->host, "h1");
  assert_int_equal(second->since_us, 9);
  assert_string_equal(second->by, "operator root");
  assert_string_equal(second->reason, "it's a fan");
  journal_free(journal);
}

static void put_order(struct journal *journal, guint64 id, guint64 parent, enum action_state state)
{
  struct action *action = action_new();
  action->id = id;
  action->parent_id = parent;
  action->kind = ACTION_EVACUATE;
  action->state = state;
  action->ended_us = 1;
  journal_put_action(journal, action, NULL);
  action_free(action);
}

static void the_finished_parts_of_an_unfinished_action_are_loaded_however_old_they_are(void **state)
{
  const struct shelf *shelf = *state;
  g_autoptr(GError) error = NULL;
  struct journal *journal = open_at(shelf->path);
  put_order(journal, 1, 0, ACTION_DONE);
  put_order(journal, 2, 1, ACTION_DONE);
  put_order(journal, 3, 0, ACTION_ACTING);
  put_order(journal, 4, 3, ACTION_FAILED);
  put_order(journal, 5, 3, ACTION_DONE);
  put_order(journal, 6, 0, ACTION_DONE);
  g_autoptr(GPtrArray) loaded = journal_load_actions(journal, 1, &error);
  assert_no_error(error);
  assert_int_equal(loaded->len, 4);
  for (guint i = 0; i < loaded->len; i++)
    assert_int_equal(((const struct action *)loaded->pdata[i])->id, 3 + i);
  assert_int_equal(((const struct action *)loaded->pdata[1])->parent_id, 3);
  journal_free(journal);
}

static void the_parts_of_an_unfinished_action_are_not_forgotten(void **state)
{
  const struct shelf *shelf = *state;
  struct journal *journal = open_at(shelf->path);
  put_order(journal, 3, 0, ACTION_ACTING);
  put_order(journal, 4, 3, ACTION_FAILED);
  put_order(journal, 5, 3, ACTION_DONE);
  journal_forget(journal, g_get_real_time());
  put_and_wait(journal, 1);
  assert_int_equal(count(shelf->path, "actions"), 3);
  put_order(journal, 3, 0, ACTION_DONE);
  journal_forget(journal, g_get_real_time());
  put_and_wait(journal, 2);
  assert_int_equal(count(shelf->path, "actions"), 0);
  journal_free(journal);
}

static void a_folder_that_is_not_there_is_an_error(void **state)
{
  const struct shelf *shelf = *state;
  g_autoptr(GError) error = NULL;
  g_autofree char *path = g_build_filename(shelf->folder, "missing", "provost.db", NULL);
  assert_null(journal_open(path, clock_system(), &error));
  assert_error_says(error, path);
}

/* ---- failures while it runs ---- */

static void is_unhealthy_for_good(struct journal *journal)
{
  const char *why = NULL;
  assert_true(put_and_wait(journal, 1).failed);
  assert_false(journal_is_healthy(journal, &why));
  assert_non_null(why);
  assert_true(put_and_wait(journal, 1).failed);
  put_tip(journal, TIP_OPEN);
  assert_true(put_and_wait(journal, 1).failed);
  assert_int_equal(g_atomic_int_get(&alarm_count), 1); /* said once */
}

static void a_removed_or_replaced_file_ends_all_writing(void **state)
{
  const struct shelf *shelf = *state;
  static const char *const parts[] = {"-wal", "-shm", ""};
  for (guint i = 0; i < G_N_ELEMENTS(parts); i++) {
    g_autofree char *path = g_strconcat(shelf->path, parts[i], NULL);
    struct journal *journal = open_at(shelf->path);
    assert_false(put_and_wait(journal, 1).failed);
    assert_int_equal(unlink(path), 0);
    if (i == 0)
      assert_true(g_file_set_contents(path, "not the same", -1, NULL));
    is_unhealthy_for_good(journal);
    journal_free(journal);
    g_atomic_int_set(&alarm_count, 0);
    for (guint j = 0; j < G_N_ELEMENTS(parts); j++) {
      g_autofree char *left = g_strconcat(shelf->path, parts[j], NULL);
      g_unlink(left);
    }
  }
}

static void a_full_disk_ends_all_writing(void **state)
{
  const struct shelf *shelf = *state;
  if (geteuid() != 0 || mount("tmpfs", shelf->folder, "tmpfs", 0, "size=512k") < 0) {
    print_message("SKIP: mounting a small tmpfs needs root\n");
    skip();
  }
  struct journal *journal = open_at(shelf->path);
  gboolean failed = FALSE;
  for (guint i = 0; i < 20000 && !failed; i++)
    failed = put_and_wait(journal, i).failed;
  assert_true(failed);
  is_unhealthy_for_good(journal);
  journal_free(journal);
  umount2(shelf->folder, MNT_DETACH);
}

static gpointer release_later(gpointer user)
{
  sqlite3 *db = user;
  g_usleep(1200 * 1000); /* longer than one wait of the journal */
  sqlite3_exec(db, "COMMIT", NULL, NULL, NULL);
  return NULL;
}

static void another_writer_is_waited_for(void **state)
{
  const struct shelf *shelf = *state;
  struct journal *journal = open_at(shelf->path);
  sqlite3 *db;
  assert_int_equal(sqlite3_open(shelf->path, &db), SQLITE_OK);
  assert_int_equal(sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
  GThread *thread = g_thread_new("release", release_later, db);
  assert_false(put_and_wait(journal, 1).failed);
  g_thread_join(thread);
  sqlite3_close(db);
  assert_true(journal_is_healthy(journal, NULL));
  journal_free(journal);
}

static void put_old_and_young(struct journal *journal, enum action_state action_state, gint64 ended_us)
{
  struct action *action = action_of(journal, action_state);
  action->ended_us = ended_us;
  journal_put_action(journal, action, NULL);
  put_and_wait(journal, action->id);
  journal_close_intent(journal, action->id, DEED_DONE, "");
  action_free(action);
}

/* Intents of these have the ids of their actions. */
static void what_was_over_before_then_is_forgotten_and_nothing_else(void **state)
{
  const struct shelf *shelf = *state;
  struct journal *journal = open_at(shelf->path);
  gint64 now_us = g_get_real_time(), hour_us = G_GINT64_CONSTANT(3600) * G_USEC_PER_SEC;
  put_old_and_young(journal, ACTION_DONE, now_us - hour_us);
  put_old_and_young(journal, ACTION_DONE, now_us + 2 * hour_us);
  put_old_and_young(journal, ACTION_AMBIGUOUS, now_us - hour_us);
  put_and_wait(journal, 99); /* open, of an action that is not there */
  put_tip(journal, TIP_RESOLVED);
  put_tip(journal, TIP_OPEN);
  put_tip(journal, TIP_DISMISSED); /* the newest of its kind: it may hold back others */
  journal_forget(journal, 1);
  put_and_wait(journal, 99);
  assert_int_equal(count(shelf->path, "tips"), 3);
  journal_forget(journal, now_us + hour_us);
  journal_free(journal);
  assert_int_equal(count(shelf->path, "tips"), 2);
  assert_int_equal(count(shelf->path, "tips WHERE state = 'resolved'"), 0);
  assert_int_equal(count(shelf->path, "actions"), 2);
  assert_int_equal(count(shelf->path, "actions WHERE id = 1"), 0);
  assert_int_equal(count(shelf->path, "intents WHERE open"), 2);
  assert_int_equal(count(shelf->path, "intents WHERE action_id = 1"), 0);
  assert_int_equal(count(shelf->path, "intents"), 4);
  assert_int_equal(count(shelf->path, "audit"), 0);
}

#define on_shelf(test) cmocka_unit_test_setup_teardown(test, shelf_set_up, shelf_tear_down)

int main(int argc, char **argv)
{
  const struct CMUnitTest tests[] = {
      on_shelf(a_new_journal_is_for_its_owner_only),
      on_shelf(what_was_put_is_there_after_a_restart),
      on_shelf(a_later_state_replaces_the_earlier_one),
      on_shelf(ids_are_never_given_twice),
      on_shelf(intents_are_told_in_order_and_once),
      on_shelf(closing_tells_who_still_waits_and_commits_what_waits),
      on_shelf(fifty_killed_lives_lose_no_reported_intent),
      on_shelf(a_corrupt_page_sets_the_file_aside),
      on_shelf(a_destroyed_header_sets_the_file_aside),
      on_shelf(a_truncated_file_is_set_aside),
      on_shelf(an_empty_file_is_set_aside),
      on_shelf(the_database_of_another_program_is_set_aside),
      on_shelf(a_log_without_its_file_is_set_aside),
      on_shelf(a_life_cut_off_while_making_the_file_leaves_no_trace),
      on_shelf(a_newer_schema_is_refused_and_left_alone),
      on_shelf(verdicts_come_back_newest_last_and_go_after_two_years),
      on_shelf(a_file_of_version_1_is_brought_up_with_all_it_holds),
      on_shelf(what_a_former_version_left_under_way_is_read),
      on_shelf(a_file_that_cannot_be_brought_up_is_left_as_it_was),
      on_shelf(residences_come_back_and_go_after_three_years),
      on_shelf(a_file_of_version_3_learns_of_restrictions_and_of_parts),
      on_shelf(what_was_over_before_then_is_forgotten_and_nothing_else),
      on_shelf(restrictions_come_back_until_they_are_dropped),
      on_shelf(the_finished_parts_of_an_unfinished_action_are_loaded_however_old_they_are),
      on_shelf(the_parts_of_an_unfinished_action_are_not_forgotten),
      on_shelf(a_folder_that_is_not_there_is_an_error),
      on_shelf(a_removed_or_replaced_file_ends_all_writing),
      on_shelf(a_full_disk_ends_all_writing),
      on_shelf(another_writer_is_waited_for),
  };
  if (argc == 3 && strcmp(argv[1], "work") == 0)
    work(argv[2]);
  g_log_set_writer_func(count_alarms, NULL, NULL);
  return cmocka_run_group_tests(tests, NULL, NULL);
}
