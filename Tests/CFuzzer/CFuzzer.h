#include <stddef.h>
#include <stdint.h>

// libFuzzer's entry, from the library without a `main` of its own.
int LLVMFuzzerRunDriver(int *_Nonnull argc, char *_Nonnull *_Nonnull *_Nonnull argv,
                        int (*_Nonnull callback)(const uint8_t *_Nullable data, size_t size));
