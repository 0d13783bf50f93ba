noinst_LIBRARIES += src/libpv_journal.a
src_libpv_journal_a_CFLAGS = $(AM_CFLAGS) $(SQLITE_CFLAGS) $(JANSSON_CFLAGS)
src_libpv_journal_a_SOURCES = \
	src/journal/journal.c src/journal/journal.h \
	src/journal/load.c src/journal/load.h \
	src/journal/past.c src/journal/past.h \
	src/journal/schema.h \
	src/journal/store.c src/journal/store.h \
	src/journal/storefile.c src/journal/storefile.h \
	src/journal/write.c src/journal/write.h
