check_PROGRAMS += tests/integration/role-core
tests_integration_role_core_SOURCES = tests/integration/role-core.c
tests_integration_role_core_CPPFLAGS = $(TEST_CPPFLAGS)
tests_integration_role_core_CFLAGS = $(TEST_CFLAGS)
tests_integration_role_core_LDADD = $(TEST_LIBS)
