check_PROGRAMS += tests/unit/placement/test_placement
TESTS += tests/unit/placement/test_placement
tests_unit_placement_test_placement_SOURCES = tests/unit/placement/test_placement.c
tests_unit_placement_test_placement_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_placement_test_placement_CFLAGS = $(TEST_CFLAGS)
tests_unit_placement_test_placement_LDADD = src/libpv_placement.a $(TEST_LIBS)


check_PROGRAMS += tests/unit/placement/test_forecast
TESTS += tests/unit/placement/test_forecast
tests_unit_placement_test_forecast_SOURCES = tests/unit/placement/test_forecast.c
tests_unit_placement_test_forecast_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_placement_test_forecast_CFLAGS = $(TEST_CFLAGS)
tests_unit_placement_test_forecast_LDADD = src/libpv_placement.a $(TEST_LIBS)

check_PROGRAMS += tests/unit/placement/test_method
TESTS += tests/unit/placement/test_method
tests_unit_placement_test_method_SOURCES = tests/unit/placement/test_method.c
tests_unit_placement_test_method_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_placement_test_method_CFLAGS = $(TEST_CFLAGS)
tests_unit_placement_test_method_LDADD = src/libpv_placement.a $(TEST_LIBS)

check_PROGRAMS += tests/unit/placement/test_constraints
TESTS += tests/unit/placement/test_constraints
tests_unit_placement_test_constraints_SOURCES = tests/unit/placement/test_constraints.c
tests_unit_placement_test_constraints_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_placement_test_constraints_CFLAGS = $(TEST_CFLAGS)
tests_unit_placement_test_constraints_LDADD = src/libpv_placement.a $(TEST_LIBS)
check_PROGRAMS += tests/unit/placement/test_packing
TESTS += tests/unit/placement/test_packing
tests_unit_placement_test_packing_SOURCES = tests/unit/placement/test_packing.c
tests_unit_placement_test_packing_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_placement_test_packing_CFLAGS = $(TEST_CFLAGS)
tests_unit_placement_test_packing_LDADD = src/libpv_placement.a $(TEST_LIBS)

check_PROGRAMS += tests/unit/placement/test_reserve
TESTS += tests/unit/placement/test_reserve
tests_unit_placement_test_reserve_SOURCES = tests/unit/placement/test_reserve.c
tests_unit_placement_test_reserve_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_placement_test_reserve_CFLAGS = $(TEST_CFLAGS)
tests_unit_placement_test_reserve_LDADD = src/libpv_placement.a $(TEST_LIBS)

check_PROGRAMS += tests/unit/placement/test_steps
TESTS += tests/unit/placement/test_steps
tests_unit_placement_test_steps_SOURCES = tests/unit/placement/test_steps.c
tests_unit_placement_test_steps_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_placement_test_steps_CFLAGS = $(TEST_CFLAGS)
tests_unit_placement_test_steps_LDADD = src/libpv_placement.a $(TEST_LIBS)

check_PROGRAMS += tests/unit/placement/test_planners
TESTS += tests/unit/placement/test_planners
tests_unit_placement_test_planners_SOURCES = tests/unit/placement/test_planners.c \
	tests/unit/placement/random_cluster.c tests/unit/placement/random_cluster.h
tests_unit_placement_test_planners_CPPFLAGS = $(TEST_CPPFLAGS) -I$(srcdir)/tests/unit/placement
tests_unit_placement_test_planners_CFLAGS = $(TEST_CFLAGS)
tests_unit_placement_test_planners_LDADD = src/libpv_placement.a $(TEST_LIBS)

check_PROGRAMS += tests/unit/placement/test_from_fleet
TESTS += tests/unit/placement/test_from_fleet
tests_unit_placement_test_from_fleet_SOURCES = tests/unit/placement/test_from_fleet.c
tests_unit_placement_test_from_fleet_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_placement_test_from_fleet_CFLAGS = $(TEST_CFLAGS)
tests_unit_placement_test_from_fleet_LDADD = src/libpv_placement.a $(TEST_LIBS)

