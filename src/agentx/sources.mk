noinst_LIBRARIES += src/libpv_agentx.a
src_libpv_agentx_a_SOURCES = \
	src/agentx/agentx_role.c src/agentx/agentx_role.h

role_PROGRAMS += provost-agentx
provost_agentx_SOURCES = src/agentx/main.c
provost_agentx_LDADD = src/libpv_agentx.a src/libpv_wire.a src/libpv_model.a src/libpv_base.a $(GLIB_LIBS) -lm
