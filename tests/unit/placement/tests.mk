check_PROGRAMS += tests/unit/placement/test_placement
TESTS += tests/unit/placement/test_placement
tests_unit_placement_test_placement_SOURCES = tests/unit/placement/test_placement.c
tests_unit_placement_test_placement_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_placement_test_placement_CFLAGS = $(TEST_CFLAGS)
tests_unit_placement_test_placement_LDADD = src/libpv_placement.a $(TEST_LIBS)

