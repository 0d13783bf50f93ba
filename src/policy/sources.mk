noinst_LIBRARIES += src/libpv_policy.a
src_libpv_policy_a_SOURCES = \
	src/policy/api.c src/policy/api.h src/policy/api.def \
	src/policy/api_annotations.c src/policy/api_manual.c \
	src/policy/canary.c src/policy/canary.h \
	src/policy/check.c src/policy/check.h \
	src/policy/check_json.c src/policy/check_json.h \
	src/policy/confine.c src/policy/confine.h \
	src/policy/coverage.c src/policy/coverage.h \
	src/policy/deadline.c src/policy/deadline.h \
	src/policy/diagnostic.c src/policy/diagnostic.h \
	src/policy/engine.c src/policy/engine.h \
	src/policy/evaluate.c src/policy/evaluate.h \
	src/policy/finding_message.c src/policy/finding_message.h \
	src/policy/heard.c src/policy/heard.h \
	src/policy/lint.c src/policy/lint.h \
	src/policy/lint_capabilities.c src/policy/lint_capabilities.h \
	src/policy/lint_choices.c src/policy/lint_declared.c \
	src/policy/lint_pass.c src/policy/lint_pass.h \
	src/policy/lua_api.h src/policy/lua_base.h \
	src/policy/lua_base.c \
	src/policy/lua_baseline.c \
	src/policy/lua_expect.c \
	src/policy/lua_over.c \
	src/policy/lua_provost.c \
	src/policy/lua_read.c \
	src/policy/lua_remedy.c \
	src/policy/lua_require.c \
	src/policy/lua_string.c \
	src/policy/lua_subject.c \
	src/policy/lua_table.c \
	src/policy/lua_test.c src/policy/lua_test.h \
	src/policy/lua_tip.c \
	src/policy/lua_window.c \
	src/policy/mutant.c src/policy/mutant.h \
	src/policy/mutate.c src/policy/mutate.h \
	src/policy/opinion.c src/policy/opinion.h \
	src/policy/pack.c src/policy/pack.h \
	src/policy/parser.c src/policy/parser.h \
	src/policy/pack_set.c src/policy/pack_set.h \
	src/policy/policy.c src/policy/policy.h \
	src/policy/probe.c src/policy/probe.h \
	src/policy/required.c src/policy/required.h \
	src/policy/role.c src/policy/role.h \
	src/policy/sandbox.c src/policy/sandbox.h \
	src/policy/script.c src/policy/script.h \
	src/policy/series.c src/policy/series.h \
	src/policy/source_line.c src/policy/source_line.h \
	src/policy/spec.c src/policy/spec.h \
	src/policy/lua_alerts.c \
	src/policy/lua_labels.c \
	src/policy/outside.c src/policy/outside.h \
	src/policy/lua_scene.c \
	src/policy/lua_scene_alert.c \
	src/policy/standing.c src/policy/standing.h \
	src/policy/strikes.c src/policy/strikes.h \
	src/policy/subject.c src/policy/subject.h \
	src/policy/test_scene.c src/policy/test_scene.h \
	src/policy/subject_rows.c src/policy/subject_rows.h \
	src/policy/subjects.c src/policy/subjects.h \
	src/policy/unjudged.c src/policy/unjudged.h \
	src/policy/syntax.c src/policy/syntax.h \
	src/policy/syntax_expression.c \
	src/policy/test.c src/policy/test.h \
	src/policy/test_case.c src/policy/test_case.h \
	src/policy/test_file.c src/policy/test_file.h \
	src/policy/test_report.c src/policy/test_report.h \
	src/policy/variant.c src/policy/variant.h \
	src/policy/window.c src/policy/window.h
src_libpv_policy_a_CFLAGS = $(AM_CFLAGS) $(LUA_CFLAGS) $(SECCOMP_CFLAGS) $(JANSSON_CFLAGS)

role_PROGRAMS += provost-policy
provost_policy_SOURCES = src/policy/main.c
provost_policy_LDADD = src/libpv_policy.a src/libpv_config.a src/libpv_wire.a src/libpv_model.a src/libpv_base.a \
	$(LUA_LIBS) $(SECCOMP_LIBS) $(YAML_LIBS) $(JANSSON_LIBS) $(GLIB_LIBS) -lm

# The language as editors with the Lua language server read it, and what tests/style/policy-api compares the manual with.
noinst_PROGRAMS = src/policy/api-text
src_policy_api_text_SOURCES = src/policy/api_text.c
src_policy_api_text_LDADD = src/libpv_policy.a src/libpv_model.a src/libpv_base.a $(GLIB_LIBS) -lm
pkgdata_DATA = provost.lua
provost.lua: src/policy/api-text$(EXEEXT)
	$(AM_V_GEN)src/policy/api-text$(EXEEXT) annotations >$@.new && mv $@.new $@
CLEANFILES += provost.lua provost.lua.new
