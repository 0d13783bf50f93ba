noinst_LIBRARIES += src/libpv_snmp.a
src_libpv_snmp_a_CFLAGS = $(AM_CFLAGS)
src_libpv_snmp_a_SOURCES = \
	src/snmp/address.c src/snmp/address.h \
	src/snmp/agent.c src/snmp/agent.h \
	src/snmp/agent_addresses.c src/snmp/agent_addresses.h \
	src/snmp/agent_course.c src/snmp/agent_course.h \
	src/snmp/agent_discovery.c src/snmp/agent_discovery.h \
	src/snmp/agent_lookup.c src/snmp/agent_lookup.h \
	src/snmp/agent_poll.c src/snmp/agent_poll.h \
	src/snmp/agent_software.c src/snmp/agent_software.h \
	src/snmp/agent_state.h \
	src/snmp/agent_time.c src/snmp/agent_time.h \
	src/snmp/complaint.c src/snmp/complaint.h \
	src/snmp/converters.h \
	src/snmp/counters.c src/snmp/counters.h \
	src/snmp/declared.c src/snmp/declared.h \
	src/snmp/discovery.c src/snmp/discovery.h \
	src/snmp/disks.c \
	src/snmp/engines.c src/snmp/engines.h \
	src/snmp/facts.c src/snmp/facts.h \
	src/snmp/interfaces.c \
	src/snmp/inventory.c src/snmp/inventory.h \
	src/snmp/memory.c \
	src/snmp/netsnmp_decode.c src/snmp/netsnmp_decode.h \
	src/snmp/netsnmp_keys.c src/snmp/netsnmp_keys.h \
	src/snmp/netsnmp_message.c src/snmp/netsnmp_message.h \
	src/snmp/netsnmp_packet.c src/snmp/netsnmp_packet.h \
	src/snmp/netsnmp_secured.c src/snmp/netsnmp_secured.h \
	src/snmp/netsnmp_trap.c src/snmp/netsnmp_trap.h \
	src/snmp/oid.c src/snmp/oid.h \
	src/snmp/outgoing.c src/snmp/outgoing.h \
	src/snmp/plan.c src/snmp/plan.h \
	src/snmp/processors.c \
	src/snmp/report.c src/snmp/report.h \
	src/snmp/row_reading.c src/snmp/row_reading.h \
	src/snmp/sensors.c \
	src/snmp/session.c src/snmp/session.h src/snmp/session_state.h \
	src/snmp/session_queues.c src/snmp/session_receive.c src/snmp/session_send.c \
	src/snmp/snmp_role.c src/snmp/snmp_role.h \
	src/snmp/software.c src/snmp/software.h src/snmp/software_report.c \
	src/snmp/storage.c \
	src/snmp/stream.c src/snmp/stream.h \
	src/snmp/table.h src/snmp/tables.c src/snmp/tables.h \
	src/snmp/tables_memory.c \
	src/snmp/tables_parts.c \
	src/snmp/tables_processors.c \
	src/snmp/tables_sensors.c \
	src/snmp/tally.c src/snmp/tally.h \
	src/snmp/token_buckets.c src/snmp/token_buckets.h \
	src/snmp/trap.h \
	src/snmp/trap_engines.c src/snmp/trap_engines.h \
	src/snmp/trap_listener.c src/snmp/trap_listener.h \
	src/snmp/trap_message.c src/snmp/trap_message.h \
	src/snmp/trap_sockets.c src/snmp/trap_sockets.h \
	src/snmp/trap_sources.c src/snmp/trap_sources.h \
	src/snmp/udp.c src/snmp/udp.h \
	src/snmp/usm.c src/snmp/usm.h \
	src/snmp/varbind.c src/snmp/varbind.h \
	src/snmp/walk.c src/snmp/walk.h

role_PROGRAMS += provost-snmp
provost_snmp_SOURCES = src/snmp/main.c
provost_snmp_LDADD = src/libpv_snmp.a src/libpv_netsnmp.a src/libpv_wire.a src/libpv_model.a src/libpv_base.a \
	$(NETSNMP_LIBS) $(GLIB_LIBS) -lm
