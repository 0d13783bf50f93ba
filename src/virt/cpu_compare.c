#include "virt/cpu_compare.h"

#include "virt/library.h"

#include <libvirt/virterror.h>
#include <stdlib.h>
#include <string.h>

/* An error that does not say "incompatible" says nothing about the processor. */
static struct cpu_verdict *verdict_of(int result)
{
  struct cpu_verdict *verdict = g_new(struct cpu_verdict, 1);
  if (result == VIR_CPU_COMPARE_IDENTICAL || result == VIR_CPU_COMPARE_SUPERSET)
    *verdict = (struct cpu_verdict){CPU_FIT_YES, g_strdup("")};
  else if (result == VIR_CPU_COMPARE_INCOMPATIBLE)
    *verdict = (struct cpu_verdict){CPU_FIT_NO, g_strdup("incompatible")};
  else
    *verdict = (struct cpu_verdict){library_error_is(VIR_ERR_CPU_INCOMPATIBLE) ? CPU_FIT_NO : CPU_FIT_UNKNOWN,
                                    library_error()};
  return verdict;
}

struct cpu_verdict *cpu_compare(virConnectPtr connection, const struct cpu_question *question)
{
  const unsigned flags = VIR_CONNECT_COMPARE_CPU_FAIL_INCOMPATIBLE;
  const char *arch = *question->arch ? question->arch : NULL;
  const char *virt_type = *question->virt_type ? question->virt_type : NULL;
  int result = virConnectCompareHypervisorCPU(connection, NULL, arch, NULL, virt_type, question->xml, flags);
  gboolean is_lacking = result == VIR_CPU_COMPARE_ERROR && library_error_is(VIR_ERR_NO_SUPPORT);
  /* What the host's own processors can do says nothing of those that QEMU makes up. */
  if (is_lacking && strcmp(question->virt_type, "qemu") != 0)
    result = virConnectCompareCPU(connection, question->xml, flags);
  return verdict_of(result);
}

/* The host's own stands first, and it alone has no attributes. NULL: it is not told. Caller frees. */
static char *host_cpu(virConnectPtr connection)
{
  static const char opening[] = "<cpu>", closing[] = "</cpu>";
  char *capabilities = virConnectGetCapabilities(connection);
  const char *begin = capabilities ? strstr(capabilities, opening) : NULL;
  const char *end = begin ? strstr(begin, closing) : NULL;
  char *cpu = end ? g_strndup(begin, (gsize)(end - begin) + strlen(closing)) : NULL;
  free(capabilities);
  return cpu;
}

struct cpu_verdict *cpu_compare_hosts(virConnectPtr connection, virConnectPtr other)
{
  g_autofree char *cpu = host_cpu(other);
  if (cpu)
    return verdict_of(virConnectCompareCPU(connection, cpu, VIR_CONNECT_COMPARE_CPU_FAIL_INCOMPATIBLE));
  struct cpu_verdict *verdict = g_new(struct cpu_verdict, 1);
  *verdict = (struct cpu_verdict){CPU_FIT_UNKNOWN, g_strdup("")};
  return verdict;
}
