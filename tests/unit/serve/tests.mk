# What the API stands on, from the top floor down.
SERVE_TEST_LIBS = src/libpv_serve.a src/libpv_action.a src/libpv_tips.a src/libpv_journal.a \
	src/libpv_json.a $(TEST_LIBS) $(MICROHTTPD_LIBS) $(SQLITE_LIBS) $(JANSSON_LIBS)
SERVE_RIG = tests/unit/serve/rig.c tests/unit/serve/rig.h
SERVE_TCP = $(SERVE_RIG) tests/unit/serve/tcp.c tests/unit/serve/tcp.h

check_PROGRAMS += tests/unit/serve/test_shapes
TESTS += tests/unit/serve/test_shapes
tests_unit_serve_test_shapes_SOURCES = tests/unit/serve/test_shapes.c $(SERVE_RIG)
tests_unit_serve_test_shapes_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_serve_test_shapes_CFLAGS = $(TEST_CFLAGS) $(JANSSON_CFLAGS)
tests_unit_serve_test_shapes_LDADD = $(SERVE_TEST_LIBS)

check_PROGRAMS += tests/unit/serve/test_accept
TESTS += tests/unit/serve/test_accept
tests_unit_serve_test_accept_SOURCES = tests/unit/serve/test_accept.c $(SERVE_RIG)
tests_unit_serve_test_accept_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_serve_test_accept_CFLAGS = $(TEST_CFLAGS) $(JANSSON_CFLAGS)
tests_unit_serve_test_accept_LDADD = $(SERVE_TEST_LIBS)

check_PROGRAMS += tests/unit/serve/test_pages
TESTS += tests/unit/serve/test_pages
tests_unit_serve_test_pages_SOURCES = tests/unit/serve/test_pages.c $(SERVE_RIG)
tests_unit_serve_test_pages_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_serve_test_pages_CFLAGS = $(TEST_CFLAGS) $(JANSSON_CFLAGS)
tests_unit_serve_test_pages_LDADD = $(SERVE_TEST_LIBS)

check_PROGRAMS += tests/unit/serve/test_etag
TESTS += tests/unit/serve/test_etag
tests_unit_serve_test_etag_SOURCES = tests/unit/serve/test_etag.c $(SERVE_RIG)
tests_unit_serve_test_etag_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_serve_test_etag_CFLAGS = $(TEST_CFLAGS) $(JANSSON_CFLAGS)
tests_unit_serve_test_etag_LDADD = $(SERVE_TEST_LIBS)

check_PROGRAMS += tests/unit/serve/test_exposition
TESTS += tests/unit/serve/test_exposition
tests_unit_serve_test_exposition_SOURCES = tests/unit/serve/test_exposition.c $(SERVE_RIG)
tests_unit_serve_test_exposition_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_serve_test_exposition_CFLAGS = $(TEST_CFLAGS) $(JANSSON_CFLAGS)
tests_unit_serve_test_exposition_LDADD = $(SERVE_TEST_LIBS)

check_PROGRAMS += tests/unit/serve/test_openapi
TESTS += tests/unit/serve/test_openapi
tests_unit_serve_test_openapi_SOURCES = tests/unit/serve/test_openapi.c $(SERVE_RIG)
tests_unit_serve_test_openapi_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_serve_test_openapi_CFLAGS = $(TEST_CFLAGS) $(JANSSON_CFLAGS)
tests_unit_serve_test_openapi_LDADD = $(SERVE_TEST_LIBS)

check_PROGRAMS += tests/unit/serve/test_orders
TESTS += tests/unit/serve/test_orders
tests_unit_serve_test_orders_SOURCES = tests/unit/serve/test_orders.c $(SERVE_RIG)
tests_unit_serve_test_orders_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_serve_test_orders_CFLAGS = $(TEST_CFLAGS) $(JANSSON_CFLAGS)
tests_unit_serve_test_orders_LDADD = $(SERVE_TEST_LIBS)

check_PROGRAMS += tests/unit/serve/test_metrics
TESTS += tests/unit/serve/test_metrics
tests_unit_serve_test_metrics_SOURCES = tests/unit/serve/test_metrics.c $(SERVE_RIG)
tests_unit_serve_test_metrics_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_serve_test_metrics_CFLAGS = $(TEST_CFLAGS) $(JANSSON_CFLAGS)
tests_unit_serve_test_metrics_LDADD = $(SERVE_TEST_LIBS)

check_PROGRAMS += tests/unit/serve/test_graph
TESTS += tests/unit/serve/test_graph
tests_unit_serve_test_graph_SOURCES = tests/unit/serve/test_graph.c $(SERVE_RIG)
tests_unit_serve_test_graph_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_serve_test_graph_CFLAGS = $(TEST_CFLAGS) $(JANSSON_CFLAGS)
tests_unit_serve_test_graph_LDADD = $(SERVE_TEST_LIBS)

check_PROGRAMS += tests/unit/serve/test_http
TESTS += tests/unit/serve/test_http
tests_unit_serve_test_http_SOURCES = tests/unit/serve/test_http.c $(SERVE_RIG)
tests_unit_serve_test_http_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_serve_test_http_CFLAGS = $(TEST_CFLAGS) $(JANSSON_CFLAGS)
tests_unit_serve_test_http_LDADD = $(SERVE_TEST_LIBS)

