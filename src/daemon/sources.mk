noinst_LIBRARIES += src/libpv_daemon.a
src_libpv_daemon_a_SOURCES = \
	src/daemon/alert_rules.c src/daemon/alert_rules.h \
	src/daemon/api.c src/daemon/api.h \
	src/daemon/canary_json.c src/daemon/canary_json.h \
	src/daemon/check.c src/daemon/check.h \
	src/daemon/configure.c src/daemon/configure.h \
	src/daemon/configure_notify.c src/daemon/configure_notify.h \
	src/daemon/core.c src/daemon/core.h \
	src/daemon/declared_settings.c src/daemon/declared_settings.h \
	src/daemon/doctor.c src/daemon/doctor_access.c src/daemon/doctor_agents.c src/daemon/doctor_findings.c src/daemon/doctor_hosts.c src/daemon/doctor_locks.c src/daemon/doctor_managers.c src/daemon/doctor_needs.c \
	src/daemon/doctor_outlets.c src/daemon/doctor_policies.c src/daemon/doctor_programs.c src/daemon/doctor_rules.c src/daemon/doctor_traps.c \
	src/daemon/doctor.h \
	src/daemon/instance.c src/daemon/instance.h \
	src/daemon/lock.c src/daemon/lock.h \
	src/daemon/loop_meter.c src/daemon/loop_meter.h \
	src/daemon/mib.c src/daemon/mib.h \
	src/daemon/mib_status.c src/daemon/mib_status.h \
	src/daemon/mib_tables.c src/daemon/mib_tables.h \
	src/daemon/outlets_json.c src/daemon/outlets_json.h \
	src/daemon/packs.c src/daemon/packs.h \
	src/daemon/policies.c src/daemon/policies.h \
	src/daemon/policy_json.c src/daemon/policy_json.h \
	src/daemon/reserves.c src/daemon/reserves.h \
	src/daemon/reload.c src/daemon/reload.h \
	src/daemon/reload_plan.c src/daemon/reload_plan.h \
	src/daemon/role_process.c src/daemon/role_process.h \
	src/daemon/rule_problems.c src/daemon/rule_problems.h \
	src/daemon/status.c src/daemon/status.h \
	src/daemon/supervisor.c src/daemon/supervisor.h \
	src/daemon/unjudged_json.c src/daemon/unjudged_json.h \
	src/daemon/verbs.c src/daemon/verbs.h
src_libpv_daemon_a_CFLAGS = $(AM_CFLAGS) $(JANSSON_CFLAGS)

sbin_PROGRAMS += provostd
provostd_SOURCES = src/daemon/main.c
provostd_LDADD = src/libpv_daemon.a src/libpv_replay.a src/libpv_serve.a src/libpv_pipeline.a src/libpv_action.a \
	src/libpv_tips.a src/libpv_journal.a src/libpv_placement.a src/libpv_json.a src/libpv_config.a \
	src/libpv_wire.a src/libpv_model.a src/libpv_base.a \
	$(SQLITE_LIBS) $(YAML_LIBS) $(MICROHTTPD_LIBS) $(JANSSON_LIBS) $(GLIB_LIBS) -lm
