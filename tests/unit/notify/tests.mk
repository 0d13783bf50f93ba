NOTIFY_TESTS = \
	tests/unit/notify/test_icinga_report \
	tests/unit/notify/test_nagios \
	tests/unit/notify/test_notify_role \
	tests/unit/notify/test_template
check_PROGRAMS += $(NOTIFY_TESTS)
TESTS += $(NOTIFY_TESTS)

NOTIFY_TEST_LIBS = src/libpv_notify.a src/libpv_json.a $(TEST_LIBS) $(CURL_LIBS) $(JANSSON_LIBS)
NOTIFY_TEST_CFLAGS = $(TEST_CFLAGS) $(JANSSON_CFLAGS)

tests_unit_notify_test_notify_role_SOURCES = tests/unit/notify/test_notify_role.c
tests_unit_notify_test_notify_role_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_notify_test_notify_role_CFLAGS = $(TEST_CFLAGS)
tests_unit_notify_test_notify_role_LDADD = $(TEST_LIBS)

tests_unit_notify_test_icinga_report_SOURCES = tests/unit/notify/test_icinga_report.c
tests_unit_notify_test_icinga_report_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_notify_test_icinga_report_CFLAGS = $(NOTIFY_TEST_CFLAGS)
tests_unit_notify_test_icinga_report_LDADD = $(NOTIFY_TEST_LIBS)

tests_unit_notify_test_nagios_SOURCES = tests/unit/notify/test_nagios.c
tests_unit_notify_test_nagios_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_notify_test_nagios_CFLAGS = $(NOTIFY_TEST_CFLAGS)
tests_unit_notify_test_nagios_LDADD = $(NOTIFY_TEST_LIBS)

tests_unit_notify_test_template_SOURCES = tests/unit/notify/test_template.c
tests_unit_notify_test_template_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_notify_test_template_CFLAGS = $(NOTIFY_TEST_CFLAGS)
tests_unit_notify_test_template_LDADD = $(NOTIFY_TEST_LIBS)
