#include "action/recovery.h"

#include "unit.h"

/* The law, written a second time and in another way: one grid per stage, rows the source's answer, columns
 * the destination's, in the order of enum answer:
 *   none absent off migrated crashed running busy paused-migration (with, without a definition)
 *   paused-saving paused postcopy-failed
 * w wait  b wait briefly  D done  P done, source paused  N not moved  R resume source  C check image
 * d restore on the destination  s restore on the source  c copy definition  S start on the destination
 * B start on the source  r still running  p resume post-copy  ! split brain  . ambiguous */
static const char letters[DECISIONS + 1] = "wbDPNRCdscSBrp!.";

static const char *const grids[STAGES][ANSWERS] = {
    [STAGE_NOTHING] = {"NNNNNNNNNNNN", "NNNNNNNNNNNN", "NNNNNNNNNNNN", "NNNNNNNNNNNN",
                       "NNNNNNNNNNNN", "NNNNNNNNNNNN", "NNNNNNNNNNNN", "NNNNNNNNNNNN",
                       "NNNNNNNNNNNN", "NNNNNNNNNNNN", "NNNNNNNNNNNN", "NNNNNNNNNNNN"},
    [STAGE_MIGRATE] = {"wwwwwwwwwww.", /* source does not answer: hold */
                       "w....Dw.....", /* absent */
                       "wNNN.Dw.....", /* off */
                       "w....Dw.....", /* moved away */
                       "wNNN..w.....", /* crashed */
                       "wNNN.!bbb...", /* running, no job */
                       "wwwwwwwwwww.", /* busy: in progress, whatever the destination says */
                       "wR.R.Pw.....", /* paused by the migration */
                       "w....Pw.....", /* the same, without a definition: never resumed */
                       "w.....w.....", /* paused by a save that is not ours */
                       "wNNN..w.....", /* paused by somebody */
                       "............"},
    [STAGE_POSTCOPY] = {"wwwwwwwwwwww", /* source does not answer: hold, also where the destination has a broken half */
                        "w....Dw.....", "wNNN.Dw.....", "w....Dw.....", "wNNN..w.....", "wNNN.!bbb...",
                        "wwwwwwwwwwww", /* busy */
                        "w....Pw....p", /* paused by the migration: never resumed, it may have run there */
                        "w....Pw.....", "w.....w.....",
                        "wNNN..w....p", /* paused by somebody: the other half is there */
                        "w....pppp.pp"}, /* broken: the destination's half must be there */
    [STAGE_DEFINE] = {"wwwwwwwwwww.", "w.....w.....", "wNNN..w.....", "w.....w.....",
                      "wNNN..w.....", "wNNN.!w.....", "wwwwwwwwwww.", "w.....w.....",
                      "w.....w.....", "w.....w.....", "wNNN..w.....", "............"},
    [STAGE_SAVE] = {"wwwwwwwwwww.", "wCCC..w.....", "wCCC..w.....", "w.....w.....",
                    "wNNN..w.....", "wNNN.!w.....", "wwwwwwwwwww.", "w.....w.....",
                    "w.....w.....", "wRRR..w.....", "wNNN..w.....", "............"},
    [STAGE_SAVED] = {"wwwwwwwwwww.", "wddd..w.....", "wddd..w.....", "w.....w.....",
                     "w.....w.....", "w....!w.....", "wwwwwwwwwww.", "w.....w.....",
                     "w.....w.....", "w.....w.....", "w.....w.....", "............"},
    [STAGE_REFUSED] = {"wwwwwwwwwww.", "wsss..w.....", "wsss..w.....", "w.....w.....",
                       "w.....w.....", "w....!w.....", "wwwwwwwwwww.", "w.....w.....",
                       "w.....w.....", "w.....w.....", "w.....w.....", "............"},
    [STAGE_UNREADABLE] = {"wwwwwwwwwww.", "w.....w.....", "w.....w.....", "w.....w.....",
                          "w.....w.....", "w....!w.....", "wwwwwwwwwww.", "w.....w.....",
                          "w.....w.....", "w.....w.....", "w.....w.....", "............"},
    [STAGE_RESTORE_DESTINATION] = {"wwwwwwwwwww.", "w....Dwbb.b.", "w....Dwbb.b.", "w.....w.....",
                                   "w.....w.....", "w....!w.....", "wwwwwwwwwww.", "w.....w.....",
                                   "w.....w.....", "w.....w.....", "w.....w.....", "............"},
    [STAGE_RESTORE_SOURCE] = {"wwwwwwwwwww.", "w.....w.....", "w.....w.....", "w.....w.....",
                              "w.....w.....", "wNNN.!w.....", "wwwwwwwwwww.", "wbbb..w.....",
                              "wbbb..w.....", "w.....w.....", "wbbb..w.....", "............"},
    [STAGE_SHUTDOWN] = {"wwwwwwwwwww.", "w.....w.....", "wcBB..w.....", "w.....w.....",
                        "wNNN..w.....", "wrrr.!w.....", "wwwwwwwwwww.", "w.....w.....",
                        "w.....w.....", "w.....w.....", "wNNN..w.....", "............"},
    [STAGE_OFF] = {"wwwwwwwwwww.", "w.....w.....", "wcBB..w.....", "w.....w.....",
                   "w.....w.....", "wNNN.!w.....", "wwwwwwwwwww.", "w.....w.....",
                   "w.....w.....", "w.....w.....", "w.....w.....", "............"},
    [STAGE_DEFINED] = {"wwwwwwwwwww.", "w.....w.....", "wBSB.Dw.....", "w.....w.....",
                       "w.....w.....", "wNNN.!w.....", "wwwwwwwwwww.", "w.....w.....",
                       "w.....w.....", "w.....w.....", "w.....w.....", "............"},
    [STAGE_TURN_BACK] = {"wwwwwwwwwww.", "w.....w.....", "wBBB.Dw.....", "w.....w.....",
                         "w.....w.....", "wNNN.!w.....", "wwwwwwwwwww.", "w.....w.....",
                         "w.....w.....", "w.....w.....", "w.....w.....", "............"},
    [STAGE_START_DESTINATION] = {"wwwwwwwwwww.",
                                 "w....Dw.....", /* its definition may be removed there already */
                                 "w....Dwbb.b.", /* off there as well: it may yet start, nobody is started */
                                 "w.....w.....", "w.....w.....", "w....!w.....", "wwwwwwwwwww.", "w.....w.....",
                                 "w.....w.....", "w.....w.....", "w.....w.....", "............"},
    [STAGE_START_SOURCE] = {"wwwwwwwwwww.", "w.....w.....", "w.....w.....", "w.....w.....",
                            "w.....w.....", "wNNN.!w.....", "wwwwwwwwwww.", "wbbb..w.....",
                            "wbbb..w.....", "w.....w.....", "wbbb..w.....", "............"},
    [STAGE_UNSTARTABLE] = {"wwwwwwwwwww.", "w.....w.....", "w.....w.....", "w.....w.....",
                           "w.....w.....", "wNNN.!w.....", "wwwwwwwwwww.", "w.....w.....",
                           "w.....w.....", "w.....w.....", "w.....w.....", "............"},
    [STAGE_RESUME] = {"wwwwwwwwwww.", "w.....w.....", "w.....w.....", "w.....w.....",
                      "w.....w.....", "wNNN.!w.....", "wwwwwwwwwww.", "w.....w.....",
                      "w.....w.....", "w.....w.....", "w.....w.....", "............"},
};

