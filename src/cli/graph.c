#include "cli/commands.h"

#include "cli/history_path.h"
#include "cli/text.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define FILE_MODE 0644

/* "900x320" as two parameters; how large it may be the daemon knows. FALSE: it is not of that form. */
static gboolean append_size(GString *path, const char *size)
{
  if (!size)
    return TRUE;
  g_auto(GStrv) parts = g_strsplit(size, "x", 2);
  if (g_strv_length(parts) != 2 || !*parts[0] || !*parts[1])
    return FALSE;
  history_path_append(path, "width", parts[0]);
  history_path_append(path, "height", parts[1]);
  return TRUE;
}

static int write_picture(const char *path, GBytes *picture)
{
  gsize size;
  const char *bytes = g_bytes_get_data(picture, &size);
  g_autoptr(GError) error = NULL;
  if (strcmp(path, "-") == 0) {
    if (fwrite(bytes, 1, size, stdout) == size && fflush(stdout) == 0)
      return CLI_DONE;
    text_print_error("provost: the picture could not be written to standard output");
    return CLI_REFUSED;
  }
  if (g_file_set_contents_full(path, bytes, (gssize)size, G_FILE_SET_CONTENTS_CONSISTENT, FILE_MODE, &error)) {
    text_print("%s is written", path);
    return CLI_DONE;
  }
  const char *reason = strrchr(error->message, ':'); /* behind the name of a file that nobody asked for */
  text_print_error("provost: %s could not be written%s", path, reason ? reason : "");
  return CLI_REFUSED;
}

int command_graph(struct cli *cli, char **words)
{
  const struct cli_options *options = &cli->options;
  if (options->json)
    return cli_usage("provost graph draws a picture and prints no JSON: provost metrics does");
  if (!options->output || !*options->output)
    return cli_usage("where is the picture to go? name a file: -o FILE.png");
  if (strcmp(options->output, "-") == 0 && isatty(STDOUT_FILENO))
    return cli_usage("a picture is nothing for a terminal: name a file, or redirect standard output");
  g_autoptr(GString) path = history_path_begin("graph", words[0]);
  for (char **metric = words + 1; *metric; metric++)
    history_path_append(path, "metric", *metric);
  history_path_append_times(path, options);
  if (!append_size(path, options->size))
    return cli_usage("--size %s is no size: write it like 900x320", options->size);
  history_path_append(path, "theme", options->theme);
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) picture = client_get_bytes(cli->client, path->str, "image/png", &error);
  return picture ? write_picture(options->output, picture) : cli_fail(cli, error);
}
