#include "base/error.h"

G_DEFINE_QUARK(provost-error-quark, provost_error)
