#include "serve/routes.h"

#include "serve/history_query.h"
#include "serve/page.h"

#define FROM_DEFAULT_SEC (90 * 86400)
#define PRODUCTS_PER_PAGE 10 /* each may look at all hosts and at the whole ledger */

static void host_free(gpointer data)
{
  struct licence_host *host = data;
  g_strfreev(host->labels);
  g_free(host);
}

static GPtrArray *hosts_of(const struct fleet *fleet)
{
  GPtrArray *hosts = g_ptr_array_new_with_free_func(host_free);
  for (guint i = 0; i < fleet_hosts(fleet)->len; i++) {
    const struct host *known = fleet_hosts(fleet)->pdata[i];
    g_autofree char *subject = subject_format(SUBJECT_HOST, known->name);
    struct licence_host *host = g_new(struct licence_host, 1);
    *host = (struct licence_host){known->name, known->sockets, known->cores, labels_texts(fleet_traits(fleet, subject)->labels)};
    g_ptr_array_add(hosts, host);
  }
  return hosts;
}

static json_t *judge(struct call *call, const struct serve_page *page, gint64 from_sec)
{
  const struct fleet *fleet = call_options(call)->fleet;
  const GPtrArray *licences = fleet_licences(fleet);
  g_autoptr(GPtrArray) hosts = hosts_of(fleet);
  json_t *array = json_array();
  for (guint i = page->from; i < licences->len && i - page->from < page->limit; i++) {
    struct licence_report *report = licence_report_new(&(struct licence_question){
        .licence = licences->pdata[i],
        .residences = residence_book_list(fleet_residences(fleet)),
        .hosts = hosts,
        .from_us = from_sec * G_USEC_PER_SEC,
        .now_us = clock_wall_us(call_options(call)->clock),
    });
    json_array_append_new(array, licence_report_to_json(report));
    licence_report_free(report);
  }
  return array;
}

void answer_report_licences(struct call *call)
{
  g_autoptr(GError) error = NULL;
  const struct serve_options *options = call_options(call);
  struct serve_page page;
  gint64 from_sec = clock_wall_us(options->clock) / G_USEC_PER_SEC - FROM_DEFAULT_SEC;
  if (!query_from(call, &from_sec, &error)) {
    call_fail(call, error);
    return;
  }
  if (!page_take(call, &page))
    return;
  page.limit = MIN(page.limit, PRODUCTS_PER_PAGE);
  call_answer(call, MHD_HTTP_OK,
              json_pack("{s:o, s:o, s:o, s:o}", "from", time_to_json(from_sec * G_USEC_PER_SEC), "whole_since",
                        time_to_json(residence_book_whole_since_us(fleet_residences(options->fleet))), "licences",
                        judge(call, &page, from_sec), "next", serve_page_next(&page, fleet_licences(options->fleet)->len)));
}
