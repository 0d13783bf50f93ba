SIM_TESTS = tests/unit/sim/test_command tests/unit/sim/test_curve tests/unit/sim/test_history tests/unit/sim/test_loads tests/unit/sim/test_scenario tests/unit/sim/test_scenarios tests/unit/sim/test_window tests/unit/sim/test_world
check_PROGRAMS += $(SIM_TESTS)
TESTS += $(SIM_TESTS)
SIM_SCENES = tests/unit/sim/scenes.c tests/unit/sim/scenes.h

SIM_TEST_LIBS = src/libpv_sim.a src/libpv_pipeline.a src/libpv_tips.a src/libpv_replay.a src/libpv_placement.a src/libpv_rrd.a src/libpv_config.a $(TEST_LIBS) $(YAML_LIBS)

tests_unit_sim_test_curve_SOURCES = tests/unit/sim/test_curve.c
tests_unit_sim_test_curve_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_sim_test_curve_CFLAGS = $(TEST_CFLAGS)
tests_unit_sim_test_curve_LDADD = $(SIM_TEST_LIBS)

tests_unit_sim_test_scenario_SOURCES = tests/unit/sim/test_scenario.c $(SIM_SCENES)
tests_unit_sim_test_scenario_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_sim_test_scenario_CFLAGS = $(TEST_CFLAGS)
tests_unit_sim_test_scenario_LDADD = $(SIM_TEST_LIBS)

tests_unit_sim_test_window_SOURCES = tests/unit/sim/test_window.c
tests_unit_sim_test_window_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_sim_test_window_CFLAGS = $(TEST_CFLAGS)
tests_unit_sim_test_window_LDADD = $(SIM_TEST_LIBS)

tests_unit_sim_test_world_SOURCES = tests/unit/sim/test_world.c $(SIM_SCENES)
tests_unit_sim_test_world_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_sim_test_world_CFLAGS = $(TEST_CFLAGS)
tests_unit_sim_test_world_LDADD = $(SIM_TEST_LIBS)

tests_unit_sim_test_scenarios_SOURCES = tests/unit/sim/test_scenarios.c
tests_unit_sim_test_scenarios_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_sim_test_scenarios_CFLAGS = $(TEST_CFLAGS)
tests_unit_sim_test_scenarios_LDADD = $(SIM_TEST_LIBS)

tests_unit_sim_test_command_SOURCES = tests/unit/sim/test_command.c
tests_unit_sim_test_command_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_sim_test_command_CFLAGS = $(TEST_CFLAGS) $(JANSSON_CFLAGS)
tests_unit_sim_test_command_LDADD = $(TEST_LIBS) $(JANSSON_LIBS)

tests_unit_sim_test_history_SOURCES = tests/unit/sim/test_history.c $(SIM_SCENES) $(REPLAY_PAST)
tests_unit_sim_test_history_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_sim_test_history_CFLAGS = $(TEST_CFLAGS)
tests_unit_sim_test_history_LDADD = $(SIM_TEST_LIBS) $(RRD_LIBS) $(FONTCONFIG_LIBS)

tests_unit_sim_test_loads_SOURCES = tests/unit/sim/test_loads.c $(SIM_SCENES)
tests_unit_sim_test_loads_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_sim_test_loads_CFLAGS = $(TEST_CFLAGS)
tests_unit_sim_test_loads_LDADD = $(SIM_TEST_LIBS)
