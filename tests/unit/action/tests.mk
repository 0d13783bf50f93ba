ACTION_TEST_CFLAGS = $(TEST_CFLAGS) $(SQLITE_CFLAGS) $(JANSSON_CFLAGS)
ACTION_TEST_LIBS = src/libpv_action.a src/libpv_journal.a src/libpv_json.a $(TEST_LIBS) $(SQLITE_LIBS) \
	$(JANSSON_LIBS)

check_PROGRAMS += tests/unit/action/test_moves
TESTS += tests/unit/action/test_moves
tests_unit_action_test_moves_SOURCES = tests/unit/action/test_moves.c tests/unit/action/world.c \
	tests/unit/action/world.h
tests_unit_action_test_moves_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_action_test_moves_CFLAGS = $(ACTION_TEST_CFLAGS)
tests_unit_action_test_moves_LDADD = $(ACTION_TEST_LIBS)

check_PROGRAMS += tests/unit/action/test_crashes
TESTS += tests/unit/action/test_crashes
tests_unit_action_test_crashes_SOURCES = tests/unit/action/test_crashes.c tests/unit/action/world.c \
	tests/unit/action/world.h
tests_unit_action_test_crashes_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_action_test_crashes_CFLAGS = $(ACTION_TEST_CFLAGS)
tests_unit_action_test_crashes_LDADD = $(ACTION_TEST_LIBS)

check_PROGRAMS += tests/unit/action/test_recovery
TESTS += tests/unit/action/test_recovery
tests_unit_action_test_recovery_SOURCES = tests/unit/action/test_recovery.c
tests_unit_action_test_recovery_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_action_test_recovery_CFLAGS = $(TEST_CFLAGS)
tests_unit_action_test_recovery_LDADD = src/libpv_action.a $(TEST_LIBS)

check_PROGRAMS += tests/unit/action/test_resize
TESTS += tests/unit/action/test_resize
tests_unit_action_test_resize_SOURCES = tests/unit/action/test_resize.c tests/unit/action/world.c \
	tests/unit/action/world.h
tests_unit_action_test_resize_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_action_test_resize_CFLAGS = $(ACTION_TEST_CFLAGS)
tests_unit_action_test_resize_LDADD = $(ACTION_TEST_LIBS)

check_PROGRAMS += tests/unit/action/test_budgets
TESTS += tests/unit/action/test_budgets
tests_unit_action_test_budgets_SOURCES = tests/unit/action/test_budgets.c
tests_unit_action_test_budgets_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_action_test_budgets_CFLAGS = $(TEST_CFLAGS)
tests_unit_action_test_budgets_LDADD = src/libpv_action.a $(TEST_LIBS)

check_PROGRAMS += tests/unit/action/test_admission
TESTS += tests/unit/action/test_admission
tests_unit_action_test_admission_SOURCES = tests/unit/action/test_admission.c tests/unit/action/world.c \
	tests/unit/action/world.h
tests_unit_action_test_admission_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_action_test_admission_CFLAGS = $(ACTION_TEST_CFLAGS)
tests_unit_action_test_admission_LDADD = $(ACTION_TEST_LIBS)

check_PROGRAMS += tests/unit/action/test_program_runs
TESTS += tests/unit/action/test_program_runs
tests_unit_action_test_program_runs_SOURCES = tests/unit/action/test_program_runs.c
tests_unit_action_test_program_runs_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_action_test_program_runs_CFLAGS = $(ACTION_TEST_CFLAGS)
tests_unit_action_test_program_runs_LDADD = $(ACTION_TEST_LIBS)

check_PROGRAMS += tests/unit/action/test_methods
TESTS += tests/unit/action/test_methods
tests_unit_action_test_methods_SOURCES = tests/unit/action/test_methods.c tests/unit/action/world.c \
	tests/unit/action/world.h
tests_unit_action_test_methods_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_action_test_methods_CFLAGS = $(ACTION_TEST_CFLAGS)
tests_unit_action_test_methods_LDADD = $(ACTION_TEST_LIBS)

check_PROGRAMS += tests/unit/action/test_storing
TESTS += tests/unit/action/test_storing
tests_unit_action_test_storing_SOURCES = tests/unit/action/test_storing.c tests/unit/action/world.c \
	tests/unit/action/world.h
tests_unit_action_test_storing_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_action_test_storing_CFLAGS = $(ACTION_TEST_CFLAGS)
tests_unit_action_test_storing_LDADD = $(ACTION_TEST_LIBS)

check_PROGRAMS += tests/unit/action/test_hostile
TESTS += tests/unit/action/test_hostile
tests_unit_action_test_hostile_SOURCES = tests/unit/action/test_hostile.c tests/unit/action/world.c \
	tests/unit/action/world.h
tests_unit_action_test_hostile_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_action_test_hostile_CFLAGS = $(ACTION_TEST_CFLAGS)
tests_unit_action_test_hostile_LDADD = $(ACTION_TEST_LIBS)

check_PROGRAMS += tests/unit/action/test_stopping
TESTS += tests/unit/action/test_stopping
tests_unit_action_test_stopping_SOURCES = tests/unit/action/test_stopping.c tests/unit/action/world.c \
	tests/unit/action/world.h
tests_unit_action_test_stopping_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_action_test_stopping_CFLAGS = $(ACTION_TEST_CFLAGS)
tests_unit_action_test_stopping_LDADD = $(ACTION_TEST_LIBS)

check_PROGRAMS += tests/unit/action/test_limits
TESTS += tests/unit/action/test_limits
tests_unit_action_test_limits_SOURCES = tests/unit/action/test_limits.c tests/unit/action/world.c \
	tests/unit/action/world.h
tests_unit_action_test_limits_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_action_test_limits_CFLAGS = $(ACTION_TEST_CFLAGS)
tests_unit_action_test_limits_LDADD = $(ACTION_TEST_LIBS)

check_PROGRAMS += tests/unit/action/test_look
TESTS += tests/unit/action/test_look
tests_unit_action_test_look_SOURCES = tests/unit/action/test_look.c tests/unit/action/world.c \
	tests/unit/action/world.h
tests_unit_action_test_look_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_action_test_look_CFLAGS = $(ACTION_TEST_CFLAGS)
tests_unit_action_test_look_LDADD = $(ACTION_TEST_LIBS)

check_PROGRAMS += tests/unit/action/test_promises
TESTS += tests/unit/action/test_promises
tests_unit_action_test_promises_SOURCES = tests/unit/action/test_promises.c tests/unit/action/world.c \
	tests/unit/action/world.h
tests_unit_action_test_promises_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_action_test_promises_CFLAGS = $(ACTION_TEST_CFLAGS)
tests_unit_action_test_promises_LDADD = $(ACTION_TEST_LIBS)
