check_LIBRARIES += tests/unit/snmp/libbench.a
tests_unit_snmp_libbench_a_SOURCES = \
	tests/unit/snmp/agent.c tests/unit/snmp/agent.h \
	tests/unit/snmp/core.c tests/unit/snmp/core.h \
	tests/unit/snmp/snmpd.c tests/unit/snmp/snmpd.h \
	tests/unit/snmp/weather.c tests/unit/snmp/weather.h
tests_unit_snmp_libbench_a_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_snmp_libbench_a_CFLAGS = $(TEST_CFLAGS)

check_PROGRAMS += tests/unit/snmp/test_role
TESTS += tests/unit/snmp/test_role
tests_unit_snmp_test_role_SOURCES = tests/unit/snmp/test_role.c
tests_unit_snmp_test_role_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_snmp_test_role_CFLAGS = $(TEST_CFLAGS)
tests_unit_snmp_test_role_LDADD = tests/unit/snmp/libbench.a $(TEST_LIBS)

check_LIBRARIES += tests/unit/snmp/librecording.a
tests_unit_snmp_librecording_a_SOURCES = tests/unit/snmp/recording.c tests/unit/snmp/recording.h
tests_unit_snmp_librecording_a_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_snmp_librecording_a_CFLAGS = $(TEST_CFLAGS)

check_PROGRAMS += tests/unit/snmp/test_discovery
TESTS += tests/unit/snmp/test_discovery
tests_unit_snmp_test_discovery_SOURCES = tests/unit/snmp/test_discovery.c
tests_unit_snmp_test_discovery_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_snmp_test_discovery_CFLAGS = $(TEST_CFLAGS)
tests_unit_snmp_test_discovery_LDADD = tests/unit/snmp/librecording.a src/libpv_snmp.a src/libpv_netsnmp.a $(TEST_LIBS)

check_PROGRAMS += tests/unit/snmp/test_declared
TESTS += tests/unit/snmp/test_declared
tests_unit_snmp_test_declared_SOURCES = tests/unit/snmp/test_declared.c
tests_unit_snmp_test_declared_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_snmp_test_declared_CFLAGS = $(TEST_CFLAGS)
tests_unit_snmp_test_declared_LDADD = tests/unit/snmp/librecording.a src/libpv_snmp.a src/libpv_netsnmp.a $(TEST_LIBS)

check_PROGRAMS += tests/unit/snmp/test_fuzz
TESTS += tests/unit/snmp/test_fuzz
tests_unit_snmp_test_fuzz_SOURCES = tests/unit/snmp/test_fuzz.c
tests_unit_snmp_test_fuzz_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_snmp_test_fuzz_CFLAGS = $(TEST_CFLAGS)
tests_unit_snmp_test_fuzz_LDADD = tests/unit/snmp/librecording.a src/libpv_snmp.a src/libpv_netsnmp.a $(TEST_LIBS) $(NETSNMP_LIBS)

check_PROGRAMS += tests/unit/snmp/test_counters
TESTS += tests/unit/snmp/test_counters
tests_unit_snmp_test_counters_SOURCES = tests/unit/snmp/test_counters.c
tests_unit_snmp_test_counters_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_snmp_test_counters_CFLAGS = $(TEST_CFLAGS)
tests_unit_snmp_test_counters_LDADD = src/libpv_snmp.a src/libpv_netsnmp.a $(TEST_LIBS)

check_PROGRAMS += tests/unit/snmp/test_walk
TESTS += tests/unit/snmp/test_walk
tests_unit_snmp_test_walk_SOURCES = tests/unit/snmp/test_walk.c
tests_unit_snmp_test_walk_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_snmp_test_walk_CFLAGS = $(TEST_CFLAGS)
tests_unit_snmp_test_walk_LDADD = src/libpv_snmp.a src/libpv_netsnmp.a $(TEST_LIBS)

