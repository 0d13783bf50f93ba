#pragma once
/* The folder that a test has for itself. */

/* Removes the folder with all that is in it. Links are removed, not followed. */
void folder_remove(const char *path);
