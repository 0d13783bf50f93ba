noinst_LIBRARIES += src/libpv_serve.a
src_libpv_serve_a_CFLAGS = $(AM_CFLAGS) $(MICROHTTPD_CFLAGS) $(JANSSON_CFLAGS)
src_libpv_serve_a_SOURCES = \
	src/serve/answer_accept.c \
	src/serve/answer_actions.c \
	src/serve/answer_alerts.c \
	src/serve/answer_dirty_rate.c \
	src/serve/answer_exposition.c \
	src/serve/answer_fleet.c \
	src/serve/answer_flush.c \
	src/serve/answer_graph.c src/serve/answer_hosts.c \
	src/serve/answer_metrics.c \
	src/serve/answer_openapi.c src/serve/openapi_text.h \
	src/serve/answer_pause.c \
	src/serve/answer_plans.c \
	src/serve/answer_policies.c \
	src/serve/answer_rehearsal.c \
	src/serve/answer_reload.c \
	src/serve/answer_reports.c \
	src/serve/answer_resizes.c \
	src/serve/answer_why.c \
	src/serve/answer_audit.c \
	src/serve/answer_dismiss.c \
	src/serve/answer_tips.c \
	src/serve/answer_traps.c \
	src/serve/answer_book.c src/serve/answer_book.h \
	src/serve/call.c src/serve/call_body.c src/serve/call.h \
	src/serve/door.c src/serve/door.h \
	src/serve/etag.c src/serve/etag.h \
	src/serve/exposition.c src/serve/exposition.h \
	src/serve/exposition_core.c src/serve/exposition_core.h \
	src/serve/exposition_fleet.c src/serve/exposition_fleet.h \
	src/serve/gate.c src/serve/gate.h \
	src/serve/history_query.c src/serve/history_query.h \
	src/serve/once.c src/serve/once.h \
	src/serve/origin.c src/serve/origin.h \
	src/serve/page.c src/serve/page.h \
	src/serve/peer.c src/serve/peer.h \
	src/serve/plan_profile.c src/serve/plan_request.c src/serve/plan_request.h \
	src/serve/refusals.c src/serve/refusals.h \
	src/serve/routes.c src/serve/routes.h \
	src/serve/serve.c src/serve/serve.h \
	src/serve/shown_tip.c src/serve/shown_tip.h \
	src/serve/socket.c src/serve/socket.h \
	src/serve/stream.c src/serve/stream.h \
	src/serve/subject.c src/serve/subject.h \
	src/serve/tip_query.c src/serve/tip_query.h \
	src/serve/tcp_socket.c src/serve/tcp_socket.h \
	src/serve/visitors.c src/serve/visitors.h

# openapi.json as a function that returns it.
nodist_src_libpv_serve_a_SOURCES = src/serve/openapi_text.c
EXTRA_DIST += src/serve/openapi.json
CLEANFILES += src/serve/openapi_text.c
src/serve/openapi_text.c: $(srcdir)/src/serve/openapi.json
	$(AM_V_GEN)$(MKDIR_P) src/serve && { echo '#include "serve/openapi_text.h"'; \
		echo 'const char *openapi_text(void) { return'; \
		sed -e 's/[\\"]/\\&/g' -e 's/.*/"&\\n"/' $(srcdir)/src/serve/openapi.json; \
		echo '; }'; } >$@.new && mv $@.new $@
