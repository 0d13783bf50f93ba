config_tests = \
	tests/unit/config/test_access \
	tests/unit/config/test_address \
	tests/unit/config/test_compare \
	tests/unit/config/test_config \
	tests/unit/config/test_errors \
	tests/unit/config/test_manifest \
	tests/unit/config/test_mutations \
	tests/unit/config/test_pack_traps \
	tests/unit/config/test_secret_file
check_PROGRAMS += $(config_tests)
TESTS += $(config_tests)
EXTRA_DIST += tests/unit/config/changed_keys.h tests/unit/config/load.h
CONFIG_TEST_LIBS = src/libpv_config.a $(TEST_LIBS) $(YAML_LIBS)

tests_unit_config_test_access_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_config_test_access_CFLAGS = $(TEST_CFLAGS)
tests_unit_config_test_access_LDADD = $(CONFIG_TEST_LIBS)
tests_unit_config_test_address_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_config_test_address_CFLAGS = $(TEST_CFLAGS)
tests_unit_config_test_address_LDADD = $(CONFIG_TEST_LIBS)
tests_unit_config_test_compare_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_config_test_compare_CFLAGS = $(TEST_CFLAGS)
tests_unit_config_test_compare_LDADD = $(CONFIG_TEST_LIBS)
tests_unit_config_test_config_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_config_test_config_CFLAGS = $(TEST_CFLAGS)
tests_unit_config_test_config_LDADD = $(CONFIG_TEST_LIBS)
tests_unit_config_test_errors_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_config_test_errors_CFLAGS = $(TEST_CFLAGS)
tests_unit_config_test_errors_LDADD = $(CONFIG_TEST_LIBS)
tests_unit_config_test_manifest_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_config_test_manifest_CFLAGS = $(TEST_CFLAGS)
tests_unit_config_test_manifest_LDADD = $(CONFIG_TEST_LIBS)
tests_unit_config_test_mutations_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_config_test_mutations_CFLAGS = $(TEST_CFLAGS)
tests_unit_config_test_mutations_LDADD = $(CONFIG_TEST_LIBS)
tests_unit_config_test_secret_file_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_config_test_secret_file_CFLAGS = $(TEST_CFLAGS)
tests_unit_config_test_secret_file_LDADD = $(CONFIG_TEST_LIBS)
tests_unit_config_test_pack_traps_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_config_test_pack_traps_CFLAGS = $(TEST_CFLAGS)
tests_unit_config_test_pack_traps_LDADD = $(CONFIG_TEST_LIBS)