static void every_pair_of_answers_at_every_stage_is_decided_by_the_law(void **state)
{
  (void)state;
  guint wrong = 0;
  for (enum stage stage = 0; stage < STAGES; stage++)
    for (enum answer source = 0; source < ANSWERS; source++)
      for (enum answer destination = 0; destination < ANSWERS; destination++) {
        char decided = letters[recovery_decide(stage, source, destination)];
        if (decided != grids[stage][source][destination]) {
          print_error("stage %u, source %s, destination %s: %c, not %c\n", (guint)stage, answer_name(source),
                      answer_name(destination), decided, grids[stage][source][destination]);
          wrong++;
        }
      }
  assert_int_equal(wrong, 0);
}

/* Stated without any table. */
static void no_image_is_touched_of_a_guest_that_was_shut_down(void **state)
{
  (void)state;
  struct inspection ended = {.presence = PRESENCE_PRESENT, .state = GUEST_OFF, .reason = REASON_ENDED}, saved = ended;
  saved.reason = REASON_SAVED;
  for (enum decision decision = 0; decision < DECISIONS; decision++) {
    gboolean is_of_image = decision == DECISION_CHECK_IMAGE || decision == DECISION_RESTORE_DESTINATION ||
                           decision == DECISION_RESTORE_SOURCE;
    assert_int_equal(recovery_respect_end(decision, &ended), is_of_image ? DECISION_NOT_MOVED : decision);
    assert_int_equal(recovery_respect_end(decision, &saved), decision);
  }
}

