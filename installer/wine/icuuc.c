/* A stand-in for Windows' icuuc.dll in a wine prefix that only tests: "no converter available". Never shipped.
   Qt from 6.10 imports these names; wine 8 has no such library. */
#include <stdint.h>

typedef int UErrorCode;
typedef struct UConverter UConverter;
#define API __declspec(dllexport)
#define NO_CONVERTER if (e) *e = 4 /* U_FILE_ACCESS_ERROR */

API UConverter *ucnv_open(const char *n, UErrorCode *e) { NO_CONVERTER; return 0; }
API void ucnv_close(UConverter *c) {}
API void ucnv_reset(UConverter *c) {}
API int8_t ucnv_getMaxCharSize(const UConverter *c) { return 4; }
API const char *ucnv_getName(const UConverter *c, UErrorCode *e) { NO_CONVERTER; return 0; }
API void UCNV_FROM_U_CALLBACK_SUBSTITUTE(const void *a, void *b, const void *c, int32_t d, int32_t f, int r, UErrorCode *e) { NO_CONVERTER; }
API void UCNV_TO_U_CALLBACK_SUBSTITUTE(const void *a, void *b, const char *c, int32_t d, int r, UErrorCode *e) { NO_CONVERTER; }
API void ucnv_getToUCallBack(const UConverter *c, void **a, const void **b) { if (a) *a = 0; if (b) *b = 0; }
API void ucnv_getFromUCallBack(const UConverter *c, void **a, const void **b) { if (a) *a = 0; if (b) *b = 0; }
API void ucnv_setToUCallBack(UConverter *c, void *a, const void *b, void **d, const void **f, UErrorCode *e) { NO_CONVERTER; }
API void ucnv_setFromUCallBack(UConverter *c, void *a, const void *b, void **d, const void **f, UErrorCode *e) { NO_CONVERTER; }
API void ucnv_cbToUWriteUChars(void *a, const void *b, int32_t c, int32_t d, UErrorCode *e) { NO_CONVERTER; }
API void ucnv_cbFromUWriteUChars(void *a, const void **b, const void *c, int32_t d, UErrorCode *e) { NO_CONVERTER; }
API void ucnv_toUnicode(UConverter *c, void **t, const void *tl, const char **s, const char *sl, int32_t *o, int8_t f, UErrorCode *e) { NO_CONVERTER; }
API void ucnv_fromUnicode(UConverter *c, char **t, const char *tl, const void **s, const void *sl, int32_t *o, int8_t f, UErrorCode *e) { NO_CONVERTER; }
API int32_t ucnv_toUCountPending(const UConverter *c, UErrorCode *e) { return 0; }
API int32_t ucnv_fromUCountPending(const UConverter *c, UErrorCode *e) { return 0; }
API const char *ucnv_getStandardName(const char *n, const char *s, UErrorCode *e) { NO_CONVERTER; return 0; }
API const char *ucnv_getAvailableName(int32_t n) { return 0; }
API int32_t ucnv_countAvailable(void) { return 0; }
