#pragma once
/*
 * A provostd that has learned its lines: a thread behind a Unix socket that expects these requests in this
 * order, each POST with a key, and gives these answers; the last one is given again for as long as somebody asks.
 */
#include <glib.h>

#define FAKE_SILENCE "silence"

struct exchange {
  const char *request; /* "GET /v1/hosts", "POST /v1/moves {...}": method, path, and body if any */
  guint status;        /* 0: the reply is sent as it is, without HTTP; NULL reply: closed without a word,
                         * FAKE_SILENCE: none until the other side gives up */
  const char *reply;   /* text, or "@name": the file name.json beside the test; what begins with PNG is
                         * a picture, with "id: " or ":" events */
};

struct fake_api;

/* `exchanges` ends with a NULL request and must outlive it. */
struct fake_api *fake_api_new(const char *socket_path, const struct exchange *exchanges);

/* Ends it. What did not go as expected, in words; NULL where all did. Caller frees. */
char *fake_api_end(struct fake_api *api);
