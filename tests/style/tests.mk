# What CONTRIBUTING.md promises and a program can check; see the first lines of each.
style_tests = \
	tests/style/catalogue \
	tests/style/faults \
	tests/style/floors \
	tests/style/foreign-libraries \
	tests/style/headers-alone \
	tests/style/link-floors \
	tests/style/manual \
	tests/style/messages \
	tests/style/mib \
	tests/style/packs \
	tests/style/policy-api \
	tests/style/schema \
	tests/style/source-rules
TESTS += $(style_tests)
EXTRA_DIST += $(style_tests) tests/faults tests/mibs

check_PROGRAMS += tests/style/schema-keys
tests_style_schema_keys_SOURCES = tests/style/schema-keys.c
tests_style_schema_keys_LDADD = src/libpv_config.a src/libpv_model.a src/libpv_base.a $(YAML_LIBS) \
	$(GLIB_LIBS) -lm

check_PROGRAMS += tests/style/mib-rows
tests_style_mib_rows_SOURCES = tests/style/mib-rows.c
tests_style_mib_rows_LDADD = src/libpv_agentx.a src/libpv_netsnmp.a src/libpv_json.a src/libpv_wire.a src/libpv_model.a src/libpv_base.a $(GLIB_LIBS) -lm

AM_TESTS_ENVIRONMENT = \
	TOP_SRCDIR='$(abs_top_srcdir)' TOP_BUILDDIR='$(abs_top_builddir)' \
	CC='$(CC)' CPPFLAGS='-I$(top_srcdir)/src $(YAML_CFLAGS) $(MICROHTTPD_CFLAGS) $(LIBVIRT_CFLAGS) \
	$(RRD_CFLAGS) $(LUA_CFLAGS) $(JANSSON_CFLAGS) $(CURL_CFLAGS) $(NCURSES_CFLAGS) $(SQLITE_CFLAGS) $(SECCOMP_CFLAGS)' \
	CFLAGS='$(AM_CFLAGS) $(CFLAGS)' SANITIZE_FLAGS='$(SANITIZE_FLAGS)' \
	FOREIGN_LIBS='$(YAML_LIBS) $(MICROHTTPD_LIBS) $(LIBVIRT_LIBS) $(RRD_LIBS) $(FONTCONFIG_LIBS) $(LUA_LIBS) $(JANSSON_LIBS) \
	$(CURL_LIBS) $(NCURSES_LIBS) $(SQLITE_LIBS) $(SECCOMP_LIBS) $(NETSNMP_AGENT_LIBS) $(NETSNMP_LIBS) $(GLIB_LIBS) -lm' \
	PROGRAMS='$(bin_PROGRAMS) $(sbin_PROGRAMS) $(role_PROGRAMS) $(plugin_PROGRAMS)'; \
	export TOP_SRCDIR TOP_BUILDDIR CC CPPFLAGS CFLAGS SANITIZE_FLAGS FOREIGN_LIBS PROGRAMS;
