check_PROGRAMS += tests/unit/client/test_event_stream
TESTS += tests/unit/client/test_event_stream
tests_unit_client_test_event_stream_SOURCES = tests/unit/client/test_event_stream.c
tests_unit_client_test_event_stream_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_client_test_event_stream_CFLAGS = $(TEST_CFLAGS) $(JANSSON_CFLAGS)
tests_unit_client_test_event_stream_LDADD = src/libpv_client.a $(TEST_LIBS) $(JANSSON_LIBS) $(CURL_LIBS)
