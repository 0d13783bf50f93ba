# What one may play at once; tests/unit/sim/test_scenarios.c asserts what each expects.
scenariosdir = $(pkgdatadir)/scenarios
dist_scenarios_DATA = \
	etc/scenarios/cloud.yaml \
	etc/scenarios/herd.yaml \
	etc/scenarios/host-fails.yaml \
	etc/scenarios/hot-spot.yaml \
	etc/scenarios/licences.yaml \
	etc/scenarios/maintenance.yaml \
	etc/scenarios/mixed-cpu.yaml \
	etc/scenarios/nights.yaml \
	etc/scenarios/one-rule.yaml \
	etc/scenarios/ping-pong.yaml \
	etc/scenarios/reserve.yaml \
	etc/scenarios/reshuffle.yaml \
	etc/scenarios/rules-hold.yaml \
	etc/scenarios/square-waves.yaml \
	etc/scenarios/starved-by-memory.yaml \
	etc/scenarios/three-hundred.yaml \
	etc/scenarios/tips-hot-host.yaml

noinst_LIBRARIES += src/libpv_sim.a
src_libpv_sim_a_CFLAGS = $(AM_CFLAGS) $(YAML_CFLAGS)
src_libpv_sim_a_SOURCES = \
	src/sim/chance.c src/sim/chance.h \
	src/sim/curve.c src/sim/curve.h \
	src/sim/curve_read.c \
	src/sim/decide.c src/sim/decide.h \
	src/sim/fields.c src/sim/fields.h \
	src/sim/load_files.c src/sim/load_files.h \
	src/sim/look.c src/sim/look.h \
	src/sim/scenario.c src/sim/scenario.h \
	src/sim/scenario_events.c \
	src/sim/scenario_guests.c \
	src/sim/scenario_hosts.c \
	src/sim/scenario_load.c src/sim/scenario_load.h \
	src/sim/scenario_place.c src/sim/scenario_place.h \
	src/sim/scenario_read.c \
	src/sim/scenario_reading.h \
	src/sim/scenario_traits.c \
	src/sim/report.c src/sim/report.h \
	src/sim/score.c src/sim/score.h \
	src/sim/simulation.c src/sim/simulation.h \
	src/sim/tip_fleet.c src/sim/tip_fleet.h \
	src/sim/tips.c src/sim/tips.h \
	src/sim/wander.c src/sim/wander.h \
	src/sim/window.c src/sim/window.h \
	src/sim/world.c src/sim/world.h \
	src/sim/world_failures.c \
	src/sim/world_hosts.c \
	src/sim/world_moves.c \
	src/sim/world_state.h
