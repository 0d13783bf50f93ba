check_PROGRAMS += tests/unit/base/test_quantity
TESTS += tests/unit/base/test_quantity
tests_unit_base_test_quantity_SOURCES = tests/unit/base/test_quantity.c
tests_unit_base_test_quantity_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_base_test_quantity_CFLAGS = $(TEST_CFLAGS)
tests_unit_base_test_quantity_LDADD = $(TEST_LIBS)

check_PROGRAMS += tests/unit/base/test_clock
TESTS += tests/unit/base/test_clock
tests_unit_base_test_clock_SOURCES = tests/unit/base/test_clock.c
tests_unit_base_test_clock_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_base_test_clock_CFLAGS = $(TEST_CFLAGS)
tests_unit_base_test_clock_LDADD = $(TEST_LIBS)

check_PROGRAMS += tests/unit/base/test_text
TESTS += tests/unit/base/test_text
tests_unit_base_test_text_SOURCES = tests/unit/base/test_text.c
tests_unit_base_test_text_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_base_test_text_CFLAGS = $(TEST_CFLAGS)
tests_unit_base_test_text_LDADD = $(TEST_LIBS)

check_PROGRAMS += tests/unit/base/test_log
TESTS += tests/unit/base/test_log
tests_unit_base_test_log_SOURCES = tests/unit/base/test_log.c
tests_unit_base_test_log_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_base_test_log_CFLAGS = $(TEST_CFLAGS)
tests_unit_base_test_log_LDADD = $(TEST_LIBS)

check_PROGRAMS += tests/unit/base/test_listen_address
TESTS += tests/unit/base/test_listen_address
tests_unit_base_test_listen_address_SOURCES = tests/unit/base/test_listen_address.c
tests_unit_base_test_listen_address_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_base_test_listen_address_CFLAGS = $(TEST_CFLAGS)
tests_unit_base_test_listen_address_LDADD = $(TEST_LIBS)
