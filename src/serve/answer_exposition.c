/* GET /metrics, for Prometheus. */
#include "serve/routes.h"

#include "serve/exposition.h"
#include "serve/exposition_core.h"
#include "serve/exposition_fleet.h"

#include <string.h>

#define BLOCK 16384 /* bytes that are handed to libmicrohttpd at a time */

/* An answer on its way. What the core and the books say was written at its beginning: only the fleet outlives the API. */
struct scrape {
  struct exposition_fleet *fleet;
  GString *text;
  gsize sent; /* of that */
  gboolean is_whole;
};

/* The loop goes round between two blocks, so a large fleet holds up nobody. */
static ssize_t read_scrape(void *data, uint64_t position, char *buffer, size_t room)
{
  (void)position;
  struct scrape *scrape = data;
  if (scrape->sent == scrape->text->len) {
    g_string_truncate(scrape->text, 0);
    scrape->sent = 0;
    while (!scrape->is_whole && scrape->text->len == 0)
      scrape->is_whole = !exposition_fleet_next(scrape->fleet, scrape->text);
  }
  gsize size = MIN(scrape->text->len - scrape->sent, room);
  if (size == 0)
    return MHD_CONTENT_READER_END_OF_STREAM;
  memcpy(buffer, scrape->text->str + scrape->sent, size);
  scrape->sent += size;
  return (ssize_t)size;
}

static void scrape_free(void *data)
{
  struct scrape *scrape = data;
  exposition_fleet_free(scrape->fleet);
  g_string_free(scrape->text, TRUE);
  g_free(scrape);
}

void answer_exposition(struct call *call)
{
  struct scrape *scrape = g_new0(struct scrape, 1);
  scrape->fleet = exposition_fleet_new(call_options(call)->fleet);
  scrape->text = g_string_new(NULL);
  exposition_add_core(scrape->text, call_options(call));
  call_answer_pieces(call, EXPOSITION_TYPE,
                     MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, BLOCK, read_scrape, scrape, scrape_free));
}
