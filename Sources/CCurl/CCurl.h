/// libcurl as Swift can call it: functions with a variable number of arguments become one function for each type.
#include <curl/curl.h>

typedef size_t (*ccurl_transfer_function)(char *bytes, size_t size, size_t count, void *context);
typedef int (*ccurl_seek_function)(void *context, curl_off_t offset, int origin);
typedef int (*ccurl_start_function)(void *context, char *remoteAddress, char *localAddress, int remotePort, int localPort);

static inline CURLcode ccurl_set_long(CURL *handle, CURLoption option, long value) {
    return curl_easy_setopt(handle, option, value);
}
static inline CURLcode ccurl_set_size(CURL *handle, CURLoption option, curl_off_t value) {
    return curl_easy_setopt(handle, option, value);
}
/// The text is copied; NULL takes an option back.
static inline CURLcode ccurl_set_text(CURL *handle, CURLoption option, const char *value) {
    return curl_easy_setopt(handle, option, value);
}
/// What is pointed to must live as long as the handle.
static inline CURLcode ccurl_set_pointer(CURL *handle, CURLoption option, void *value) {
    return curl_easy_setopt(handle, option, value);
}
static inline CURLcode ccurl_set_list(CURL *handle, CURLoption option, struct curl_slist *value) {
    return curl_easy_setopt(handle, option, value);
}
/// `CURLOPT_WRITEFUNCTION`, `CURLOPT_READFUNCTION` or `CURLOPT_HEADERFUNCTION`.
static inline CURLcode ccurl_set_transfer_function(CURL *handle, CURLoption option, ccurl_transfer_function value) {
    return curl_easy_setopt(handle, option, value);
}
static inline CURLcode ccurl_set_seek_function(CURL *handle, ccurl_seek_function value) {
    return curl_easy_setopt(handle, CURLOPT_SEEKFUNCTION, value);
}
static inline CURLcode ccurl_set_start_function(CURL *handle, ccurl_start_function value) {
    return curl_easy_setopt(handle, CURLOPT_PREREQFUNCTION, value);
}
/// HTTP and HTTPS alone, by the name that this version of libcurl has for it.
static inline CURLcode ccurl_restrict_protocols(CURL *handle) {
#if LIBCURL_VERSION_NUM >= 0x075500
    return curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
#else
    return curl_easy_setopt(handle, CURLOPT_PROTOCOLS, CURLPROTO_HTTP | CURLPROTO_HTTPS);
#endif
}
/// Giving up does not wait for a name that is being looked up (libcurl 7.87 and later).
static inline CURLcode ccurl_quick_exit(CURL *handle) {
#if LIBCURL_VERSION_NUM >= 0x075700
    return curl_easy_setopt(handle, CURLOPT_QUICK_EXIT, 1L);
#else
    (void)handle;
    return CURLE_OK;
#endif
}

static inline long ccurl_get_long(CURL *handle, CURLINFO info) {
    long value = 0;
    return curl_easy_getinfo(handle, info, &value) == CURLE_OK ? value : 0;
}

/// The result of a transfer that a message tells of.
static inline CURLcode ccurl_result(const CURLMsg *message) { return message->data.result; }
