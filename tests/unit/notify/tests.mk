check_PROGRAMS += tests/unit/notify/test_notify_role
TESTS += tests/unit/notify/test_notify_role
tests_unit_notify_test_notify_role_SOURCES = tests/unit/notify/test_notify_role.c
tests_unit_notify_test_notify_role_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_notify_test_notify_role_CFLAGS = $(TEST_CFLAGS)
tests_unit_notify_test_notify_role_LDADD = $(TEST_LIBS)
