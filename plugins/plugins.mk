# What is installed where Nagios and Icinga look for plugins: mains of a few lines over src/plugin, and what they are configured with.
plugindir = $(libdir)/nagios/plugins
plugin_PROGRAMS = plugins/check_provost plugins/provost-nagios-handler plugins/provost-traphandle

PLUGIN_LDADD = src/libpv_plugin.a src/libpv_client.a src/libpv_model.a src/libpv_base.a $(CURL_LIBS) $(JANSSON_LIBS) $(GLIB_LIBS)

plugins_check_provost_SOURCES = plugins/check_provost.c
plugins_check_provost_CFLAGS = $(AM_CFLAGS) $(JANSSON_CFLAGS)
plugins_check_provost_LDADD = $(PLUGIN_LDADD)

plugins_provost_nagios_handler_SOURCES = plugins/provost-nagios-handler.c
plugins_provost_nagios_handler_CFLAGS = $(AM_CFLAGS) $(JANSSON_CFLAGS)
plugins_provost_nagios_handler_LDADD = $(PLUGIN_LDADD)

plugins_provost_traphandle_SOURCES = plugins/provost-traphandle.c
plugins_provost_traphandle_CFLAGS = $(AM_CFLAGS) $(JANSSON_CFLAGS)
plugins_provost_traphandle_LDADD = $(PLUGIN_LDADD)

# They name the folders of this installation.
nagiosconfdir = $(pkgdatadir)/nagios
nodist_nagiosconf_DATA = plugins/nagios/provost.cfg
icingaconfdir = $(pkgdatadir)/icinga2
nodist_icingaconf_DATA = plugins/icinga2/provost.conf
EXTRA_DIST += plugins/nagios/provost.cfg.in plugins/icinga2/provost.conf.in
CLEANFILES += $(nodist_nagiosconf_DATA) $(nodist_icingaconf_DATA)
$(nodist_nagiosconf_DATA) $(nodist_icingaconf_DATA): %: %.in Makefile
	$(AM_V_GEN)$(MKDIR_P) $(@D) && sed -e 's,[@]plugindir@,$(plugindir),g' -e 's,[@]pkgdatadir@,$(pkgdatadir),g' $< >$@-new && mv $@-new $@