static void no_decision_brings_up_a_second_copy(void **state)
{
  (void)state;
  for (enum stage stage = STAGE_MIGRATE; stage < STAGES; stage++)
    for (enum answer source = 0; source < ANSWERS; source++)
      for (enum answer destination = 0; destination < ANSWERS; destination++) {
        enum decision decision = recovery_decide(stage, source, destination);
        gboolean is_known = source != ANSWER_NONE && destination != ANSWER_NONE;
        gboolean is_active_there = destination >= ANSWER_CRASHED, is_active_here = source >= ANSWER_CRASHED;
        if (decision == DECISION_RESUME_SOURCE)
          assert_true(is_known && !is_active_there);
        if (decision == DECISION_RESTORE_DESTINATION || decision == DECISION_RESTORE_SOURCE)
          assert_true(is_known && !is_active_here && !is_active_there && stage < STAGE_RESTORE_DESTINATION);
        if (decision == DECISION_START_DESTINATION || decision == DECISION_START_SOURCE) {
          assert_true(is_known && !is_active_here && !is_active_there);
          assert_true(stage != STAGE_START_DESTINATION && stage != STAGE_START_SOURCE && stage != STAGE_UNSTARTABLE);
        }
        if (source == ANSWER_POSTCOPY_FAILED || destination == ANSWER_POSTCOPY_FAILED)
          assert_true(decision == DECISION_RESUME_POSTCOPY || decision == DECISION_WAIT || decision == DECISION_AMBIGUOUS);
        if (decision == DECISION_DONE || decision == DECISION_DONE_SOURCE_PAUSED)
          assert_true(destination == ANSWER_RUNNING && source != ANSWER_RUNNING && is_known);
      }
}

