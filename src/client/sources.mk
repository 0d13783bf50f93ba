noinst_LIBRARIES += src/libpv_client.a
src_libpv_client_a_CFLAGS = $(AM_CFLAGS) $(CURL_CFLAGS) $(JANSSON_CFLAGS)
src_libpv_client_a_SOURCES = \
	src/client/client.c src/client/client.h \
	src/client/event_stream.c src/client/event_stream.h \
	src/client/reply.c src/client/reply.h
