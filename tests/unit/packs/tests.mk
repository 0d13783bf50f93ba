check_PROGRAMS += tests/unit/packs/test_replies
TESTS += tests/unit/packs/test_replies
tests_unit_packs_test_replies_SOURCES = tests/unit/packs/test_replies.c
tests_unit_packs_test_replies_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_packs_test_replies_CFLAGS = $(TEST_CFLAGS) $(LUA_CFLAGS)
tests_unit_packs_test_replies_LDADD = tests/unit/snmp/librecording.a src/libpv_daemon.a src/libpv_policy.a \
	src/libpv_snmp.a src/libpv_netsnmp.a src/libpv_config.a $(TEST_LIBS) $(LUA_LIBS) $(YAML_LIBS)
PACK_REPLIES = \
	tests/unit/packs/replies/README \
	tests/unit/packs/replies/fabos.snmprec \
	tests/unit/packs/replies/idrac.snmprec \
	tests/unit/packs/replies/ilo4.snmprec \
	tests/unit/packs/replies/ilo5.snmprec \
	tests/unit/packs/replies/lmsensors.snmprec \
	tests/unit/packs/replies/megaraid.snmprec \
	tests/unit/packs/replies/omsa.snmprec \
	tests/unit/packs/replies/ups.snmprec
EXTRA_DIST += $(PACK_REPLIES)
