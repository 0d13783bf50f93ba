noinst_LIBRARIES += src/libpv_plugin.a
src_libpv_plugin_a_CFLAGS = $(AM_CFLAGS) $(JANSSON_CFLAGS)
src_libpv_plugin_a_SOURCES = \
	src/plugin/check.c src/plugin/check.h \
	src/plugin/check_daemon.c \
	src/plugin/check_members.c \
	src/plugin/check_metric.c \
	src/plugin/check_tips.c \
	src/plugin/deadline.c src/plugin/deadline.h \
	src/plugin/handler.c src/plugin/handler.h \
	src/plugin/macros.c src/plugin/macros.h \
	src/plugin/passed_trap.c src/plugin/passed_trap.h \
	src/plugin/perfdata.c src/plugin/perfdata.h \
	src/plugin/range.c src/plugin/range.h \
	src/plugin/reach.c src/plugin/reach.h \
	src/plugin/result.c src/plugin/result.h \
	src/plugin/spool.c src/plugin/spool.h \
	src/plugin/teller.c src/plugin/teller.h \
	src/plugin/tidings.c src/plugin/tidings.h \
	src/plugin/traphandle.c src/plugin/traphandle.h
