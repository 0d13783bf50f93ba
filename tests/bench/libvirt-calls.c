/*
 * Measure (c): what reading the statistics of all domains costs the client, in one bulk call as
 * provost-virt makes it beside a call per kind and domain as exporters do, one after the other in
 * the same run. Both read the same groups.
 *
 *   tests/bench/libvirt-calls [URI [ROUNDS]]             test:///FILE of 1,000 domains made for it,
 * 20
 *
 * Read-only where the driver can be opened so. test:/// gives only the state in bulk, and answers
 * in the process itself: its figures are the floor of the library; a real host's are those of its
 * libvirtd as well.
 */
#include <glib.h>
#include <glib/gstdio.h>
#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define TEST_DOMAINS 1000
#define ROUNDS       20
#define VCPUS_MAX    16
#define CPU_FIELDS_MAX 8
#define BLOCK_FIELDS_MAX 16
#define GROUPS                                                                                     \
  (VIR_DOMAIN_STATS_STATE | VIR_DOMAIN_STATS_CPU_TOTAL | VIR_DOMAIN_STATS_VCPU |                   \
   VIR_DOMAIN_STATS_BALLOON | VIR_DOMAIN_STATS_INTERFACE | VIR_DOMAIN_STATS_BLOCK)

/* The first disk and interface of each domain, read once, as exporters do from the XML. */
struct domain {
  virDomainPtr domain;
  char *disk, *interface;
};

struct cost {
  double wall_sec, cpu_sec;
};

