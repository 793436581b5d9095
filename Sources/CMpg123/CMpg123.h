// The names that every version has.
#define MPG123_ENUM_API
#include <mpg123.h>