check_PROGRAMS += tests/unit/snmp/test_plan
TESTS += tests/unit/snmp/test_plan
tests_unit_snmp_test_plan_SOURCES = tests/unit/snmp/test_plan.c
tests_unit_snmp_test_plan_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_snmp_test_plan_CFLAGS = $(TEST_CFLAGS)
tests_unit_snmp_test_plan_LDADD = src/libpv_snmp.a src/libpv_netsnmp.a $(TEST_LIBS)

check_PROGRAMS += tests/unit/snmp/test_converters
TESTS += tests/unit/snmp/test_converters
tests_unit_snmp_test_converters_SOURCES = tests/unit/snmp/test_converters.c
tests_unit_snmp_test_converters_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_snmp_test_converters_CFLAGS = $(TEST_CFLAGS)
tests_unit_snmp_test_converters_LDADD = src/libpv_snmp.a src/libpv_netsnmp.a $(TEST_LIBS)

check_PROGRAMS += tests/unit/snmp/test_address
TESTS += tests/unit/snmp/test_address
tests_unit_snmp_test_address_SOURCES = tests/unit/snmp/test_address.c
tests_unit_snmp_test_address_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_snmp_test_address_CFLAGS = $(TEST_CFLAGS)
tests_unit_snmp_test_address_LDADD = src/libpv_snmp.a src/libpv_netsnmp.a $(TEST_LIBS)

check_PROGRAMS += tests/unit/snmp/test_snmpd
TESTS += tests/unit/snmp/test_snmpd
tests_unit_snmp_test_snmpd_SOURCES = tests/unit/snmp/test_snmpd.c
tests_unit_snmp_test_snmpd_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_snmp_test_snmpd_CFLAGS = $(TEST_CFLAGS)
tests_unit_snmp_test_snmpd_LDADD = tests/unit/snmp/libbench.a $(TEST_LIBS)

check_PROGRAMS += tests/unit/snmp/test_session
TESTS += tests/unit/snmp/test_session
tests_unit_snmp_test_session_SOURCES = tests/unit/snmp/test_session.c
tests_unit_snmp_test_session_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_snmp_test_session_CFLAGS = $(TEST_CFLAGS)
tests_unit_snmp_test_session_LDADD = tests/unit/snmp/libbench.a src/libpv_snmp.a src/libpv_netsnmp.a $(TEST_LIBS) $(NETSNMP_LIBS)

check_PROGRAMS += tests/unit/snmp/test_usm
TESTS += tests/unit/snmp/test_usm
tests_unit_snmp_test_usm_SOURCES = tests/unit/snmp/test_usm.c
tests_unit_snmp_test_usm_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_snmp_test_usm_CFLAGS = $(TEST_CFLAGS)
tests_unit_snmp_test_usm_LDADD = src/libpv_snmp.a src/libpv_netsnmp.a $(TEST_LIBS) $(NETSNMP_LIBS)

check_PROGRAMS += tests/unit/snmp/test_v3
TESTS += tests/unit/snmp/test_v3
tests_unit_snmp_test_v3_SOURCES = tests/unit/snmp/test_v3.c
tests_unit_snmp_test_v3_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_snmp_test_v3_CFLAGS = $(TEST_CFLAGS)
tests_unit_snmp_test_v3_LDADD = tests/unit/snmp/libbench.a $(TEST_LIBS)

check_PROGRAMS += tests/unit/snmp/test_stream
TESTS += tests/unit/snmp/test_stream
tests_unit_snmp_test_stream_SOURCES = tests/unit/snmp/test_stream.c
tests_unit_snmp_test_stream_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_snmp_test_stream_CFLAGS = $(TEST_CFLAGS)
tests_unit_snmp_test_stream_LDADD = src/libpv_snmp.a src/libpv_netsnmp.a $(TEST_LIBS) $(NETSNMP_LIBS)

