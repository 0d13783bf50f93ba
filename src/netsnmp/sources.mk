noinst_LIBRARIES += src/libpv_netsnmp.a
src_libpv_netsnmp_a_CFLAGS = $(AM_CFLAGS)
src_libpv_netsnmp_a_SOURCES = \
	src/netsnmp/library.c src/netsnmp/library.h \
	src/netsnmp/protocols.c src/netsnmp/protocols.h
