noinst_LIBRARIES += src/libpv_notify.a
src_libpv_notify_a_SOURCES = \
	src/notify/notify_role.c src/notify/notify_role.h \
	src/notify/running.c src/notify/running.h \
	src/notify/spawn.c src/notify/spawn.h

role_PROGRAMS += provost-notify
provost_notify_SOURCES = src/notify/main.c
provost_notify_LDADD = src/libpv_notify.a src/libpv_wire.a src/libpv_model.a src/libpv_base.a $(GLIB_LIBS) -lm
