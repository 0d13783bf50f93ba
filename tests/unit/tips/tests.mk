check_PROGRAMS += tests/unit/tips/test_alerts
TESTS += tests/unit/tips/test_alerts
tests_unit_tips_test_alerts_SOURCES = tests/unit/tips/test_alerts.c
tests_unit_tips_test_alerts_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_tips_test_alerts_CFLAGS = $(TEST_CFLAGS)
tests_unit_tips_test_alerts_LDADD = src/libpv_tips.a src/libpv_journal.a src/libpv_json.a $(TEST_LIBS) \
	$(SQLITE_LIBS) $(JANSSON_LIBS)

check_PROGRAMS += tests/unit/tips/test_grouping
TESTS += tests/unit/tips/test_grouping
tests_unit_tips_test_grouping_SOURCES = tests/unit/tips/test_grouping.c
tests_unit_tips_test_grouping_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_tips_test_grouping_CFLAGS = $(TEST_CFLAGS)
tests_unit_tips_test_grouping_LDADD = src/libpv_tips.a src/libpv_journal.a src/libpv_json.a $(TEST_LIBS) \
	$(SQLITE_LIBS) $(JANSSON_LIBS)

check_PROGRAMS += tests/unit/tips/test_tips
TESTS += tests/unit/tips/test_tips
tests_unit_tips_test_tips_SOURCES = tests/unit/tips/test_tips.c
tests_unit_tips_test_tips_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_tips_test_tips_CFLAGS = $(TEST_CFLAGS) $(SQLITE_CFLAGS)
tests_unit_tips_test_tips_LDADD = src/libpv_tips.a src/libpv_journal.a src/libpv_json.a $(TEST_LIBS) \
	$(SQLITE_LIBS) $(JANSSON_LIBS)
