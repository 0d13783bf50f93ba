noinst_LIBRARIES += src/libpv_config.a
src_libpv_config_a_CFLAGS = $(AM_CFLAGS) $(YAML_CFLAGS)
src_libpv_config_a_SOURCES = \
	src/config/access_check.c src/config/access_check.h \
	src/config/address.c src/config/address.h \
	src/config/capabilities.c src/config/capabilities.h \
	src/config/commands.c src/config/commands.h \
	src/config/compare.c src/config/compare.h \
	src/config/check_settings.c src/config/check_settings.h \
	src/config/config.c src/config/config.h \
	src/config/credentials.c src/config/credentials.h \
	src/config/manifest.c src/config/manifest.h \
	src/config/outward.c src/config/outward.h \
	src/config/pack_declare.c \
	src/config/pack_text.c src/config/pack_text.h \
	src/config/pack_tables.c src/config/pack_tables.h \
	src/config/problems.c src/config/problems.h \
	src/config/references.c src/config/references.h \
	src/config/schema.c src/config/schema.h \
	src/config/secret_file.c src/config/secret_file.h \
	src/config/pack_traps.c src/config/pack_traps.h \
	src/config/traps_check.c src/config/traps_check.h \
	src/config/token_file.c src/config/token_file.h \
	src/config/value_text.c src/config/value_text.h \
	src/config/setting.c src/config/setting.h \
	src/config/values.c src/config/values.h \
	src/config/walk.c src/config/walk.h \
	src/config/yaml_tree.c src/config/yaml_tree.h

# The example for one's own hosts; make install never touches a provost.yaml.
provostconfdir = $(sysconfdir)/provost
nodist_provostconf_DATA = etc/provost.yaml.example
EXTRA_DIST += etc/provost.yaml
CLEANFILES += etc/provost.yaml.example
etc/provost.yaml.example: $(srcdir)/etc/provost.yaml
	$(AM_V_GEN)$(MKDIR_P) etc && cp $(srcdir)/etc/provost.yaml $@
