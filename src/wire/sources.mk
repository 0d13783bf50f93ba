noinst_LIBRARIES += src/libpv_wire.a
src_libpv_wire_a_SOURCES = \
	src/wire/canary.c src/wire/canary.h \
	src/wire/catalogue.c src/wire/catalogue.h \
	src/wire/channel.c src/wire/channel.h \
	src/wire/finding.c src/wire/finding.h \
	src/wire/graph.c src/wire/graph.h \
	src/wire/messages.c src/wire/messages.h src/wire/messages.def \
	src/wire/policy_row.c src/wire/policy_row.h \
	src/wire/role.c src/wire/role.h \
	src/wire/samples.c src/wire/samples.h
