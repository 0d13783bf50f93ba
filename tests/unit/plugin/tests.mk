PLUGIN_TEST_LIBS = src/libpv_plugin.a src/libpv_client.a $(TEST_LIBS) $(CURL_LIBS) $(JANSSON_LIBS)

check_PROGRAMS += tests/unit/plugin/test_range
TESTS += tests/unit/plugin/test_range
tests_unit_plugin_test_range_SOURCES = tests/unit/plugin/test_range.c
tests_unit_plugin_test_range_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_plugin_test_range_CFLAGS = $(TEST_CFLAGS)
tests_unit_plugin_test_range_LDADD = $(PLUGIN_TEST_LIBS)

check_PROGRAMS += tests/unit/plugin/test_result
TESTS += tests/unit/plugin/test_result
tests_unit_plugin_test_result_SOURCES = tests/unit/plugin/test_result.c
tests_unit_plugin_test_result_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_plugin_test_result_CFLAGS = $(TEST_CFLAGS)
tests_unit_plugin_test_result_LDADD = $(PLUGIN_TEST_LIBS)

check_PROGRAMS += tests/unit/plugin/test_check
TESTS += tests/unit/plugin/test_check
tests_unit_plugin_test_check_SOURCES = tests/unit/plugin/test_check.c tests/unit/cli/fake_api.c tests/unit/cli/fake_api.h
tests_unit_plugin_test_check_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_plugin_test_check_CFLAGS = $(TEST_CFLAGS)
tests_unit_plugin_test_check_LDADD = $(CMOCKA_LIBS) $(GLIB_LIBS)

check_PROGRAMS += tests/unit/plugin/test_handler
TESTS += tests/unit/plugin/test_handler
tests_unit_plugin_test_handler_SOURCES = tests/unit/plugin/test_handler.c tests/unit/cli/fake_api.c tests/unit/cli/fake_api.h
tests_unit_plugin_test_handler_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_plugin_test_handler_CFLAGS = $(TEST_CFLAGS)
tests_unit_plugin_test_handler_LDADD = tests/unit/libunit.a $(CMOCKA_LIBS) $(GLIB_LIBS)

check_PROGRAMS += tests/unit/plugin/test_reach
TESTS += tests/unit/plugin/test_reach
tests_unit_plugin_test_reach_SOURCES = tests/unit/plugin/test_reach.c
tests_unit_plugin_test_reach_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_plugin_test_reach_CFLAGS = $(TEST_CFLAGS) $(JANSSON_CFLAGS)
tests_unit_plugin_test_reach_LDADD = $(PLUGIN_TEST_LIBS)

check_PROGRAMS += tests/unit/plugin/test_deadline
TESTS += tests/unit/plugin/test_deadline
tests_unit_plugin_test_deadline_SOURCES = tests/unit/plugin/test_deadline.c
tests_unit_plugin_test_deadline_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_plugin_test_deadline_CFLAGS = $(TEST_CFLAGS) $(JANSSON_CFLAGS)
tests_unit_plugin_test_deadline_LDADD = $(PLUGIN_TEST_LIBS)

check_PROGRAMS += tests/unit/plugin/test_passed_trap
TESTS += tests/unit/plugin/test_passed_trap
tests_unit_plugin_test_passed_trap_SOURCES = tests/unit/plugin/test_passed_trap.c
tests_unit_plugin_test_passed_trap_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_plugin_test_passed_trap_CFLAGS = $(TEST_CFLAGS)
tests_unit_plugin_test_passed_trap_LDADD = $(PLUGIN_TEST_LIBS)
