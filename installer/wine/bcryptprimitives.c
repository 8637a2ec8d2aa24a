/* A stand-in for Windows' bcryptprimitives.dll in a wine prefix that only tests: random bytes from wine's own source.
   Programs in Rust ask it for them (pyrage does); wine 8 has none. Never shipped. */
#define API __declspec(dllexport)

__declspec(dllimport) unsigned char __stdcall SystemFunction036(void *bytes, unsigned long count);

API int __stdcall ProcessPrng(unsigned char *bytes, unsigned long long count)
{
    for (; count; ) {
        unsigned long some = count > 65536 ? 65536 : (unsigned long)count;
        if (!SystemFunction036(bytes, some)) return 0;
        bytes += some, count -= some;
    }
    return 1;
}
