check_PROGRAMS += \
	tests/unit/policy/test_api \
	tests/unit/policy/test_series \
	tests/unit/policy/test_sandbox \
	tests/unit/policy/test_attacks \
	tests/unit/policy/test_confine \
	tests/unit/policy/test_pack \
	tests/unit/policy/test_change \
	tests/unit/policy/test_canary \
	tests/unit/policy/test_engine \
	tests/unit/policy/test_role \
	tests/unit/policy/test_mutant \
	tests/unit/policy/test_syntax \
	tests/unit/policy/test_transcripts
TESTS += \
	tests/unit/policy/test_api \
	tests/unit/policy/test_series \
	tests/unit/policy/test_sandbox \
	tests/unit/policy/test_attacks \
	tests/unit/policy/test_confine \
	tests/unit/policy/test_pack \
	tests/unit/policy/test_change \
	tests/unit/policy/test_canary \
	tests/unit/policy/test_engine \
	tests/unit/policy/test_role \
	tests/unit/policy/test_mutant \
	tests/unit/policy/test_syntax \
	tests/unit/policy/test_transcripts

POLICY_TEST_LDADD = src/libpv_policy.a src/libpv_config.a $(TEST_LIBS) $(LUA_LIBS) $(SECCOMP_LIBS) $(YAML_LIBS) $(JANSSON_LIBS)
POLICY_TEST_CFLAGS = $(TEST_CFLAGS) $(LUA_CFLAGS)
POLICY_FIXTURE = tests/unit/policy/fixture.c tests/unit/policy/fixture.h

tests_unit_policy_test_api_SOURCES = tests/unit/policy/test_api.c $(POLICY_FIXTURE)
tests_unit_policy_test_api_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_policy_test_api_CFLAGS = $(POLICY_TEST_CFLAGS)
tests_unit_policy_test_api_LDADD = $(POLICY_TEST_LDADD)

tests_unit_policy_test_series_SOURCES = tests/unit/policy/test_series.c
tests_unit_policy_test_series_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_policy_test_series_CFLAGS = $(POLICY_TEST_CFLAGS)
tests_unit_policy_test_series_LDADD = $(POLICY_TEST_LDADD)

tests_unit_policy_test_sandbox_SOURCES = tests/unit/policy/test_sandbox.c $(POLICY_FIXTURE)
tests_unit_policy_test_sandbox_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_policy_test_sandbox_CFLAGS = $(POLICY_TEST_CFLAGS)
tests_unit_policy_test_sandbox_LDADD = $(POLICY_TEST_LDADD)

tests_unit_policy_test_attacks_SOURCES = tests/unit/policy/test_attacks.c $(POLICY_FIXTURE)
tests_unit_policy_test_attacks_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_policy_test_attacks_CFLAGS = $(POLICY_TEST_CFLAGS)
tests_unit_policy_test_attacks_LDADD = $(POLICY_TEST_LDADD)

tests_unit_policy_test_confine_SOURCES = tests/unit/policy/test_confine.c
tests_unit_policy_test_confine_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_policy_test_confine_CFLAGS = $(POLICY_TEST_CFLAGS)
tests_unit_policy_test_confine_LDADD = $(POLICY_TEST_LDADD)

tests_unit_policy_test_pack_SOURCES = tests/unit/policy/test_pack.c $(POLICY_FIXTURE)
tests_unit_policy_test_pack_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_policy_test_pack_CFLAGS = $(POLICY_TEST_CFLAGS)
tests_unit_policy_test_pack_LDADD = $(POLICY_TEST_LDADD)

tests_unit_policy_test_change_SOURCES = tests/unit/policy/test_change.c $(POLICY_FIXTURE)
tests_unit_policy_test_change_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_policy_test_change_CFLAGS = $(POLICY_TEST_CFLAGS)
tests_unit_policy_test_change_LDADD = $(POLICY_TEST_LDADD)

tests_unit_policy_test_canary_SOURCES = tests/unit/policy/test_canary.c $(POLICY_FIXTURE)
tests_unit_policy_test_canary_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_policy_test_canary_CFLAGS = $(POLICY_TEST_CFLAGS)
tests_unit_policy_test_canary_LDADD = $(POLICY_TEST_LDADD)

tests_unit_policy_test_engine_SOURCES = tests/unit/policy/test_engine.c $(POLICY_FIXTURE)
tests_unit_policy_test_engine_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_policy_test_engine_CFLAGS = $(POLICY_TEST_CFLAGS)
tests_unit_policy_test_engine_LDADD = $(POLICY_TEST_LDADD)

tests_unit_policy_test_role_SOURCES = tests/unit/policy/test_role.c
tests_unit_policy_test_role_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_policy_test_role_CFLAGS = $(POLICY_TEST_CFLAGS)
tests_unit_policy_test_role_LDADD = $(POLICY_TEST_LDADD)

tests_unit_policy_test_transcripts_SOURCES = tests/unit/policy/test_transcripts.c tests/unit/policy/scenes.def
tests_unit_policy_test_transcripts_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_policy_test_transcripts_CFLAGS = $(TEST_CFLAGS)
tests_unit_policy_test_transcripts_LDADD = tests/unit/libunit.a $(CMOCKA_LIBS) $(GLIB_LIBS)
EXTRA_DIST += tests/unit/policy/packs tests/unit/policy/transcripts

tests_unit_policy_test_syntax_SOURCES = tests/unit/policy/test_syntax.c
tests_unit_policy_test_syntax_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_policy_test_syntax_CFLAGS = $(POLICY_TEST_CFLAGS)
tests_unit_policy_test_syntax_LDADD = $(POLICY_TEST_LDADD)

tests_unit_policy_test_mutant_SOURCES = tests/unit/policy/test_mutant.c
tests_unit_policy_test_mutant_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_policy_test_mutant_CFLAGS = $(POLICY_TEST_CFLAGS)
tests_unit_policy_test_mutant_LDADD = $(POLICY_TEST_LDADD)
