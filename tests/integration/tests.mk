check_PROGRAMS += tests/integration/virt-core
tests_integration_virt_core_SOURCES = tests/integration/virt-core.c
tests_integration_virt_core_CPPFLAGS = $(TEST_CPPFLAGS)
tests_integration_virt_core_CFLAGS = $(TEST_CFLAGS)
tests_integration_virt_core_LDADD = $(TEST_LIBS)
