/* Runs a command as a user who is no administrator: limited.exe PROGRAM [SWITCH …]; ends with the program's exit code. */
#include <windows.h>
#include <stdio.h>

int wmain(void)
{
    SID_IDENTIFIER_AUTHORITY nt = SECURITY_NT_AUTHORITY;
    SID_AND_ATTRIBUTES admins = {0};
    HANDLE mine, less;
    STARTUPINFOW start = {sizeof start};
    PROCESS_INFORMATION made;
    DWORD code = 99;
    WCHAR *command = GetCommandLineW();
    BOOL quoted = FALSE;

    for (; *command && (quoted || *command != ' '); command++)
        if (*command == '"') quoted = !quoted;
    while (*command == ' ') command++;
    if (!AllocateAndInitializeSid(&nt, 2, SECURITY_BUILTIN_DOMAIN_RID, DOMAIN_ALIAS_RID_ADMINS, 0, 0, 0, 0, 0, 0, &admins.Sid)
        || !OpenProcessToken(GetCurrentProcess(), TOKEN_ALL_ACCESS, &mine)
        || !CreateRestrictedToken(mine, DISABLE_MAX_PRIVILEGE, 1, &admins, 0, NULL, 0, NULL, &less)
        || !CreateProcessAsUserW(less, NULL, command, NULL, NULL, FALSE, 0, NULL, NULL, &start, &made)) {
        fprintf(stderr, "error %lu\n", GetLastError());
        return 99;
    }
    WaitForSingleObject(made.hProcess, INFINITE);
    GetExitCodeProcess(made.hProcess, &code);
    return code;
}