check_PROGRAMS += tests/unit/serve/test_events
TESTS += tests/unit/serve/test_events
tests_unit_serve_test_events_SOURCES = tests/unit/serve/test_events.c $(SERVE_RIG)
tests_unit_serve_test_events_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_serve_test_events_CFLAGS = $(TEST_CFLAGS) $(JANSSON_CFLAGS)
tests_unit_serve_test_events_LDADD = $(SERVE_TEST_LIBS)

check_PROGRAMS += tests/unit/serve/test_socket
TESTS += tests/unit/serve/test_socket
tests_unit_serve_test_socket_SOURCES = tests/unit/serve/test_socket.c
tests_unit_serve_test_socket_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_serve_test_socket_CFLAGS = $(TEST_CFLAGS) $(JANSSON_CFLAGS)
tests_unit_serve_test_socket_LDADD = $(SERVE_TEST_LIBS)

check_PROGRAMS += tests/unit/serve/test_plan_request
TESTS += tests/unit/serve/test_plan_request
tests_unit_serve_test_plan_request_SOURCES = tests/unit/serve/test_plan_request.c
tests_unit_serve_test_plan_request_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_serve_test_plan_request_CFLAGS = $(TEST_CFLAGS) $(JANSSON_CFLAGS)
tests_unit_serve_test_plan_request_LDADD = $(SERVE_TEST_LIBS)

check_PROGRAMS += tests/unit/serve/test_past_tips
TESTS += tests/unit/serve/test_past_tips
tests_unit_serve_test_past_tips_SOURCES = tests/unit/serve/test_past_tips.c $(SERVE_RIG)
tests_unit_serve_test_past_tips_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_serve_test_past_tips_CFLAGS = $(TEST_CFLAGS) $(JANSSON_CFLAGS)
tests_unit_serve_test_past_tips_LDADD = $(SERVE_TEST_LIBS)

check_PROGRAMS += tests/unit/serve/test_access
TESTS += tests/unit/serve/test_access
tests_unit_serve_test_access_SOURCES = tests/unit/serve/test_access.c $(SERVE_TCP)
tests_unit_serve_test_access_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_serve_test_access_CFLAGS = $(TEST_CFLAGS) $(JANSSON_CFLAGS)
tests_unit_serve_test_access_LDADD = $(SERVE_TEST_LIBS)

check_PROGRAMS += tests/unit/serve/test_once
TESTS += tests/unit/serve/test_once
tests_unit_serve_test_once_SOURCES = tests/unit/serve/test_once.c $(SERVE_RIG)
tests_unit_serve_test_once_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_serve_test_once_CFLAGS = $(TEST_CFLAGS) $(JANSSON_CFLAGS)
tests_unit_serve_test_once_LDADD = $(SERVE_TEST_LIBS)

check_PROGRAMS += tests/unit/serve/test_crowd
TESTS += tests/unit/serve/test_crowd
tests_unit_serve_test_crowd_SOURCES = tests/unit/serve/test_crowd.c $(SERVE_TCP)
tests_unit_serve_test_crowd_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_serve_test_crowd_CFLAGS = $(TEST_CFLAGS) $(JANSSON_CFLAGS)
tests_unit_serve_test_crowd_LDADD = $(SERVE_TEST_LIBS)

check_PROGRAMS += tests/unit/serve/test_visitors
TESTS += tests/unit/serve/test_visitors
tests_unit_serve_test_visitors_SOURCES = tests/unit/serve/test_visitors.c
tests_unit_serve_test_visitors_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_serve_test_visitors_CFLAGS = $(TEST_CFLAGS) $(JANSSON_CFLAGS)
tests_unit_serve_test_visitors_LDADD = $(SERVE_TEST_LIBS)

check_PROGRAMS += tests/unit/serve/test_origin
TESTS += tests/unit/serve/test_origin
tests_unit_serve_test_origin_SOURCES = tests/unit/serve/test_origin.c
tests_unit_serve_test_origin_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_serve_test_origin_CFLAGS = $(TEST_CFLAGS) $(JANSSON_CFLAGS)
tests_unit_serve_test_origin_LDADD = $(SERVE_TEST_LIBS)

check_PROGRAMS += tests/unit/serve/test_alerts
TESTS += tests/unit/serve/test_alerts
tests_unit_serve_test_alerts_SOURCES = tests/unit/serve/test_alerts.c $(SERVE_RIG)
tests_unit_serve_test_alerts_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_serve_test_alerts_CFLAGS = $(TEST_CFLAGS) $(JANSSON_CFLAGS)
tests_unit_serve_test_alerts_LDADD = $(SERVE_TEST_LIBS)

check_PROGRAMS += tests/unit/serve/test_traps
TESTS += tests/unit/serve/test_traps
tests_unit_serve_test_traps_SOURCES = tests/unit/serve/test_traps.c $(SERVE_RIG)
tests_unit_serve_test_traps_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_serve_test_traps_CFLAGS = $(TEST_CFLAGS) $(JANSSON_CFLAGS)
tests_unit_serve_test_traps_LDADD = $(SERVE_TEST_LIBS)
