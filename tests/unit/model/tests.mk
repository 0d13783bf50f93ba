check_PROGRAMS += tests/unit/model/test_object
TESTS += tests/unit/model/test_object
tests_unit_model_test_object_SOURCES = tests/unit/model/test_object.c
tests_unit_model_test_object_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_model_test_object_CFLAGS = $(TEST_CFLAGS)
tests_unit_model_test_object_LDADD = $(TEST_LIBS)

check_PROGRAMS += tests/unit/model/test_sample
TESTS += tests/unit/model/test_sample
tests_unit_model_test_sample_SOURCES = tests/unit/model/test_sample.c
tests_unit_model_test_sample_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_model_test_sample_CFLAGS = $(TEST_CFLAGS)
tests_unit_model_test_sample_LDADD = $(TEST_LIBS)

check_PROGRAMS += tests/unit/model/test_fleet
TESTS += tests/unit/model/test_fleet
tests_unit_model_test_fleet_SOURCES = tests/unit/model/test_fleet.c
tests_unit_model_test_fleet_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_model_test_fleet_CFLAGS = $(TEST_CFLAGS)
tests_unit_model_test_fleet_LDADD = $(TEST_LIBS)

check_PROGRAMS += tests/unit/model/test_fleet_configure
TESTS += tests/unit/model/test_fleet_configure
tests_unit_model_test_fleet_configure_SOURCES = tests/unit/model/test_fleet_configure.c
tests_unit_model_test_fleet_configure_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_model_test_fleet_configure_CFLAGS = $(TEST_CFLAGS)
tests_unit_model_test_fleet_configure_LDADD = $(TEST_LIBS)

check_PROGRAMS += tests/unit/model/test_declared
TESTS += tests/unit/model/test_declared
tests_unit_model_test_declared_SOURCES = tests/unit/model/test_declared.c
tests_unit_model_test_declared_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_model_test_declared_CFLAGS = $(TEST_CFLAGS)
tests_unit_model_test_declared_LDADD = $(TEST_LIBS)

check_PROGRAMS += tests/unit/model/test_baseline
TESTS += tests/unit/model/test_baseline
tests_unit_model_test_baseline_SOURCES = tests/unit/model/test_baseline.c
tests_unit_model_test_baseline_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_model_test_baseline_CFLAGS = $(TEST_CFLAGS)
tests_unit_model_test_baseline_LDADD = $(TEST_LIBS)

check_PROGRAMS += tests/unit/model/test_traits
TESTS += tests/unit/model/test_traits
tests_unit_model_test_traits_SOURCES = tests/unit/model/test_traits.c
tests_unit_model_test_traits_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_model_test_traits_CFLAGS = $(TEST_CFLAGS)
tests_unit_model_test_traits_LDADD = $(TEST_LIBS)

check_PROGRAMS += tests/unit/model/test_load
TESTS += tests/unit/model/test_load
tests_unit_model_test_load_SOURCES = tests/unit/model/test_load.c
tests_unit_model_test_load_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_model_test_load_CFLAGS = $(TEST_CFLAGS)
tests_unit_model_test_load_LDADD = $(TEST_LIBS)

check_PROGRAMS += tests/unit/model/test_move_book
TESTS += tests/unit/model/test_move_book
tests_unit_model_test_move_book_SOURCES = tests/unit/model/test_move_book.c
tests_unit_model_test_move_book_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_model_test_move_book_CFLAGS = $(TEST_CFLAGS)
tests_unit_model_test_move_book_LDADD = $(TEST_LIBS)

check_PROGRAMS += tests/unit/model/test_residences
TESTS += tests/unit/model/test_residences
tests_unit_model_test_residences_SOURCES = tests/unit/model/test_residences.c
tests_unit_model_test_residences_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_model_test_residences_CFLAGS = $(TEST_CFLAGS)
tests_unit_model_test_residences_LDADD = $(TEST_LIBS)

check_PROGRAMS += tests/unit/model/test_licence_report
TESTS += tests/unit/model/test_licence_report
tests_unit_model_test_licence_report_SOURCES = tests/unit/model/test_licence_report.c
tests_unit_model_test_licence_report_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_model_test_licence_report_CFLAGS = $(TEST_CFLAGS)
tests_unit_model_test_licence_report_LDADD = $(TEST_LIBS)

check_PROGRAMS += tests/unit/model/test_selector_index
TESTS += tests/unit/model/test_selector_index
tests_unit_model_test_selector_index_SOURCES = tests/unit/model/test_selector_index.c
tests_unit_model_test_selector_index_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_model_test_selector_index_CFLAGS = $(TEST_CFLAGS)
tests_unit_model_test_selector_index_LDADD = $(TEST_LIBS)

check_PROGRAMS += tests/unit/model/test_program
TESTS += tests/unit/model/test_program
tests_unit_model_test_program_SOURCES = tests/unit/model/test_program.c
tests_unit_model_test_program_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_model_test_program_CFLAGS = $(TEST_CFLAGS)
tests_unit_model_test_program_LDADD = $(TEST_LIBS)

check_PROGRAMS += tests/unit/model/test_foreign_book
TESTS += tests/unit/model/test_foreign_book
tests_unit_model_test_foreign_book_SOURCES = tests/unit/model/test_foreign_book.c
tests_unit_model_test_foreign_book_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_model_test_foreign_book_CFLAGS = $(TEST_CFLAGS)
tests_unit_model_test_foreign_book_LDADD = $(TEST_LIBS)

check_PROGRAMS += tests/unit/model/test_event_book
TESTS += tests/unit/model/test_event_book
tests_unit_model_test_event_book_SOURCES = tests/unit/model/test_event_book.c
tests_unit_model_test_event_book_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_model_test_event_book_CFLAGS = $(TEST_CFLAGS)
tests_unit_model_test_event_book_LDADD = $(TEST_LIBS)

check_PROGRAMS += tests/unit/model/test_change_window
TESTS += tests/unit/model/test_change_window
tests_unit_model_test_change_window_SOURCES = tests/unit/model/test_change_window.c
tests_unit_model_test_change_window_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_model_test_change_window_CFLAGS = $(TEST_CFLAGS)
tests_unit_model_test_change_window_LDADD = $(TEST_LIBS)

check_PROGRAMS += tests/unit/model/test_access
TESTS += tests/unit/model/test_access
tests_unit_model_test_access_SOURCES = tests/unit/model/test_access.c
tests_unit_model_test_access_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_model_test_access_CFLAGS = $(TEST_CFLAGS)
tests_unit_model_test_access_LDADD = $(TEST_LIBS)

check_PROGRAMS += tests/unit/model/test_alert
TESTS += tests/unit/model/test_alert
tests_unit_model_test_alert_SOURCES = tests/unit/model/test_alert.c
tests_unit_model_test_alert_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_model_test_alert_CFLAGS = $(TEST_CFLAGS)
tests_unit_model_test_alert_LDADD = $(TEST_LIBS)

check_PROGRAMS += tests/unit/model/test_alert_map
TESTS += tests/unit/model/test_alert_map
tests_unit_model_test_alert_map_SOURCES = tests/unit/model/test_alert_map.c
tests_unit_model_test_alert_map_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_model_test_alert_map_CFLAGS = $(TEST_CFLAGS)
tests_unit_model_test_alert_map_LDADD = $(TEST_LIBS)