static double clock_sec(clockid_t clock)
{
  struct timespec time;
  clock_gettime(clock, &time);
  return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static struct cost cost_now(void)
{
  return (struct cost){clock_sec(CLOCK_MONOTONIC), clock_sec(CLOCK_PROCESS_CPUTIME_ID)};
}

static void be_quiet(void *user, virErrorPtr error)
{
  (void)user;
  (void)error;
}

/* A host of test:/// with running guests. Returns the file; caller frees and removes. */
static char *make_test_file(void)
{
  char *path = NULL;
  int fd = g_file_open_tmp("provost-bench-XXXXXX.xml", &path, NULL);
  if (fd < 0)
    return NULL;
  close(fd);
  g_autoptr(GString) xml = g_string_new("<node>\n");
  for (guint i = 0; i < TEST_DOMAINS; i++)
    g_string_append_printf(
        xml,
        "<domain type='test'><name>guest%u</name><memory>524288</memory><vcpu>2</vcpu>"
        "<os><type>hvm</type></os><devices>"
        "<disk type='file'><source file='/none/guest%u'/><target dev='vda'/></disk>"
        "<interface type='network'><mac address='52:54:00:00:%02x:%02x'/>"
        "<source network='default'/><target dev='tap%u'/></interface></devices></domain>\n",
        i, i, i / 256, i % 256, i);
  g_string_append(xml, "</node>\n");
  if (g_file_set_contents(path, xml->str, -1, NULL))
    return path;
  g_unlink(path);
  g_free(path);
  return NULL;
}

/* The value of the first `<target dev='...'/>` within the first `element`. */
static char *target_of(const char *xml, const char *element)
{
  const char *begin = strstr(xml, element);
  const char *target = begin ? strstr(begin, "<target dev='") : NULL;
  if (!target)
    return NULL;
  target += strlen("<target dev='");
  return g_strndup(target, strcspn(target, "'"));
}

static struct domain *list_domains(virConnectPtr connection, int *n)
{
  virDomainPtr *list;
  *n = virConnectListAllDomains(connection, &list, VIR_CONNECT_LIST_DOMAINS_ACTIVE);
  if (*n <= 0)
    return NULL;
  struct domain *domains = g_new0(struct domain, (gsize)*n);
  for (int i = 0; i < *n; i++) {
    char *xml = virDomainGetXMLDesc(list[i], 0);
    domains[i] = (struct domain){list[i], xml ? target_of(xml, "<disk ") : NULL,
                                 xml ? target_of(xml, "<interface ") : NULL};
    free(xml);
  }
  free(list);
  return domains;
}

static void free_domains(struct domain *domains, int n)
{
  for (int i = 0; i < n; i++) {
    virDomainFree(domains[i].domain);
    g_free(domains[i].disk);
    g_free(domains[i].interface);
  }
  g_free(domains);
}

static void read_in_bulk(virConnectPtr connection)
{
  virDomainStatsRecordPtr *records = NULL;
  if (virConnectGetAllDomainStats(connection, GROUPS, &records,
                                  VIR_CONNECT_GET_ALL_DOMAINS_STATS_NOWAIT) >= 0)
    virDomainStatsRecordListFree(records);
}

static void read_processors(virDomainPtr domain)
{
  virDomainInfo info;
  virVcpuInfo vcpus[VCPUS_MAX];
  virTypedParameter times[CPU_FIELDS_MAX];
  if (virDomainGetInfo(domain, &info) < 0)
    return;
  virDomainGetVcpus(domain, vcpus, MIN(info.nrVirtCpu, VCPUS_MAX), NULL, 0);
  virDomainGetCPUStats(domain, times, CPU_FIELDS_MAX, -1, 1, 0);
}

static void read_disk(virDomainPtr domain, const char *disk)
{
  virDomainBlockInfo info;
  virTypedParameter counts[BLOCK_FIELDS_MAX];
  int n = BLOCK_FIELDS_MAX;
  virDomainGetBlockInfo(domain, disk, &info, 0);
  if (virDomainBlockStatsFlags(domain, disk, counts, &n, 0) == 0)
    virTypedParamsClear(counts, n);
}

/* The six groups, a call or two for each. */
static void read_one_by_one(const struct domain *domain)
{
  int state, reason;
  virDomainInterfaceStatsStruct interface;
  virDomainMemoryStatStruct memory[VIR_DOMAIN_MEMORY_STAT_NR];
  virDomainGetState(domain->domain, &state, &reason, 0);
  read_processors(domain->domain);
  virDomainMemoryStats(domain->domain, memory, VIR_DOMAIN_MEMORY_STAT_NR, 0);
  if (domain->disk)
    read_disk(domain->domain, domain->disk);
  if (domain->interface)
    virDomainInterfaceStats(domain->domain, domain->interface, &interface, sizeof interface);
}

static void add(struct cost *sum, struct cost begun)
{
  struct cost now = cost_now();
  sum->wall_sec += now.wall_sec - begun.wall_sec;
  sum->cpu_sec += now.cpu_sec - begun.cpu_sec;
}

static void say(const char *what, struct cost sum, int rounds, int domains)
{
  printf("%-20s %9.3f ms a sweep  %8.2f us CPU a domain\n", what, sum.wall_sec * 1e3 / rounds,
         sum.cpu_sec * 1e6 / rounds / domains);
}

/* Alternating, so that whatever else the machine does meets both alike. */
static void measure(virConnectPtr connection, const struct domain *domains, int n, int rounds)
{
  struct cost bulk = {0}, calls = {0};
  for (int round = 0; round < rounds; round++) {
    struct cost begun = cost_now();
    read_in_bulk(connection);
    add(&bulk, begun);
    begun = cost_now();
    for (int i = 0; i < n; i++)
      read_one_by_one(&domains[i]);
    add(&calls, begun);
  }
  printf("%d running domains, %d rounds of each\n", n, rounds);
  say("in bulk", bulk, rounds, n);
  say("a call per kind", calls, rounds, n);
  printf("ratio: %.1f times the CPU, %.1f times the time\n", calls.cpu_sec / bulk.cpu_sec,
         calls.wall_sec / bulk.wall_sec);
}

static int run(const char *uri, int rounds)
{
  virConnectPtr connection =
      g_str_has_prefix(uri, "test:") ? virConnectOpen(uri) : virConnectOpenReadOnly(uri);
  if (!connection) {
    fprintf(stderr, "cannot open %s: %s\n", uri, virGetLastErrorMessage());
    return 1;
  }
  int n;
  struct domain *domains = list_domains(connection, &n);
  if (domains)
    measure(connection, domains, n, rounds);
  else
    fprintf(stderr, "%s has no running domain\n", uri);
  free_domains(domains, domains ? n : 0);
  virConnectClose(connection);
  return domains ? 0 : 1;
}

int main(int argc, char **argv)
{
  int rounds = argc > 2 ? atoi(argv[2]) : ROUNDS;
  if (argc > 3 || rounds < 1) {
    fprintf(stderr, "usage: %s [URI [ROUNDS]]\n", argv[0]);
    return 2;
  }
  virSetErrorFunc(NULL, be_quiet);
  if (argc > 1)
    return run(argv[1], rounds);
  g_autofree char *path = make_test_file();
  if (!path) {
    fprintf(stderr, "cannot write a file for test:/// below %s\n", g_get_tmp_dir());
    return 1;
  }
  g_autofree char *uri = g_strconcat("test://", path, NULL);
  int status = run(uri, rounds);
  g_unlink(path);
  return status;
}
