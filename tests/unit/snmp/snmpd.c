#include "snmpd.h"

#include "child.h"
#include "folder.h"
#include "unit.h"

#include <arpa/inet.h>
#include <gio/gio.h>
#include <sys/socket.h>
#include <unistd.h>

#define SNMPD "/usr/sbin/snmpd"

struct snmpd {
  GSubprocess *process; /* NULL: not running */
  char *folder, *config;
  guint16 port;
};

guint16 free_port(void)
{
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t length = sizeof address;
  int fd = socket(AF_INET, SOCK_DGRAM, 0);
  assert_return_code(bind(fd, (struct sockaddr *)&address, sizeof address), errno);
  assert_return_code(getsockname(fd, (struct sockaddr *)&address, &length), errno);
  close(fd);
  return ntohs(address.sin_port);
}

gboolean snmpd_is_installed(void)
{
  gboolean is_there = g_file_test(SNMPD, G_FILE_TEST_IS_EXECUTABLE);
  if (!is_there)
    g_printerr("skipped: " SNMPD " is not installed\n");
  return is_there;
}

struct snmpd *snmpd_new(const char *config)
{
  struct snmpd *snmpd = g_new0(struct snmpd, 1);
  snmpd->folder = g_dir_make_tmp("provost-snmpd-XXXXXX", NULL);
  snmpd->config = g_build_filename(snmpd->folder, "test.conf", NULL);
  snmpd->port = free_port();
  snmpd_configure(snmpd, config);
  return snmpd;
}

void snmpd_configure(const struct snmpd *snmpd, const char *config)
{
  assert_true(g_file_set_contents(snmpd->config, config, -1, NULL));
}

void snmpd_free(struct snmpd *snmpd)
{
  snmpd_kill(snmpd);
  folder_remove(snmpd->folder);
  g_free(snmpd->folder);
  g_free(snmpd->config);
  g_free(snmpd);
}

void snmpd_start(struct snmpd *snmpd)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GSubprocessLauncher) launcher =
      g_subprocess_launcher_new(G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_autofree char *udp = snmpd_address(snmpd, "udp"), *tcp = snmpd_address(snmpd, "tcp"),
                  *udp6 = snmpd_address(snmpd, "udp6"), *tcp6 = snmpd_address(snmpd, "tcp6");
  g_subprocess_launcher_setenv(launcher, "SNMP_PERSISTENT_DIR", snmpd->folder, TRUE);
  g_subprocess_launcher_setenv(launcher, "MIBS", "", TRUE);
  g_subprocess_launcher_set_child_setup(launcher, child_ends_with_test, NULL, NULL);
  snmpd->process = g_subprocess_launcher_spawn(launcher, &error, SNMPD, "-C", "-c", snmpd->config, "-f", "-Lo", "-r",
                                               "-I", "-smux", udp, tcp, udp6, tcp6, NULL);
  assert_no_error(error);
}

void snmpd_kill(struct snmpd *snmpd)
{
  if (!snmpd->process)
    return;
  g_subprocess_force_exit(snmpd->process);
  g_subprocess_wait(snmpd->process, NULL, NULL);
  g_clear_object(&snmpd->process);
}

char *snmpd_address(const struct snmpd *snmpd, const char *transport)
{
  const char *host = g_str_has_suffix(transport, "6") ? "[::1]" : "127.0.0.1";
  return g_strdup_printf("%s:%s:%u", transport, host, snmpd->port);
}
