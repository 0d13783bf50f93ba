DAEMON_TESTS = \
	tests/unit/daemon/test_doctor \
	tests/unit/daemon/test_lock \
	tests/unit/daemon/test_packs \
	tests/unit/daemon/test_loop_meter \
	tests/unit/daemon/test_supervisor \
	tests/unit/daemon/test_configure \
	tests/unit/daemon/test_provostd \
	tests/unit/daemon/test_reload \
	tests/unit/daemon/test_reload_rows
DAEMON_TRIAL = tests/unit/daemon/trial.c tests/unit/daemon/trial.h
DAEMON_ROLES = \
	tests/unit/daemon/provost-snmp \
	tests/unit/daemon/provost-virt \
	tests/unit/daemon/provost-rrd \
	tests/unit/daemon/provost-policy \
	tests/unit/daemon/provost-notify \
	tests/unit/daemon/provost-agentx
check_PROGRAMS += $(DAEMON_TESTS) $(DAEMON_ROLES)
TESTS += $(DAEMON_TESTS)

DAEMON_TEST_LIBS = src/libpv_daemon.a src/libpv_placement.a src/libpv_config.a $(TEST_LIBS) $(YAML_LIBS)

tests_unit_daemon_test_doctor_SOURCES = tests/unit/daemon/test_doctor.c
tests_unit_daemon_test_doctor_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_daemon_test_doctor_CFLAGS = $(TEST_CFLAGS)
tests_unit_daemon_test_doctor_LDADD = $(DAEMON_TEST_LIBS) $(JANSSON_LIBS)

tests_unit_daemon_test_packs_SOURCES = tests/unit/daemon/test_packs.c
tests_unit_daemon_test_packs_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_daemon_test_packs_CFLAGS = $(TEST_CFLAGS)
tests_unit_daemon_test_packs_LDADD = $(DAEMON_TEST_LIBS)

tests_unit_daemon_test_loop_meter_SOURCES = tests/unit/daemon/test_loop_meter.c
tests_unit_daemon_test_loop_meter_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_daemon_test_loop_meter_CFLAGS = $(TEST_CFLAGS)
tests_unit_daemon_test_loop_meter_LDADD = $(DAEMON_TEST_LIBS)

tests_unit_daemon_test_lock_SOURCES = tests/unit/daemon/test_lock.c
tests_unit_daemon_test_lock_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_daemon_test_lock_CFLAGS = $(TEST_CFLAGS)
tests_unit_daemon_test_lock_LDADD = $(DAEMON_TEST_LIBS)

tests_unit_daemon_test_supervisor_SOURCES = tests/unit/daemon/test_supervisor.c
tests_unit_daemon_test_supervisor_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_daemon_test_supervisor_CFLAGS = $(TEST_CFLAGS)
tests_unit_daemon_test_supervisor_LDADD = $(DAEMON_TEST_LIBS)

tests_unit_daemon_test_configure_SOURCES = tests/unit/daemon/test_configure.c
tests_unit_daemon_test_configure_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_daemon_test_configure_CFLAGS = $(TEST_CFLAGS)
tests_unit_daemon_test_configure_LDADD = $(DAEMON_TEST_LIBS)

tests_unit_daemon_test_provostd_SOURCES = tests/unit/daemon/test_provostd.c $(DAEMON_TRIAL)
tests_unit_daemon_test_provostd_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_daemon_test_provostd_CFLAGS = $(TEST_CFLAGS)
tests_unit_daemon_test_provostd_LDADD = $(TEST_LIBS)

tests_unit_daemon_test_reload_SOURCES = tests/unit/daemon/test_reload.c $(DAEMON_TRIAL)
tests_unit_daemon_test_reload_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_daemon_test_reload_CFLAGS = $(TEST_CFLAGS) $(JANSSON_CFLAGS)
tests_unit_daemon_test_reload_LDADD = src/libpv_journal.a src/libpv_json.a $(TEST_LIBS) $(SQLITE_LIBS) $(JANSSON_LIBS)

tests_unit_daemon_test_reload_rows_SOURCES = tests/unit/daemon/test_reload_rows.c
tests_unit_daemon_test_reload_rows_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_daemon_test_reload_rows_CFLAGS = $(TEST_CFLAGS)
tests_unit_daemon_test_reload_rows_LDADD = $(DAEMON_TEST_LIBS)

# A test finds its roles beside itself, as provostd does.
tests_unit_daemon_provost_snmp_SOURCES = tests/unit/daemon/fake_role.c
tests_unit_daemon_provost_snmp_LDADD = $(TEST_LIBS)
tests_unit_daemon_provost_virt_SOURCES = tests/unit/daemon/fake_role.c
tests_unit_daemon_provost_virt_LDADD = $(TEST_LIBS)
tests_unit_daemon_provost_rrd_SOURCES = tests/unit/daemon/fake_role.c
tests_unit_daemon_provost_rrd_LDADD = $(TEST_LIBS)
tests_unit_daemon_provost_policy_SOURCES = tests/unit/daemon/fake_role.c
tests_unit_daemon_provost_policy_LDADD = $(TEST_LIBS)
tests_unit_daemon_provost_notify_SOURCES = tests/unit/daemon/fake_role.c
tests_unit_daemon_provost_notify_LDADD = $(TEST_LIBS)
tests_unit_daemon_provost_agentx_SOURCES = tests/unit/daemon/fake_role.c
tests_unit_daemon_provost_agentx_LDADD = $(TEST_LIBS)
