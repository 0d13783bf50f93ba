AGENTX_TESTS = \
	tests/unit/agentx/test_notice \
	tests/unit/agentx/test_notifier \
	tests/unit/agentx/test_snapshot
check_PROGRAMS += $(AGENTX_TESTS)
TESTS += $(AGENTX_TESTS)

tests_unit_agentx_test_notice_SOURCES = tests/unit/agentx/test_notice.c
tests_unit_agentx_test_notice_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_agentx_test_notice_CFLAGS = $(TEST_CFLAGS) $(JANSSON_CFLAGS)
tests_unit_agentx_test_notice_LDADD = src/libpv_agentx.a src/libpv_netsnmp.a src/libpv_json.a $(TEST_LIBS) $(JANSSON_LIBS)

tests_unit_agentx_test_notifier_SOURCES = tests/unit/agentx/test_notifier.c
tests_unit_agentx_test_notifier_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_agentx_test_notifier_CFLAGS = $(TEST_CFLAGS) $(JANSSON_CFLAGS)
tests_unit_agentx_test_notifier_LDADD = src/libpv_agentx.a src/libpv_netsnmp.a src/libpv_json.a $(TEST_LIBS) $(JANSSON_LIBS)

tests_unit_agentx_test_snapshot_SOURCES = tests/unit/agentx/test_snapshot.c
tests_unit_agentx_test_snapshot_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_agentx_test_snapshot_CFLAGS = $(TEST_CFLAGS) $(JANSSON_CFLAGS)
tests_unit_agentx_test_snapshot_LDADD = src/libpv_agentx.a src/libpv_netsnmp.a src/libpv_json.a $(TEST_LIBS) $(JANSSON_LIBS)
