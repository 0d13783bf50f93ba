PIPELINE_TESTS = \
	tests/unit/pipeline/test_alert_tips \
	tests/unit/pipeline/test_automation \
	tests/unit/pipeline/test_terms \
	tests/unit/pipeline/test_campaign \
	tests/unit/pipeline/test_collect \
	tests/unit/pipeline/test_collect_needs \
	tests/unit/pipeline/test_held \
	tests/unit/pipeline/test_history \
	tests/unit/pipeline/test_dirty_rates \
	tests/unit/pipeline/test_effect \
	tests/unit/pipeline/test_baselines \
	tests/unit/pipeline/test_evaluation \
	tests/unit/pipeline/test_event_feed \
	tests/unit/pipeline/test_lifecycle \
	tests/unit/pipeline/test_flow \
	tests/unit/pipeline/test_grouping \
	tests/unit/pipeline/test_loads \
	tests/unit/pipeline/test_one_source \
	tests/unit/pipeline/test_others \
	tests/unit/pipeline/test_programs \
	tests/unit/pipeline/test_questions \
	tests/unit/pipeline/test_propose \
	tests/unit/pipeline/test_rehearsal \
	tests/unit/pipeline/test_remedies \
	tests/unit/pipeline/test_restart \
	tests/unit/pipeline/test_restrict \
	tests/unit/pipeline/test_outward \
	tests/unit/pipeline/test_signs \
	tests/unit/pipeline/test_thresholds \
	tests/unit/pipeline/test_traps \
	tests/unit/pipeline/test_why
check_PROGRAMS += $(PIPELINE_TESTS)
TESTS += $(PIPELINE_TESTS)

PIPELINE_TEST_LIBS = src/libpv_pipeline.a src/libpv_action.a src/libpv_tips.a src/libpv_journal.a \
	src/libpv_placement.a src/libpv_json.a src/libpv_config.a $(TEST_LIBS) $(YAML_LIBS) $(SQLITE_LIBS) $(JANSSON_LIBS)

tests_unit_pipeline_test_collect_SOURCES = tests/unit/pipeline/test_collect.c
tests_unit_pipeline_test_collect_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_pipeline_test_collect_CFLAGS = $(TEST_CFLAGS)
tests_unit_pipeline_test_collect_LDADD = $(PIPELINE_TEST_LIBS)

tests_unit_pipeline_test_event_feed_SOURCES = tests/unit/pipeline/test_event_feed.c
tests_unit_pipeline_test_event_feed_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_pipeline_test_event_feed_CFLAGS = $(TEST_CFLAGS)
tests_unit_pipeline_test_event_feed_LDADD = $(PIPELINE_TEST_LIBS)

tests_unit_pipeline_test_lifecycle_SOURCES = tests/unit/pipeline/test_lifecycle.c
tests_unit_pipeline_test_lifecycle_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_pipeline_test_lifecycle_CFLAGS = $(TEST_CFLAGS)
tests_unit_pipeline_test_lifecycle_LDADD = $(PIPELINE_TEST_LIBS)

tests_unit_pipeline_test_collect_needs_SOURCES = tests/unit/pipeline/test_collect_needs.c
tests_unit_pipeline_test_collect_needs_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_pipeline_test_collect_needs_CFLAGS = $(TEST_CFLAGS)
tests_unit_pipeline_test_collect_needs_LDADD = $(PIPELINE_TEST_LIBS)

tests_unit_pipeline_test_one_source_SOURCES = tests/unit/pipeline/test_one_source.c
tests_unit_pipeline_test_one_source_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_pipeline_test_one_source_CFLAGS = $(TEST_CFLAGS)
tests_unit_pipeline_test_one_source_LDADD = $(PIPELINE_TEST_LIBS)

tests_unit_pipeline_test_alert_tips_SOURCES = tests/unit/pipeline/test_alert_tips.c \
	tests/unit/pipeline/rig.c tests/unit/pipeline/rig.h
tests_unit_pipeline_test_alert_tips_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_pipeline_test_alert_tips_CFLAGS = $(TEST_CFLAGS)
tests_unit_pipeline_test_alert_tips_LDADD = $(PIPELINE_TEST_LIBS)

tests_unit_pipeline_test_questions_SOURCES = tests/unit/pipeline/test_questions.c \
	tests/unit/pipeline/rig.c tests/unit/pipeline/rig.h
tests_unit_pipeline_test_questions_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_pipeline_test_questions_CFLAGS = $(TEST_CFLAGS)
tests_unit_pipeline_test_questions_LDADD = $(PIPELINE_TEST_LIBS)

tests_unit_pipeline_test_held_SOURCES = tests/unit/pipeline/test_held.c
tests_unit_pipeline_test_held_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_pipeline_test_held_CFLAGS = $(TEST_CFLAGS)
tests_unit_pipeline_test_held_LDADD = $(PIPELINE_TEST_LIBS)

