check_PROGRAMS += tests/unit/json/test_json
TESTS += tests/unit/json/test_json
tests_unit_json_test_json_SOURCES = tests/unit/json/test_json.c
tests_unit_json_test_json_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_json_test_json_CFLAGS = $(TEST_CFLAGS) $(JANSSON_CFLAGS)
tests_unit_json_test_json_LDADD = src/libpv_json.a $(TEST_LIBS) $(JANSSON_LIBS)
