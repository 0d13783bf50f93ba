noinst_LIBRARIES += src/libpv_rrd.a
src_libpv_rrd_a_CFLAGS = $(AM_CFLAGS) $(RRD_CFLAGS) $(FONTCONFIG_CFLAGS)
src_libpv_rrd_a_SOURCES = \
	src/rrd/cached.c src/rrd/cached.h \
	src/rrd/columns.c src/rrd/columns.h \
	src/rrd/fetch.c src/rrd/fetch.h \
	src/rrd/file.c src/rrd/file.h \
	src/rrd/graph.c src/rrd/graph.h \
	src/rrd/graph_order.c src/rrd/graph_order.h \
	src/rrd/head.c src/rrd/head.h \
	src/rrd/history.c src/rrd/history.h \
	src/rrd/kept.c src/rrd/kept.h \
	src/rrd/layout.c src/rrd/layout.h \
	src/rrd/legend.c src/rrd/legend.h \
	src/rrd/ledger.c src/rrd/ledger.h \
	src/rrd/litter.c src/rrd/litter.h \
	src/rrd/path.c src/rrd/path.h \
	src/rrd/picture.c src/rrd/picture.h \
	src/rrd/reader.c src/rrd/roles.c src/rrd/roles.h src/rrd/writer.c \
	src/rrd/retention.c src/rrd/retention.h \
	src/rrd/scale.c src/rrd/scale.h \
	src/rrd/store.c src/rrd/store.h \
	src/rrd/theme.c src/rrd/theme.h \
	src/rrd/undo.c src/rrd/undo.h \
	src/rrd/updater.c src/rrd/updater.h

role_PROGRAMS += provost-rrd
provost_rrd_SOURCES = src/rrd/main.c
provost_rrd_LDADD = src/libpv_rrd.a src/libpv_wire.a src/libpv_model.a src/libpv_base.a $(RRD_LIBS) \
	$(FONTCONFIG_LIBS) $(GLIB_LIBS) -lm