tests_unit_pipeline_test_history_SOURCES = tests/unit/pipeline/test_history.c
tests_unit_pipeline_test_history_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_pipeline_test_history_CFLAGS = $(TEST_CFLAGS)
tests_unit_pipeline_test_history_LDADD = $(PIPELINE_TEST_LIBS)

tests_unit_pipeline_test_effect_SOURCES = tests/unit/pipeline/test_effect.c
tests_unit_pipeline_test_effect_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_pipeline_test_effect_CFLAGS = $(TEST_CFLAGS)
tests_unit_pipeline_test_effect_LDADD = $(PIPELINE_TEST_LIBS)

tests_unit_pipeline_test_baselines_SOURCES = tests/unit/pipeline/test_baselines.c
tests_unit_pipeline_test_baselines_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_pipeline_test_baselines_CFLAGS = $(TEST_CFLAGS)
tests_unit_pipeline_test_baselines_LDADD = $(PIPELINE_TEST_LIBS)

tests_unit_pipeline_test_loads_SOURCES = tests/unit/pipeline/test_loads.c
tests_unit_pipeline_test_loads_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_pipeline_test_loads_CFLAGS = $(TEST_CFLAGS)
tests_unit_pipeline_test_loads_LDADD = $(PIPELINE_TEST_LIBS)

tests_unit_pipeline_test_evaluation_SOURCES = tests/unit/pipeline/test_evaluation.c
tests_unit_pipeline_test_evaluation_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_pipeline_test_evaluation_CFLAGS = $(TEST_CFLAGS)
tests_unit_pipeline_test_evaluation_LDADD = $(PIPELINE_TEST_LIBS)

tests_unit_pipeline_test_flow_SOURCES = tests/unit/pipeline/test_flow.c \
	tests/unit/pipeline/rig.c tests/unit/pipeline/rig.h
tests_unit_pipeline_test_flow_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_pipeline_test_flow_CFLAGS = $(TEST_CFLAGS)
tests_unit_pipeline_test_flow_LDADD = $(PIPELINE_TEST_LIBS)

tests_unit_pipeline_test_restart_SOURCES = tests/unit/pipeline/test_restart.c \
	tests/unit/pipeline/rig.c tests/unit/pipeline/rig.h
tests_unit_pipeline_test_restart_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_pipeline_test_restart_CFLAGS = $(TEST_CFLAGS)
tests_unit_pipeline_test_restart_LDADD = $(PIPELINE_TEST_LIBS)

tests_unit_pipeline_test_dirty_rates_SOURCES = tests/unit/pipeline/test_dirty_rates.c \
	tests/unit/pipeline/rig.c tests/unit/pipeline/rig.h
tests_unit_pipeline_test_dirty_rates_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_pipeline_test_dirty_rates_CFLAGS = $(TEST_CFLAGS)
tests_unit_pipeline_test_dirty_rates_LDADD = $(PIPELINE_TEST_LIBS)

tests_unit_pipeline_test_thresholds_SOURCES = tests/unit/pipeline/test_thresholds.c \
	tests/unit/pipeline/rig.c tests/unit/pipeline/rig.h
tests_unit_pipeline_test_thresholds_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_pipeline_test_thresholds_CFLAGS = $(TEST_CFLAGS)
tests_unit_pipeline_test_thresholds_LDADD = $(PIPELINE_TEST_LIBS)

tests_unit_pipeline_test_grouping_SOURCES = tests/unit/pipeline/test_grouping.c \
	tests/unit/pipeline/rig.c tests/unit/pipeline/rig.h
tests_unit_pipeline_test_grouping_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_pipeline_test_grouping_CFLAGS = $(TEST_CFLAGS)
tests_unit_pipeline_test_grouping_LDADD = $(PIPELINE_TEST_LIBS)

tests_unit_pipeline_test_others_SOURCES = tests/unit/pipeline/test_others.c \
	tests/unit/pipeline/rig.c tests/unit/pipeline/rig.h
tests_unit_pipeline_test_others_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_pipeline_test_others_CFLAGS = $(TEST_CFLAGS)
tests_unit_pipeline_test_others_LDADD = $(PIPELINE_TEST_LIBS)

tests_unit_pipeline_test_signs_SOURCES = tests/unit/pipeline/test_signs.c \
	tests/unit/pipeline/rig.c tests/unit/pipeline/rig.h
tests_unit_pipeline_test_signs_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_pipeline_test_signs_CFLAGS = $(TEST_CFLAGS)
tests_unit_pipeline_test_signs_LDADD = $(PIPELINE_TEST_LIBS)

tests_unit_pipeline_test_why_SOURCES = tests/unit/pipeline/test_why.c \
	tests/unit/pipeline/rig.c tests/unit/pipeline/rig.h
