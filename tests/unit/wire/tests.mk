check_PROGRAMS += tests/unit/wire/test_channel
TESTS += tests/unit/wire/test_channel
tests_unit_wire_test_channel_SOURCES = tests/unit/wire/test_channel.c
tests_unit_wire_test_channel_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_wire_test_channel_CFLAGS = $(TEST_CFLAGS)
tests_unit_wire_test_channel_LDADD = $(TEST_LIBS)

check_PROGRAMS += tests/unit/wire/test_samples
TESTS += tests/unit/wire/test_samples
tests_unit_wire_test_samples_SOURCES = tests/unit/wire/test_samples.c
tests_unit_wire_test_samples_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_wire_test_samples_CFLAGS = $(TEST_CFLAGS)
tests_unit_wire_test_samples_LDADD = $(TEST_LIBS)

check_PROGRAMS += tests/unit/wire/test_catalogue
TESTS += tests/unit/wire/test_catalogue
tests_unit_wire_test_catalogue_SOURCES = tests/unit/wire/test_catalogue.c
tests_unit_wire_test_catalogue_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_wire_test_catalogue_CFLAGS = $(TEST_CFLAGS)
tests_unit_wire_test_catalogue_LDADD = $(TEST_LIBS)

check_PROGRAMS += tests/unit/wire/test_finding
TESTS += tests/unit/wire/test_finding
tests_unit_wire_test_finding_SOURCES = tests/unit/wire/test_finding.c
tests_unit_wire_test_finding_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_wire_test_finding_CFLAGS = $(TEST_CFLAGS)
tests_unit_wire_test_finding_LDADD = $(TEST_LIBS)
