/* A stand-in for Windows' mscms.dll in a wine prefix that only tests: "no colour profile". Never shipped.
   Qt's platform plugin calls what wine 8 has not implemented. */
#define API __declspec(dllexport)

API int WcsCreateIccProfile(void *a, int b) { return 0; }
API void *WcsOpenColorProfileW(void *a, void *b, void *c, int d, int e, int f, int g) { return 0; }
API void *OpenColorProfileW(void *a, int b, int c, int d) { return 0; }
API int CloseColorProfile(void *a) { return 1; }
API int GetColorProfileFromHandle(void *a, void *b, void *c) { return 0; }
API int GetColorDirectoryW(void *a, void *b, void *c) { return 0; }
API int WcsGetDefaultColorProfile(int a, void *b, int c, int d, int e, int f, void *g) { return 0; }
API int WcsGetDefaultColorProfileSize(int a, void *b, int c, int d, int e, void *f) { return 0; }
API int WcsGetUsePerUserProfiles(void *a, int b, void *c) { return 0; }
API int ColorProfileGetDisplayDefault(void *a) { return -2147467263; }
