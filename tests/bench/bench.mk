# The measures: run by hand, on the lab; each says with --help what it needs.
EXTRA_DIST += tests/bench/action-costs tests/bench/alert-rate tests/bench/api-requests tests/bench/collectd.py tests/bench/desk-costs tests/bench/footprint tests/bench/measuring.py tests/bench/mib-walk tests/bench/policy-reload tests/bench/move-costs tests/bench/notify-latency \
	tests/bench/snmp-faulty tests/bench/snmp-scale tests/bench/snmp_tools.py tests/bench/spine.py tests/bench/tip-latency tests/bench/trap-flood

# Built by `make bench`, never installed.
bench_programs = tests/bench/agent-farm tests/bench/libvirt-calls tests/bench/snmp-baseline \
	tests/bench/policy-evaluations tests/bench/consolidate tests/bench/load-book \
	tests/bench/placement-reserve tests/bench/placement-rank tests/bench/placement-plans
EXTRA_PROGRAMS = $(bench_programs)
CLEANFILES += $(bench_programs)
bench: all $(bench_programs)
.PHONY: bench

tests_bench_agent_farm_SOURCES = tests/bench/agent-farm.c \
	tests/bench/farm/farm_answer.c tests/bench/farm/farm_answer.h \
	tests/bench/farm/farm_table.c tests/bench/farm/farm_table.h
tests_bench_agent_farm_LDADD = $(GLIB_LIBS)

tests_bench_libvirt_calls_SOURCES = tests/bench/libvirt-calls.c
tests_bench_libvirt_calls_CFLAGS = $(AM_CFLAGS) $(LIBVIRT_CFLAGS)
tests_bench_libvirt_calls_LDADD = $(LIBVIRT_LIBS) $(GLIB_LIBS)

tests_bench_snmp_baseline_SOURCES = tests/bench/snmp-baseline.c
tests_bench_snmp_baseline_LDADD = $(NETSNMP_LIBS) $(GLIB_LIBS)

tests_bench_policy_evaluations_SOURCES = tests/bench/policy-evaluations.c
tests_bench_policy_evaluations_CFLAGS = $(AM_CFLAGS) $(LUA_CFLAGS)
tests_bench_policy_evaluations_LDADD = src/libpv_policy.a src/libpv_config.a src/libpv_wire.a src/libpv_model.a src/libpv_base.a \
	$(LUA_LIBS) $(SECCOMP_LIBS) $(YAML_LIBS) $(GLIB_LIBS) -lm

tests_bench_consolidate_SOURCES = tests/bench/consolidation/main.c \
	tests/bench/consolidation/heuristics.c tests/bench/consolidation/heuristics.h
tests_bench_consolidate_LDADD = src/libpv_sim.a src/libpv_pipeline.a src/libpv_tips.a src/libpv_replay.a src/libpv_placement.a src/libpv_rrd.a src/libpv_config.a src/libpv_wire.a src/libpv_model.a \
	src/libpv_base.a $(YAML_LIBS) $(GLIB_LIBS) -lm

tests_bench_load_book_SOURCES = tests/bench/load-book.c
tests_bench_load_book_LDADD = src/libpv_model.a src/libpv_base.a $(GLIB_LIBS) -lm

tests_bench_placement_reserve_SOURCES = tests/bench/placement-reserve.c
tests_bench_placement_reserve_LDADD = src/libpv_placement.a src/libpv_model.a src/libpv_base.a $(GLIB_LIBS) -lm

made_fleet = tests/bench/placement/made_fleet.c tests/bench/placement/made_fleet.h
tests_bench_placement_rank_SOURCES = tests/bench/placement-rank.c $(made_fleet)
tests_bench_placement_rank_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests/bench
tests_bench_placement_rank_LDADD = src/libpv_placement.a src/libpv_model.a src/libpv_base.a $(GLIB_LIBS) -lm
tests_bench_placement_plans_SOURCES = tests/bench/placement-plans.c $(made_fleet)
tests_bench_placement_plans_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests/bench
tests_bench_placement_plans_LDADD = src/libpv_placement.a src/libpv_model.a src/libpv_base.a $(GLIB_LIBS) -lm
