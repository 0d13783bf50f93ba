noinst_LIBRARIES += src/libpv_agentx.a
src_libpv_agentx_a_CFLAGS = $(AM_CFLAGS) $(JANSSON_CFLAGS)
src_libpv_agentx_a_SOURCES = \
	src/agentx/agentx_role.c src/agentx/agentx_role.h \
	src/agentx/engine.c src/agentx/engine.h \
	src/agentx/mib.c src/agentx/mib.h \
	src/agentx/notice.c src/agentx/notice.h \
	src/agentx/notifier.c src/agentx/notifier.h \
	src/agentx/rows.c src/agentx/snapshot.c src/agentx/snapshot.h \
	src/agentx/sender.c src/agentx/sender.h \
	src/agentx/subagent.c src/agentx/subagent.h \
	src/agentx/target.c src/agentx/target.h \
	src/agentx/value.c src/agentx/value.h

role_PROGRAMS += provost-agentx
provost_agentx_SOURCES = src/agentx/main.c
provost_agentx_LDADD = src/libpv_agentx.a src/libpv_netsnmp.a src/libpv_json.a src/libpv_wire.a src/libpv_model.a src/libpv_base.a \
	$(NETSNMP_AGENT_LIBS) $(NETSNMP_LIBS) $(JANSSON_LIBS) $(GLIB_LIBS) -lm
