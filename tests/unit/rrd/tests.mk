RRD_TESTS = tests/unit/rrd/test_path \
	tests/unit/rrd/test_layout \
	tests/unit/rrd/test_head \
	tests/unit/rrd/test_store \
	tests/unit/rrd/test_fetch \
	tests/unit/rrd/test_full \
	tests/unit/rrd/test_cached \
	tests/unit/rrd/test_retention \
	tests/unit/rrd/test_columns \
	tests/unit/rrd/test_graph \
	tests/unit/rrd/test_pictures \
	tests/unit/rrd/test_kill \
	tests/unit/rrd/test_roles
check_PROGRAMS += $(RRD_TESTS)
TESTS += $(RRD_TESTS)
EXTRA_DIST += tests/unit/rrd/fixture.h tests/unit/rrd/order.h tests/unit/rrd/process.h tests/unit/rrd/rrdcached.h

RRD_TEST_CFLAGS = $(TEST_CFLAGS) $(RRD_CFLAGS)
RRD_TEST_LIBS = src/libpv_rrd.a $(TEST_LIBS) $(RRD_LIBS) $(FONTCONFIG_LIBS)

tests_unit_rrd_test_path_SOURCES = tests/unit/rrd/test_path.c
tests_unit_rrd_test_path_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_rrd_test_path_CFLAGS = $(RRD_TEST_CFLAGS)
tests_unit_rrd_test_path_LDADD = $(RRD_TEST_LIBS)

tests_unit_rrd_test_layout_SOURCES = tests/unit/rrd/test_layout.c
tests_unit_rrd_test_layout_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_rrd_test_layout_CFLAGS = $(RRD_TEST_CFLAGS)
tests_unit_rrd_test_layout_LDADD = $(RRD_TEST_LIBS)

tests_unit_rrd_test_head_SOURCES = tests/unit/rrd/test_head.c
tests_unit_rrd_test_head_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_rrd_test_head_CFLAGS = $(RRD_TEST_CFLAGS)
tests_unit_rrd_test_head_LDADD = $(RRD_TEST_LIBS)

tests_unit_rrd_test_store_SOURCES = tests/unit/rrd/test_store.c
tests_unit_rrd_test_store_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_rrd_test_store_CFLAGS = $(RRD_TEST_CFLAGS)
tests_unit_rrd_test_store_LDADD = $(RRD_TEST_LIBS)

tests_unit_rrd_test_fetch_SOURCES = tests/unit/rrd/test_fetch.c
tests_unit_rrd_test_fetch_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_rrd_test_fetch_CFLAGS = $(RRD_TEST_CFLAGS)
tests_unit_rrd_test_fetch_LDADD = $(RRD_TEST_LIBS)

tests_unit_rrd_test_columns_SOURCES = tests/unit/rrd/test_columns.c
tests_unit_rrd_test_columns_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_rrd_test_columns_CFLAGS = $(RRD_TEST_CFLAGS)
tests_unit_rrd_test_columns_LDADD = $(RRD_TEST_LIBS)

tests_unit_rrd_test_graph_SOURCES = tests/unit/rrd/test_graph.c
tests_unit_rrd_test_graph_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_rrd_test_graph_CFLAGS = $(RRD_TEST_CFLAGS)
tests_unit_rrd_test_graph_LDADD = $(RRD_TEST_LIBS)

tests_unit_rrd_test_pictures_SOURCES = tests/unit/rrd/test_pictures.c
tests_unit_rrd_test_pictures_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_rrd_test_pictures_CFLAGS = $(RRD_TEST_CFLAGS)
tests_unit_rrd_test_pictures_LDADD = $(RRD_TEST_LIBS)

tests_unit_rrd_test_full_SOURCES = tests/unit/rrd/test_full.c
tests_unit_rrd_test_full_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_rrd_test_full_CFLAGS = $(RRD_TEST_CFLAGS)
tests_unit_rrd_test_full_LDADD = $(RRD_TEST_LIBS)

tests_unit_rrd_test_roles_SOURCES = tests/unit/rrd/test_roles.c
tests_unit_rrd_test_roles_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_rrd_test_roles_CFLAGS = $(RRD_TEST_CFLAGS)
tests_unit_rrd_test_roles_LDADD = $(RRD_TEST_LIBS)

tests_unit_rrd_test_kill_SOURCES = tests/unit/rrd/test_kill.c
tests_unit_rrd_test_kill_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_rrd_test_kill_CFLAGS = $(RRD_TEST_CFLAGS)
tests_unit_rrd_test_kill_LDADD = $(RRD_TEST_LIBS)

tests_unit_rrd_test_cached_SOURCES = tests/unit/rrd/test_cached.c
tests_unit_rrd_test_cached_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_rrd_test_cached_CFLAGS = $(RRD_TEST_CFLAGS)
tests_unit_rrd_test_cached_LDADD = $(RRD_TEST_LIBS)

tests_unit_rrd_test_retention_SOURCES = tests/unit/rrd/test_retention.c
tests_unit_rrd_test_retention_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_rrd_test_retention_CFLAGS = $(RRD_TEST_CFLAGS)
tests_unit_rrd_test_retention_LDADD = $(RRD_TEST_LIBS)

check_PROGRAMS += tests/bench/rrd-update
tests_bench_rrd_update_SOURCES = tests/bench/rrd-update.c
tests_bench_rrd_update_CPPFLAGS = $(TEST_CPPFLAGS)
tests_bench_rrd_update_CFLAGS = $(AM_CFLAGS) $(RRD_CFLAGS)
tests_bench_rrd_update_LDADD = $(RRD_TEST_LIBS)
