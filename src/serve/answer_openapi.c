/* What can be asked here, and what is answered: src/serve/openapi.json, which is built in. */
#include "serve/routes.h"

#include "serve/openapi_text.h"

#include <string.h>

void answer_openapi(struct call *call)
{
  const char *text = openapi_text();
  call_answer_bytes(call, "application/json", text, strlen(text));
}
