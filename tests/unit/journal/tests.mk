check_PROGRAMS += tests/unit/journal/test_journal
TESTS += tests/unit/journal/test_journal
tests_unit_journal_test_journal_SOURCES = tests/unit/journal/test_journal.c
tests_unit_journal_test_journal_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_journal_test_journal_CFLAGS = $(TEST_CFLAGS) $(SQLITE_CFLAGS)
tests_unit_journal_test_journal_LDADD = src/libpv_journal.a src/libpv_json.a $(TEST_LIBS) $(SQLITE_LIBS) \
	$(JANSSON_LIBS)

check_PROGRAMS += tests/unit/journal/test_nth_failure
TESTS += tests/unit/journal/test_nth_failure
tests_unit_journal_test_nth_failure_SOURCES = tests/unit/journal/test_nth_failure.c
tests_unit_journal_test_nth_failure_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_journal_test_nth_failure_CFLAGS = $(TEST_CFLAGS) $(SQLITE_CFLAGS)
tests_unit_journal_test_nth_failure_LDADD = src/libpv_journal.a src/libpv_json.a $(TEST_LIBS) $(SQLITE_LIBS) \
	$(JANSSON_LIBS)
