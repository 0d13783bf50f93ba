#include "cli/commands.h"

#include "cli/text.h"

int command_why(struct cli *cli, char **words)
{
  g_autofree char *escaped = g_uri_escape_string(words[0], NULL, FALSE);
  g_autofree char *path = g_strconcat("/v1/why?subject=", escaped, NULL);
  json_auto_t *answer = cli_get(cli, path);
  const json_t *lines = answer ? reply_list(answer, "lines") : NULL, *line;
  gsize i;
  if (!lines)
    return answer ? CLI_REFUSED : cli->status;
  json_array_foreach (lines, i, line) {
    const char *setting = reply_text(line, "setting");
    text_print("%s%s%s%s", reply_text(line, "text"), *setting ? " (" : "", setting, *setting ? ")" : "");
  }
  return CLI_DONE;
}
