REPLAY_TESTS = tests/unit/replay/test_command tests/unit/replay/test_recorded tests/unit/replay/test_tally tests/unit/replay/test_replay \
	tests/unit/replay/test_recompute tests/unit/replay/test_verify
check_PROGRAMS += $(REPLAY_TESTS)
TESTS += $(REPLAY_TESTS)

REPLAY_TEST_LIBS = src/libpv_replay.a src/libpv_rrd.a src/libpv_config.a $(TEST_LIBS) $(RRD_LIBS) $(FONTCONFIG_LIBS) \
	$(YAML_LIBS)
REPLAY_PAST = tests/unit/replay/past.c tests/unit/replay/past.h

tests_unit_replay_test_verify_SOURCES = tests/unit/replay/test_verify.c $(REPLAY_PAST) \
	tests/unit/cli/fake_api.c tests/unit/cli/fake_api.h
tests_unit_replay_test_verify_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_replay_test_verify_CFLAGS = $(TEST_CFLAGS) $(JANSSON_CFLAGS)
tests_unit_replay_test_verify_LDADD = $(REPLAY_TEST_LIBS) $(JANSSON_LIBS)

tests_unit_replay_test_recompute_SOURCES = tests/unit/replay/test_recompute.c $(REPLAY_PAST)
tests_unit_replay_test_recompute_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_replay_test_recompute_CFLAGS = $(TEST_CFLAGS)
tests_unit_replay_test_recompute_LDADD = $(REPLAY_TEST_LIBS)

tests_unit_replay_test_replay_SOURCES = tests/unit/replay/test_replay.c $(REPLAY_PAST)
tests_unit_replay_test_replay_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_replay_test_replay_CFLAGS = $(TEST_CFLAGS)
tests_unit_replay_test_replay_LDADD = $(REPLAY_TEST_LIBS)

tests_unit_replay_test_tally_SOURCES = tests/unit/replay/test_tally.c
tests_unit_replay_test_tally_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_replay_test_tally_CFLAGS = $(TEST_CFLAGS)
tests_unit_replay_test_tally_LDADD = $(REPLAY_TEST_LIBS)

tests_unit_replay_test_command_SOURCES = tests/unit/replay/test_command.c $(REPLAY_PAST)
tests_unit_replay_test_command_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_replay_test_command_CFLAGS = $(TEST_CFLAGS)
tests_unit_replay_test_command_LDADD = $(REPLAY_TEST_LIBS)

tests_unit_replay_test_recorded_SOURCES = tests/unit/replay/test_recorded.c
tests_unit_replay_test_recorded_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_replay_test_recorded_CFLAGS = $(TEST_CFLAGS)
tests_unit_replay_test_recorded_LDADD = $(REPLAY_TEST_LIBS)

check_PROGRAMS += tests/bench/policy-replay
tests_bench_policy_replay_SOURCES = tests/bench/policy-replay.c
tests_bench_policy_replay_CPPFLAGS = $(TEST_CPPFLAGS)
tests_bench_policy_replay_CFLAGS = $(AM_CFLAGS) $(RRD_CFLAGS)
tests_bench_policy_replay_LDADD = $(REPLAY_TEST_LIBS)
