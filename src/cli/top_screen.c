#include "cli/top_screen.h"

#include "base/error.h"

#include <curses.h>
#include <langinfo.h>
#include <locale.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define ESCAPE_MS 25 /* a key's sequence is that quick, a person's Esc and next key are not */

struct top_screen {
  SCREEN *terminal;
  gboolean has_colour;
};

/* What is drawn is UTF-8. A locale that is none would have ncurses draw bytes. */
static void take_locale(void)
{
  setlocale(LC_CTYPE, "");
  if (strcmp(nl_langinfo(CODESET), "UTF-8") != 0)
    setlocale(LC_CTYPE, "C.UTF-8");
}

static void prepare(struct top_screen *screen)
{
  static const short colours[COLOURS] = {COLOR_WHITE, COLOR_RED, COLOR_GREEN, COLOR_YELLOW, COLOR_CYAN};
  cbreak();
  noecho();
  nonl();
  curs_set(0);
  keypad(stdscr, TRUE);
  nodelay(stdscr, TRUE);
  set_escdelay(ESCAPE_MS);
  screen->has_colour = colour_is_wanted() && has_colors() && start_color() != ERR && use_default_colors() != ERR;
  for (short i = 1; screen->has_colour && i < COLOURS; i++)
    init_pair(i, colours[i], -1);
}

struct top_screen *top_screen_new(GError **error)
{
  if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO)) {
    g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_INVALID,
                "provost top needs a terminal: provost tips, hosts, guests and clusters print what it shows");
    return NULL;
  }
  take_locale();
  const char *name = g_getenv("TERM");
  SCREEN *terminal = name ? newterm(NULL, stdout, stdin) : NULL;
  if (!terminal) {
    g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_INVALID, "the terminal \"%s\" is not known here: set TERM to one that is",
                name ? name : "");
    return NULL;
  }
  struct top_screen *screen = g_new0(struct top_screen, 1);
  screen->terminal = terminal;
  prepare(screen);
  return screen;
}

void top_screen_free(struct top_screen *screen)
{
  if (!screen)
    return;
  endwin();
  delscreen(screen->terminal);
  g_free(screen);
}

void top_screen_measure(struct top_screen *screen, guint *width, guint *height)
{
  struct winsize size;
  (void)screen;
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > 0 && size.ws_col > 0)
    resizeterm(size.ws_row, size.ws_col);
  *width = (guint)COLS;
  *height = (guint)LINES;
}

void top_screen_draw(struct top_screen *screen, const GArray *picture)
{
  erase();
  for (guint i = 0; i < picture->len; i++) {
    const struct top_line *line = &g_array_index(picture, struct top_line, i);
    attr_set(line->is_marked ? A_REVERSE : A_NORMAL, (short)(screen->has_colour ? line->colour : COLOUR_NONE), NULL);
    mvaddstr((int)i, 0, line->text);
    if (line->is_marked)
      hline(' ' | A_REVERSE, COLS);
  }
  attr_set(A_NORMAL, 0, NULL);
  refresh();
}

static const struct {
  wint_t code;
  enum top_key key;
} keys[] = {
    {KEY_UP, TOP_KEY_UP},       {KEY_DOWN, TOP_KEY_DOWN}, {KEY_PPAGE, TOP_KEY_PAGE_UP},       {KEY_NPAGE, TOP_KEY_PAGE_DOWN},
    {KEY_HOME, TOP_KEY_HOME},   {KEY_END, TOP_KEY_END},   {KEY_ENTER, TOP_KEY_ENTER},         {KEY_BACKSPACE, TOP_KEY_BACKSPACE},
};

/* Characters that a terminal sends for keys. */
static gunichar key_of_character(wint_t c)
{
  switch (c) {
  case '\r':
  case '\n': return TOP_KEY_ENTER;
  case '\t': return TOP_KEY_TAB;
  case '\b':
  case 0x7f: return TOP_KEY_BACKSPACE;
  case 0x1b: return TOP_KEY_ESCAPE;
  default: return c;
  }
}

gboolean top_screen_key(struct top_screen *screen, gunichar *key)
{
  wint_t c;
  (void)screen;
  for (int kind; (kind = get_wch(&c)) != ERR;) {
    for (gsize i = 0; kind == KEY_CODE_YES && i < G_N_ELEMENTS(keys); i++)
      if (keys[i].code == c) {
        *key = keys[i].key;
        return TRUE;
      }
    if (kind == OK) {
      *key = key_of_character(c);
      return TRUE;
    }
  }
  return FALSE;
}