check_PROGRAMS += tests/unit/snmp/test_places
TESTS += tests/unit/snmp/test_places
tests_unit_snmp_test_places_SOURCES = tests/unit/snmp/test_places.c
tests_unit_snmp_test_places_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_snmp_test_places_CFLAGS = $(TEST_CFLAGS)
tests_unit_snmp_test_places_LDADD = src/libpv_snmp.a src/libpv_netsnmp.a $(TEST_LIBS) $(NETSNMP_LIBS)

check_PROGRAMS += tests/unit/snmp/test_weather
TESTS += tests/unit/snmp/test_weather
tests_unit_snmp_test_weather_SOURCES = tests/unit/snmp/test_weather.c
tests_unit_snmp_test_weather_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_snmp_test_weather_CFLAGS = $(TEST_CFLAGS)
tests_unit_snmp_test_weather_LDADD = tests/unit/snmp/libbench.a $(TEST_LIBS)

check_PROGRAMS += tests/unit/snmp/test_software
TESTS += tests/unit/snmp/test_software
tests_unit_snmp_test_software_SOURCES = tests/unit/snmp/test_software.c
tests_unit_snmp_test_software_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_snmp_test_software_CFLAGS = $(TEST_CFLAGS)
tests_unit_snmp_test_software_LDADD = src/libpv_snmp.a src/libpv_netsnmp.a $(TEST_LIBS)

check_LIBRARIES += tests/unit/snmp/libber.a
tests_unit_snmp_libber_a_SOURCES = tests/unit/snmp/ber.c tests/unit/snmp/ber.h
tests_unit_snmp_libber_a_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_snmp_libber_a_CFLAGS = $(TEST_CFLAGS)

check_PROGRAMS += tests/unit/snmp/test_trap
TESTS += tests/unit/snmp/test_trap
tests_unit_snmp_test_trap_SOURCES = tests/unit/snmp/test_trap.c
tests_unit_snmp_test_trap_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_snmp_test_trap_CFLAGS = $(TEST_CFLAGS)
tests_unit_snmp_test_trap_LDADD = tests/unit/snmp/libber.a src/libpv_snmp.a src/libpv_netsnmp.a $(TEST_LIBS) $(NETSNMP_LIBS)

check_PROGRAMS += tests/unit/snmp/test_trap_sources
TESTS += tests/unit/snmp/test_trap_sources
tests_unit_snmp_test_trap_sources_SOURCES = tests/unit/snmp/test_trap_sources.c
tests_unit_snmp_test_trap_sources_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_snmp_test_trap_sources_CFLAGS = $(TEST_CFLAGS)
tests_unit_snmp_test_trap_sources_LDADD = src/libpv_snmp.a src/libpv_netsnmp.a $(TEST_LIBS) $(NETSNMP_LIBS)

check_PROGRAMS += tests/unit/snmp/test_trap_engines
TESTS += tests/unit/snmp/test_trap_engines
tests_unit_snmp_test_trap_engines_SOURCES = tests/unit/snmp/test_trap_engines.c
tests_unit_snmp_test_trap_engines_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_snmp_test_trap_engines_CFLAGS = $(TEST_CFLAGS)
tests_unit_snmp_test_trap_engines_LDADD = tests/unit/snmp/libber.a src/libpv_snmp.a src/libpv_netsnmp.a $(TEST_LIBS) $(NETSNMP_LIBS)

check_PROGRAMS += tests/unit/snmp/test_trap_listener
TESTS += tests/unit/snmp/test_trap_listener
tests_unit_snmp_test_trap_listener_SOURCES = tests/unit/snmp/test_trap_listener.c
tests_unit_snmp_test_trap_listener_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_snmp_test_trap_listener_CFLAGS = $(TEST_CFLAGS)
tests_unit_snmp_test_trap_listener_LDADD = tests/unit/snmp/libber.a src/libpv_snmp.a src/libpv_netsnmp.a $(TEST_LIBS) $(NETSNMP_LIBS)
