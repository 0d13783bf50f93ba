#pragma once
/*
 * What a remedy that resizes a guest asks for, and what that is expected to change: the same where it is carried out and where
 * it is only shown. Pure; core's thread.
 */
#include "action/resize.h"
#include "model/tip.h"

/* Borrows of the remedy. */
struct resize remedy_resize(const struct remedy *remedy);

/* Of a guest that runs. New. */
struct plan *remedy_resize_plan(const struct tip *tip, const struct guest *guest, const struct resize *resize);
