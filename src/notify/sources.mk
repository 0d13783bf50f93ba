noinst_LIBRARIES += src/libpv_notify.a
src_libpv_notify_a_CFLAGS = $(AM_CFLAGS) $(CURL_CFLAGS) $(JANSSON_CFLAGS)
src_libpv_notify_a_SOURCES = \
	src/notify/http.c src/notify/http.h \
	src/notify/icinga.c src/notify/icinga.h \
	src/notify/icinga_api.c src/notify/icinga_api.h \
	src/notify/icinga_events.c src/notify/icinga_events.h \
	src/notify/icinga_objects.c src/notify/icinga_objects.h \
	src/notify/icinga_report.c src/notify/icinga_report.h \
	src/notify/nagios.c src/notify/nagios.h \
	src/notify/notify_role.c src/notify/notify_role.h \
	src/notify/outlet.c src/notify/outlet.h \
	src/notify/outlets.c src/notify/outlets.h \
	src/notify/result.c src/notify/result.h \
	src/notify/running.c src/notify/running.h \
	src/notify/spawn.c src/notify/spawn.h \
	src/notify/template.c src/notify/template.h \
	src/notify/webhook.c src/notify/webhook.h

role_PROGRAMS += provost-notify
provost_notify_SOURCES = src/notify/main.c
provost_notify_LDADD = src/libpv_notify.a src/libpv_json.a src/libpv_wire.a src/libpv_model.a src/libpv_base.a $(CURL_LIBS) \
	$(JANSSON_LIBS) $(GLIB_LIBS) -lm