static void answers_are_read_cautiously(void **state)
{
  (void)state;
  static const struct {
    struct inspection inspection;
    enum answer answer;
  } rows[] = {
      {{PRESENCE_UNKNOWN, GUEST_RUNNING, REASON_OTHER, FALSE, TRUE, FALSE, 0, 0, 0}, ANSWER_NONE},
      {{PRESENCE_ABSENT, GUEST_UNKNOWN, REASON_OTHER, FALSE, FALSE, FALSE, 0, 0, 0}, ANSWER_ABSENT},
      {{PRESENCE_PRESENT, GUEST_UNKNOWN, REASON_OTHER, FALSE, TRUE, FALSE, 0, 0, 0}, ANSWER_NONE},
      {{PRESENCE_PRESENT, GUEST_OFF, REASON_SAVED, FALSE, TRUE, FALSE, 0, 0, 0}, ANSWER_OFF},
      {{PRESENCE_PRESENT, GUEST_OFF, REASON_MIGRATED, FALSE, TRUE, FALSE, 0, 0, 0}, ANSWER_MIGRATED},
      {{PRESENCE_PRESENT, GUEST_CRASHED, REASON_OTHER, FALSE, TRUE, FALSE, 0, 0, 0}, ANSWER_CRASHED},
      {{PRESENCE_PRESENT, GUEST_RUNNING, REASON_OTHER, FALSE, TRUE, FALSE, 0, 0, 0}, ANSWER_RUNNING},
      {{PRESENCE_PRESENT, GUEST_RUNNING, REASON_OTHER, TRUE, TRUE, FALSE, 0, 0, 0}, ANSWER_BUSY},
      {{PRESENCE_PRESENT, GUEST_RUNNING, REASON_POSTCOPY, FALSE, TRUE, FALSE, 0, 0, 0}, ANSWER_BUSY},
      {{PRESENCE_PRESENT, GUEST_PAUSED, REASON_MIGRATION, TRUE, TRUE, FALSE, 0, 0, 0}, ANSWER_BUSY},
      {{PRESENCE_PRESENT, GUEST_PAUSED, REASON_MIGRATION, FALSE, TRUE, FALSE, 0, 0, 0}, ANSWER_PAUSED_MIGRATION},
      {{PRESENCE_PRESENT, GUEST_PAUSED, REASON_MIGRATION, FALSE, FALSE, FALSE, 0, 0, 0}, ANSWER_PAUSED_TRANSIENT},
      {{PRESENCE_PRESENT, GUEST_PAUSED, REASON_SAVING, FALSE, TRUE, FALSE, 0, 0, 0}, ANSWER_PAUSED_SAVING},
      {{PRESENCE_PRESENT, GUEST_PAUSED, REASON_IO_ERROR, FALSE, TRUE, FALSE, 0, 0, 0}, ANSWER_PAUSED},
      {{PRESENCE_PRESENT, GUEST_PAUSED, REASON_POSTCOPY_FAILED, TRUE, TRUE, FALSE, 0, 0, 0}, ANSWER_POSTCOPY_FAILED},
  };
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++)
    assert_int_equal(answer_of(&rows[i].inspection), rows[i].answer);
}

static void what_is_to_be_stopped_never_goes_on_to_the_destination(void **state)
{
  (void)state;
  for (enum decision decision = 0; decision < DECISIONS; decision++) {
    enum decision turned = recovery_turn_back(decision);
    assert_true(turned != DECISION_RESTORE_DESTINATION && turned != DECISION_START_DESTINATION &&
                turned != DECISION_COPY_DEFINITION);
    assert_int_equal(recovery_turn_back(turned), turned);
  }
  assert_int_equal(recovery_turn_back(DECISION_RESTORE_DESTINATION), DECISION_RESTORE_SOURCE);
  assert_int_equal(recovery_turn_back(DECISION_START_DESTINATION), DECISION_START_SOURCE);
  assert_int_equal(recovery_turn_back(DECISION_COPY_DEFINITION), DECISION_START_SOURCE);
  assert_int_equal(recovery_turn_back(DECISION_NOT_MOVED), DECISION_NOT_MOVED);
}

static enum stage stage_after(const char *deeds)
{
  /* Three characters a deed: kind, host, result (o open, d done, f failed, u unknown). */
  static const char kinds[] = "msvrcxiRAOSaMVP"; /* in the order of enum deed_kind; p: migrate with post-copy */
  static const char results[] = "dfu";
  g_autoptr(GPtrArray) intents = g_ptr_array_new_with_free_func((GDestroyNotify)intent_free);
  for (const char *p = deeds; *p; p += 3) {
    struct intent *intent = intent_new();
    intent->deed = p[0] == 'p' ? DEED_MIGRATE : (enum deed_kind)(strchr(kinds, p[0]) - kinds);
    if (strchr("mp", p[0]))
      intent->arguments = g_variant_ref_sink(g_variant_new_parsed("{'postcopy': <%b>}", p[0] == 'p'));
    intent->host = g_strdup_printf("h%c", p[1]);
    intent->open = p[2] == 'o';
    if (!intent->open)
      intent->result = (enum deed_result)(strchr(results, p[2]) - results);
    g_ptr_array_add(intents, intent);
  }
  return stage_of(intents, "h1");
}

