# What is installed where Nagios and Icinga look for plugins: mains of a few lines over src/plugin, and what they are configured with.
plugindir = $(libdir)/nagios/plugins
plugin_PROGRAMS =
plugin_SCRIPTS =