check_PROGRAMS += tests/unit/placement/test_optimum
TESTS += tests/unit/placement/test_optimum
tests_unit_placement_test_optimum_SOURCES = tests/unit/placement/test_optimum.c \
	tests/unit/placement/optimum.c tests/unit/placement/optimum.h
tests_unit_placement_test_optimum_CPPFLAGS = $(TEST_CPPFLAGS) -I$(srcdir)/tests/unit/placement
tests_unit_placement_test_optimum_CFLAGS = $(TEST_CFLAGS)
tests_unit_placement_test_optimum_LDADD = src/libpv_placement.a $(TEST_LIBS)

check_PROGRAMS += tests/unit/placement/test_rules
TESTS += tests/unit/placement/test_rules
tests_unit_placement_test_rules_SOURCES = tests/unit/placement/test_rules.c
tests_unit_placement_test_rules_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_placement_test_rules_CFLAGS = $(TEST_CFLAGS)
tests_unit_placement_test_rules_LDADD = src/libpv_placement.a $(TEST_LIBS)

check_PROGRAMS += tests/unit/placement/test_scenarios
TESTS += tests/unit/placement/test_scenarios
tests_unit_placement_test_scenarios_SOURCES = tests/unit/placement/test_scenarios.c \
	tests/unit/placement/judge.c tests/unit/placement/judge.h \
	tests/unit/placement/scenario.c tests/unit/placement/scenario.h \
	tests/unit/placement/random_cluster.c tests/unit/placement/random_cluster.h
tests_unit_placement_test_scenarios_CPPFLAGS = $(TEST_CPPFLAGS) -I$(srcdir)/tests/unit/placement
tests_unit_placement_test_scenarios_CFLAGS = $(TEST_CFLAGS)
tests_unit_placement_test_scenarios_LDADD = src/libpv_placement.a $(TEST_LIBS)
EXTRA_DIST += tests/unit/placement/scenarios/complaints.txt tests/unit/placement/scenarios/rank.txt \
	tests/unit/placement/scenarios/licences.txt tests/unit/placement/scenarios/plans.txt tests/unit/placement/scenarios/rules.txt \
	tests/unit/placement/scenarios/reserve.txt tests/unit/placement/scenarios/unknown.txt

check_PROGRAMS += tests/unit/placement/test_rank
TESTS += tests/unit/placement/test_rank
tests_unit_placement_test_rank_SOURCES = tests/unit/placement/test_rank.c \
	tests/unit/placement/random_cluster.c tests/unit/placement/random_cluster.h
tests_unit_placement_test_rank_CPPFLAGS = $(TEST_CPPFLAGS) -I$(srcdir)/tests/unit/placement
tests_unit_placement_test_rank_CFLAGS = $(TEST_CFLAGS)
tests_unit_placement_test_rank_LDADD = src/libpv_placement.a $(TEST_LIBS)

check_PROGRAMS += tests/unit/placement/test_new_guest
TESTS += tests/unit/placement/test_new_guest
tests_unit_placement_test_new_guest_SOURCES = tests/unit/placement/test_new_guest.c
tests_unit_placement_test_new_guest_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_placement_test_new_guest_CFLAGS = $(TEST_CFLAGS)
tests_unit_placement_test_new_guest_LDADD = src/libpv_placement.a $(TEST_LIBS)
check_PROGRAMS += tests/unit/placement/test_needs
TESTS += tests/unit/placement/test_needs
tests_unit_placement_test_needs_SOURCES = tests/unit/placement/test_needs.c
tests_unit_placement_test_needs_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_placement_test_needs_CFLAGS = $(TEST_CFLAGS)
tests_unit_placement_test_needs_LDADD = src/libpv_placement.a $(TEST_LIBS)