static void the_stage_is_read_from_the_intents_alone(void **state)
{
  (void)state;
  static const struct {
    const char *deeds;
    enum stage stage;
  } rows[] = {
      {"", STAGE_NOTHING},
      {"m1o", STAGE_MIGRATE},
      {"m1d", STAGE_MIGRATE},
      {"m1oA1o", STAGE_MIGRATE},
      {"m1fc1o", STAGE_DEFINE},
      {"m1fc1ds1o", STAGE_SAVE},
      {"m1fc1ds1u", STAGE_SAVE},
      {"m1fc1ds1f", STAGE_SAVE},
      {"m1fs1d", STAGE_SAVED},
      {"s1uv1d", STAGE_SAVED},
      {"s1uv1o", STAGE_SAVE},
      {"s1uv1f", STAGE_UNREADABLE},
      {"s1dv2d", STAGE_SAVED},
      {"s1dv2o", STAGE_REFUSED},
      {"s1dv2f", STAGE_REFUSED},
      {"s1dv2dr2o", STAGE_RESTORE_DESTINATION},
      {"s1dv2dr2u", STAGE_RESTORE_DESTINATION},
      {"s1dv2dr2d", STAGE_RESTORE_DESTINATION},
      {"s1dv2dr2f", STAGE_REFUSED},
      {"s1dv2dr2fr1o", STAGE_RESTORE_SOURCE},
      {"s1dv2dr2fr1d", STAGE_RESTORE_SOURCE},
      {"s1dv2dr2fr1f", STAGE_UNREADABLE},
      {"s1dv2dr2dx1oi1o", STAGE_RESTORE_DESTINATION},
      {"m1uR1o", STAGE_RESUME},
      {"s1uR1f", STAGE_RESUME},
      {"p1o", STAGE_POSTCOPY},
      {"p1uP1f", STAGE_POSTCOPY},
      {"O1o", STAGE_SHUTDOWN},
      {"O1u", STAGE_SHUTDOWN},
      {"O1f", STAGE_DEFINE},
      {"O1d", STAGE_OFF},
      {"O1uc1d", STAGE_DEFINED},
      {"O1dc1d", STAGE_DEFINED},
      {"O1dc1f", STAGE_TURN_BACK},
      {"O1dc1u", STAGE_TURN_BACK},
      {"O1dc1o", STAGE_TURN_BACK},
      {"O1dc1dS2o", STAGE_START_DESTINATION},
      {"O1dc1dS2u", STAGE_START_DESTINATION},
      {"O1dc1dS2d", STAGE_START_DESTINATION},
      {"O1dc1dS2da2ox1o", STAGE_START_DESTINATION},
      {"O1dc1dS2f", STAGE_TURN_BACK},
      {"O1dc1dS2fS1o", STAGE_START_SOURCE},
      {"O1dc1dS2fS1u", STAGE_START_SOURCE},
      {"O1dc1dS2fS1f", STAGE_UNSTARTABLE},
  };
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++)
    if (stage_after(rows[i].deeds) != rows[i].stage)
      fail_msg("after %s: stage %u", rows[i].deeds, (guint)stage_after(rows[i].deeds));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_pair_of_answers_at_every_stage_is_decided_by_the_law),
      cmocka_unit_test(no_image_is_touched_of_a_guest_that_was_shut_down),
      cmocka_unit_test(no_decision_brings_up_a_second_copy),
      cmocka_unit_test(what_is_to_be_stopped_never_goes_on_to_the_destination),
      cmocka_unit_test(answers_are_read_cautiously),
      cmocka_unit_test(the_stage_is_read_from_the_intents_alone),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