tests_unit_pipeline_test_why_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_pipeline_test_why_CFLAGS = $(TEST_CFLAGS)
tests_unit_pipeline_test_why_LDADD = $(PIPELINE_TEST_LIBS)

tests_unit_pipeline_test_automation_SOURCES = tests/unit/pipeline/test_automation.c \
	tests/unit/pipeline/rig.c tests/unit/pipeline/rig.h
tests_unit_pipeline_test_automation_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_pipeline_test_automation_CFLAGS = $(TEST_CFLAGS)
tests_unit_pipeline_test_automation_LDADD = $(PIPELINE_TEST_LIBS)

tests_unit_pipeline_test_terms_SOURCES = tests/unit/pipeline/test_terms.c \
	tests/unit/pipeline/rig.c tests/unit/pipeline/rig.h
tests_unit_pipeline_test_terms_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_pipeline_test_terms_CFLAGS = $(TEST_CFLAGS)
tests_unit_pipeline_test_terms_LDADD = $(PIPELINE_TEST_LIBS)

tests_unit_pipeline_test_restrict_SOURCES = tests/unit/pipeline/test_restrict.c \
	tests/unit/pipeline/rig.c tests/unit/pipeline/rig.h
tests_unit_pipeline_test_restrict_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_pipeline_test_restrict_CFLAGS = $(TEST_CFLAGS) $(SQLITE_CFLAGS)
tests_unit_pipeline_test_restrict_LDADD = $(PIPELINE_TEST_LIBS)

tests_unit_pipeline_test_propose_SOURCES = tests/unit/pipeline/test_propose.c \
	tests/unit/pipeline/rig.c tests/unit/pipeline/rig.h
tests_unit_pipeline_test_propose_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_pipeline_test_propose_CFLAGS = $(TEST_CFLAGS)
tests_unit_pipeline_test_propose_LDADD = $(PIPELINE_TEST_LIBS)

tests_unit_pipeline_test_rehearsal_SOURCES = tests/unit/pipeline/test_rehearsal.c \
	tests/unit/pipeline/rig.c tests/unit/pipeline/rig.h
tests_unit_pipeline_test_rehearsal_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_pipeline_test_rehearsal_CFLAGS = $(TEST_CFLAGS) $(JANSSON_CFLAGS)
tests_unit_pipeline_test_rehearsal_LDADD = $(PIPELINE_TEST_LIBS)

tests_unit_pipeline_test_remedies_SOURCES = tests/unit/pipeline/test_remedies.c \
	tests/unit/pipeline/rig.c tests/unit/pipeline/rig.h
tests_unit_pipeline_test_remedies_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_pipeline_test_remedies_CFLAGS = $(TEST_CFLAGS)
tests_unit_pipeline_test_remedies_LDADD = $(PIPELINE_TEST_LIBS)

tests_unit_pipeline_test_programs_SOURCES = tests/unit/pipeline/test_programs.c \
	tests/unit/pipeline/rig.c tests/unit/pipeline/rig.h
tests_unit_pipeline_test_programs_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_pipeline_test_programs_CFLAGS = $(TEST_CFLAGS) $(SQLITE_CFLAGS)
tests_unit_pipeline_test_programs_LDADD = $(PIPELINE_TEST_LIBS)

tests_unit_pipeline_test_campaign_SOURCES = tests/unit/pipeline/test_campaign.c \
	tests/unit/pipeline/rig.c tests/unit/pipeline/rig.h
tests_unit_pipeline_test_campaign_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_pipeline_test_campaign_CFLAGS = $(TEST_CFLAGS)
tests_unit_pipeline_test_campaign_LDADD = $(PIPELINE_TEST_LIBS)

check_PROGRAMS += tests/unit/pipeline/test_alerts
TESTS += tests/unit/pipeline/test_alerts
tests_unit_pipeline_test_alerts_SOURCES = tests/unit/pipeline/test_alerts.c
tests_unit_pipeline_test_alerts_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_pipeline_test_alerts_CFLAGS = $(TEST_CFLAGS)
tests_unit_pipeline_test_alerts_LDADD = $(PIPELINE_TEST_LIBS)

tests_unit_pipeline_test_traps_SOURCES = tests/unit/pipeline/test_traps.c \
	tests/unit/pipeline/rig.c tests/unit/pipeline/rig.h
tests_unit_pipeline_test_traps_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_pipeline_test_traps_CFLAGS = $(TEST_CFLAGS)
tests_unit_pipeline_test_traps_LDADD = $(PIPELINE_TEST_LIBS)

tests_unit_pipeline_test_outward_SOURCES = tests/unit/pipeline/test_outward.c \
	tests/unit/pipeline/rig.c tests/unit/pipeline/rig.h
tests_unit_pipeline_test_outward_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_pipeline_test_outward_CFLAGS = $(TEST_CFLAGS)
tests_unit_pipeline_test_outward_LDADD = $(PIPELINE_TEST_LIBS)
