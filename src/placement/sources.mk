noinst_LIBRARIES += src/libpv_placement.a
src_libpv_placement_a_SOURCES = \
	src/placement/placement.h \
	src/placement/processors.c src/placement/processors.h \
	src/placement/rank.c src/placement/rank.h \
	src/placement/relieve.c \
	src/placement/admit.c \
	src/placement/answer.c src/placement/move.c src/placement/place.c \
	src/placement/arrangement.c src/placement/arrangement.h \
	src/placement/flip.c src/placement/flip.h \
	src/placement/from_fleet.c src/placement/from_fleet.h \
	src/placement/new_guest.c src/placement/new_guest.h \
	src/placement/score.c src/placement/score.h \
	src/placement/single.c src/placement/single.h \
	src/placement/company.c src/placement/company.h src/placement/rules_company.c \
	src/placement/constraints.c src/placement/constraints.h \
	src/placement/forecast.c src/placement/forecast.h \
	src/placement/licences.c src/placement/licences.h \
	src/placement/method.c src/placement/method.h src/placement/method_text.c \
	src/placement/needs.c src/placement/needs.h \
	src/placement/packing.c src/placement/packing.h src/placement/packing_state.h \
	src/placement/packing_greedy.c src/placement/packing_bound.c src/placement/packing_search.c \
	src/placement/reserve.c src/placement/reserve.h src/placement/reserve_state.h \
	src/placement/reserve_cluster.c src/placement/reserve_failure.c src/placement/reserve_admits.c \
	src/placement/plan_consolidate.c \
	src/placement/plan_relieve.c \
	src/placement/rules.c src/placement/rules_problem.c src/placement/rules_seal.c src/placement/rules.h src/placement/rules_state.h \
	src/placement/room.c src/placement/room.h \
	src/placement/steps.h \
	src/placement/balance.c src/placement/consolidate.c src/placement/evacuate.c src/placement/repair.c src/placement/planners.h \
	src/placement/imbalance.c src/placement/imbalance.h \
	src/placement/planwrite.c src/placement/planwrite.h \
	src/placement/schedule.c src/placement/schedule.h \
	src/placement/search.c src/placement/search.h \
	src/placement/snapshot.c src/placement/snapshot.h
