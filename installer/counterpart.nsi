; The setup for Windows 10 and 11: for one user without an administrator, or for the PC. Built by installer/bundle.py:
;   makensis "-XTarget amd64-unicode" -DVERSION=1.2.3 -DPAYLOAD=dist/counterpart -DOUTFILE=setup.exe counterpart.nsi
; The command line and its exit codes stand in docs/installer.md; all texts in texts.nsh.
;
; The program lies in $INSTDIR\program and nothing else does, so that it can be set aside whole, put back whole and
; removed whole. An upgrade sets it aside as program.old until the new one has passed its self-test and has taken over
; the data; whatever stops it before (a full disk, a power cut, a refused migration) ends with the old one in place.

Unicode true
!ifndef VERSION | PAYLOAD | OUTFILE
  !error "installer/bundle.py gives VERSION, PAYLOAD and OUTFILE"
!endif
!ifdef QUICK  ; for tests: seconds instead of minutes
  SetCompress off
!else
  SetCompressor /SOLID lzma
  SetCompressorDictSize 64
!endif
!include MUI2.nsh
!include LogicLib.nsh
!include FileFunc.nsh
!include WordFunc.nsh
!include WinVer.nsh
!include x64.nsh
!insertmacro GetParameters
!insertmacro GetOptions

Name "Counterpart"
OutFile "${OUTFILE}"
BrandingText "Counterpart ${VERSION}"
RequestExecutionLevel user
ManifestDPIAware true
ShowInstDetails hide
VIProductVersion "${VERSION}.0"
VIAddVersionKey ProductName "Counterpart"
VIAddVersionKey FileDescription "Counterpart Setup"
VIAddVersionKey FileVersion "${VERSION}"
VIAddVersionKey ProductVersion "${VERSION}"
VIAddVersionKey LegalCopyright "Apache-2.0"

!define ENTRY "Software\Microsoft\Windows\CurrentVersion\Uninstall\Counterpart"
!define PROGRAM "$INSTDIR\program"
!define OLD "$INSTDIR\program.old"    ; set aside, and not yet known to be unneeded
!define GONE "$INSTDIR\program.gone"  ; known to be unneeded
; Exit codes; 1 is "stopped by the user" (NSIS)
!define RUNNING 3
!define FAILED_TEST 4
!define FAILED_DATA 5
!define NO_ADMIN 6
!define NEWER_THERE 7
!define OLD_WINDOWS 8
!define NOT_WRITTEN 9

Var Scope      ; user | machine
Var Present    ; the version that is installed in this scope, "" = none
Var OnDesk     ; 1: a shortcut on the desktop
Var Chosen     ; 1: the command line says for whom
Var Given      ; the folder of the command line
Var Aside      ; 1: program.old is the only program there is
Var Writing    ; 1: the new program's files are being written
Var Reason     ; what the program said when it refused
Var Radio
Var Check

!define MUI_ICON "..\resources\counterpart.ico"
!define MUI_UNICON "..\resources\counterpart.ico"
!define MUI_WELCOMEFINISHPAGE_BITMAP "pictures\side.bmp"
!define MUI_UNWELCOMEFINISHPAGE_BITMAP "pictures\side.bmp"
!define MUI_HEADERIMAGE
!define MUI_HEADERIMAGE_RIGHT
!define MUI_HEADERIMAGE_BITMAP "pictures\head.bmp"
!define MUI_ABORTWARNING
!define MUI_WELCOMEPAGE_TEXT "$(Welcome)"
!define MUI_PAGE_CUSTOMFUNCTION_PRE SkipIfChosen
!insertmacro MUI_PAGE_WELCOME
Page custom AskScope ScopeAnswered
!define MUI_PAGE_CUSTOMFUNCTION_PRE SkipIfPresent
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!define MUI_FINISHPAGE_TEXT "$(Finished)"
!define MUI_FINISHPAGE_RUN
!define MUI_FINISHPAGE_RUN_FUNCTION Start
!insertmacro MUI_PAGE_FINISH
!define MUI_UNCONFIRMPAGE_TEXT_TOP "$(DataStays)"
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!define MUI_FINISHPAGE_TEXT "$(DataStays)"
!insertmacro MUI_UNPAGE_FINISH
!insertmacro MUI_LANGUAGE "English"
!insertmacro MUI_LANGUAGE "SimpChinese"
!include texts.nsh

; --- both programs ---------------------------------------------------------------------------------------------------

; A line for the page and for %TEMP%\counterpart-setup.log, which stays.
!macro TELL words
  DetailPrint "${words}"
  Push "${words}"
  Call ${UN}Log
!macroend
!define Tell "!insertmacro TELL"

; Ends with a reason and an exit code.
!macro REFUSE words code
  Push "${words}"
  Call ${UN}Log
  MessageBox MB_ICONSTOP|MB_OK "${words}" /SD IDOK
  SetErrorLevel ${code}
!macroend
!define Refuse "!insertmacro REFUSE"

!macro BOTH
Function ${UN}Log
  Exch $0
  Push $1
  FileOpen $1 "$TEMP\counterpart-setup.log" a
  FileSeek $1 0 END
  FileWriteUTF16LE /BOM $1 "${VERSION} $0$\r$\n"
  FileClose $1
  Pop $1
  Pop $0
FunctionEnd

Function ${UN}IsAdmin  ; → 1 or 0
  UserInfo::GetAccountType
  Pop $0
  ${If} $0 == "Admin"
    Push 1
  ${Else}
    Push 0
  ${EndIf}
FunctionEnd

Function ${UN}InScope  ; Windows' folders and the registry are those of $Scope from here on
  ${If} $Scope == "machine"
    SetShellVarContext all
  ${Else}
    SetShellVarContext current
  ${EndIf}
FunctionEnd

; → 1 if a program of ours in $INSTDIR runs: Windows lets nobody write to it then. A closing one gets ten seconds.
Function ${UN}IsRunning
  StrCpy $1 0
  ${Do}
    StrCpy $2 0
    ${For} $3 1 2
      StrCpy $0 "${PROGRAM}\counterpart.exe"
      ${If} $3 == 2
        StrCpy $0 "${PROGRAM}\counterpart-cli.exe"
      ${EndIf}
      ${If} ${FileExists} $0
        ClearErrors
        FileOpen $4 $0 a
        ${If} ${Errors}
          StrCpy $2 1
        ${Else}
          FileClose $4
        ${EndIf}
      ${EndIf}
    ${Next}
    ${If} $2 == 0
    ${OrIf} $1 == 20
      ${Break}
    ${EndIf}
    Sleep 500
    IntOp $1 $1 + 1
  ${Loop}
  Push $2
FunctionEnd

; Asks for the program to be closed until it is; refuses when that is not wanted, or nobody is there to ask.
Function ${UN}MustBeClosed
  again:
  Call ${UN}IsRunning
  Pop $0
  ${If} $0 == 1
    ${Unless} ${Silent}
      MessageBox MB_ICONEXCLAMATION|MB_RETRYCANCEL "$(CloseFirst)" IDRETRY again
    ${EndUnless}
    Push "$(CloseFirst)"
    Call ${UN}Log
    SetErrorLevel ${RUNNING}
    Abort "$(CloseFirst)"
  ${EndIf}
FunctionEnd
!macroend
!define UN ""
!insertmacro BOTH
!undef UN
!define UN "un."
!insertmacro BOTH
!undef UN

; --- the setup -------------------------------------------------------------------------------------------------------
!define UN ""

Function .onInit
  SetRegView 64
  ${Unless} ${RunningX64}
  ${OrUnless} ${AtLeastWin10}
    ${Refuse} "$(OldWindows)" ${OLD_WINDOWS}
    Quit
  ${EndUnless}
  StrCpy $Given $INSTDIR
  StrCpy $OnDesk 1
  StrCpy $Scope ""
  ${GetParameters} $R0
  ClearErrors
  ${GetOptions} $R0 "/AllUsers" $R1
  ${Unless} ${Errors}
    StrCpy $Scope "machine"
  ${EndUnless}
  ClearErrors
  ${GetOptions} $R0 "/CurrentUser" $R1
  ${Unless} ${Errors}
    StrCpy $Scope "user"
  ${EndUnless}
  ClearErrors
  ${GetOptions} $R0 "/NoDesktop" $R1
  ${Unless} ${Errors}
    StrCpy $OnDesk 0
  ${EndUnless}
  ${If} $Scope != ""
    StrCpy $Chosen 1
  ${Else}  ; where it is already, else for this user
    StrCpy $Scope "user"
    ReadRegStr $R1 HKCU "${ENTRY}" "DisplayVersion"
    ReadRegStr $R2 HKLM "${ENTRY}" "DisplayVersion"
    ${If} $R1 == ""
    ${AndIf} $R2 != ""
      StrCpy $Scope "machine"
    ${EndIf}
  ${EndIf}
  Call Place
  ${If} ${Silent}
  ${OrIf} $Chosen == 1
    Call MayInstall
    Pop $0
    ${If} $0 == 0
      Quit
    ${EndIf}
  ${EndIf}
FunctionEnd

; Folder and present version of $Scope.
Function Place
  Call InScope
  StrCpy $R2 ""
  ${If} $Scope == "machine"
    ReadRegStr $Present HKLM "${ENTRY}" "DisplayVersion"
    ReadRegStr $R2 HKLM "${ENTRY}" "InstallLocation"
    StrCpy $INSTDIR "$PROGRAMFILES64\Counterpart"
  ${Else}
    ReadRegStr $Present HKCU "${ENTRY}" "DisplayVersion"
    ReadRegStr $R2 HKCU "${ENTRY}" "InstallLocation"
    StrCpy $INSTDIR "$LOCALAPPDATA\Programs\Counterpart"
  ${EndIf}
  ${If} $R2 != ""
    StrCpy $INSTDIR $R2  ; an upgrade stays where it is
  ${ElseIf} $Given != ""
    StrCpy $INSTDIR $Given
  ${EndIf}
FunctionEnd

; → 1; 0 after it has said why not.
Function MayInstall
  ${VersionCompare} "$Present" "${VERSION}" $0
  ${If} $Present != ""
  ${AndIf} $0 == 1
    ${Refuse} "$(NewerThere)" ${NEWER_THERE}
    Push 0
    Return
  ${EndIf}
  ${If} $Scope == "machine"
    Call IsAdmin
    Pop $0
    ${If} $0 == 0
      ${If} ${Silent}
        ${Refuse} "$(NoAdmin)" ${NO_ADMIN}
      ${Else}  ; once more, as administrator; Windows asks
        ClearErrors
        ExecShell "runas" "$EXEPATH" "/AllUsers"
        ${If} ${Errors}
          ${Refuse} "$(NoAdmin)" ${NO_ADMIN}
        ${EndIf}
      ${EndIf}
      Push 0
      Return
    ${EndIf}
  ${EndIf}
  Push 1
FunctionEnd

Function SkipIfChosen
  ${If} $Chosen == 1
    Abort
  ${EndIf}
FunctionEnd

Function SkipIfPresent
  ${If} $Present != ""
    Abort
  ${EndIf}
FunctionEnd

Function AskScope
  ${If} $Chosen == 1
    Abort
  ${EndIf}
  !insertmacro MUI_HEADER_TEXT "$(ForWhom)" "$(ForWhomMore)"
  nsDialogs::Create 1018
  Pop $0
  ${NSD_CreateRadioButton} 0 0 100% 12u "$(ForMe)"
  Pop $Radio
  ${NSD_CreateLabel} 12u 13u 95% 18u "$(ForMeMore)"
  Pop $0
  ${NSD_CreateRadioButton} 0 40u 100% 12u "$(ForAll)"
  Pop $1
  ${NSD_CreateLabel} 12u 53u 95% 18u "$(ForAllMore)"
  Pop $0
  ${If} $Scope == "machine"
    ${NSD_Check} $1
  ${Else}
    ${NSD_Check} $Radio
  ${EndIf}
  StrCpy $Check ""
  ${If} $Present == ""
    ${NSD_CreateCheckBox} 0 88u 100% 12u "$(OnDesktop)"
    Pop $Check
    ${NSD_SetState} $Check $OnDesk
  ${Else}
    ${NSD_CreateLabel} 0 88u 100% 30u "$(Upgrades)"
    Pop $0
  ${EndIf}
  nsDialogs::Show
FunctionEnd

Function ScopeAnswered
  ${If} $Check != ""
    ${NSD_GetState} $Check $OnDesk
  ${EndIf}
  ${NSD_GetState} $Radio $0
  ${If} $0 == ${BST_CHECKED}
    StrCpy $Scope "user"
  ${Else}
    StrCpy $Scope "machine"
  ${EndIf}
  Call Place
  Call MayInstall
  Pop $0
  ${If} $0 == 0
    Call IsAdmin
    Pop $0
    ${If} $Scope == "machine"
    ${AndIf} $0 == 0
      Quit  ; the elevated setup goes on
    ${EndIf}
    Abort
  ${EndIf}
FunctionEnd

; What an interrupted setup left: the program that was set aside comes back.
Function MendInterrupted
  RMDir /r "${GONE}"
  ${If} ${FileExists} "${OLD}\counterpart.exe"
    RMDir /r "${PROGRAM}"
    Rename "${OLD}" "${PROGRAM}"
    ${Tell} "$(Mended)"
  ${EndIf}
FunctionEnd

Function SetAside
  ${If} ${FileExists} "${PROGRAM}\*.*"
    ${Unless} ${FileExists} "${PROGRAM}\counterpart.exe"
      ${Refuse} "$(Foreign)" ${NOT_WRITTEN}
      Abort "$(Foreign)"
    ${EndUnless}
    ClearErrors
    Rename "${PROGRAM}" "${OLD}"
    ${If} ${Errors}
      ${Refuse} "$(CloseFirst)" ${RUNNING}
      Abort "$(CloseFirst)"
    ${EndIf}
    StrCpy $Aside 1
  ${EndIf}
FunctionEnd

Function PutBack
  SetOutPath "$TEMP"
  RMDir /r "${PROGRAM}"
  ${If} $Aside == 1
    Rename "${OLD}" "${PROGRAM}"
    StrCpy $Aside 0
    ${Tell} "$(PutBackSaid)"
  ${EndIf}
  RMDir "$INSTDIR"  ; if it is empty
FunctionEnd

; The new program tests itself in a folder of its own, then takes over this user's shop: copy, rehearsal, migration.
Function Prove
  ${Tell} "$(Testing)"
  nsExec::ExecToStack /TIMEOUT=300000 '"${PROGRAM}\counterpart-cli.exe" --self-test "$PLUGINSDIR\self-test"'
  Pop $0
  Pop $Reason
  ${If} $0 == 0
    ExecWait '"${PROGRAM}\counterpart.exe" --version' $0
  ${EndIf}
  ${If} $0 != 0
    StrCpy $Reason "$Reason ($0)"
    Call PutBack
    ${Refuse} "$(TestFailed)" ${FAILED_TEST}
    Abort "$(TestFailed)"
  ${EndIf}
!ifndef WITHOUT_TAKEOVER  ; for tests: a bundle from before there was the command
  ${Tell} "$(TakingOver)"
  nsExec::ExecToStack '"${PROGRAM}\counterpart-cli.exe" --lang $(Language) upgrade'
  Pop $0
  Pop $Reason
  ${Tell} "$Reason"
  ${If} $0 != 0
    StrCpy $Reason "$Reason ($0)"
    Call PutBack
    ${Refuse} "$(DataFailed)" ${FAILED_DATA}
    Abort "$(DataFailed)"
  ${EndIf}
!endif
FunctionEnd

Function Enter  ; shortcuts and the entry in Windows' list of apps
  CreateShortcut "$SMPROGRAMS\Counterpart.lnk" "${PROGRAM}\counterpart.exe" "" "${PROGRAM}\counterpart.exe"
  ${If} $Present == ""
  ${AndIf} $OnDesk == 1
    CreateShortcut "$DESKTOP\Counterpart.lnk" "${PROGRAM}\counterpart.exe" "" "${PROGRAM}\counterpart.exe"
  ${EndIf}
  WriteUninstaller "$INSTDIR\uninstall.exe"
  WriteRegStr SHCTX "${ENTRY}" "DisplayName" "Counterpart"
  WriteRegStr SHCTX "${ENTRY}" "DisplayVersion" "${VERSION}"
  WriteRegStr SHCTX "${ENTRY}" "Publisher" "Counterpart"
  WriteRegStr SHCTX "${ENTRY}" "DisplayIcon" "${PROGRAM}\counterpart.exe"
  WriteRegStr SHCTX "${ENTRY}" "InstallLocation" "$INSTDIR"
  WriteRegStr SHCTX "${ENTRY}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr SHCTX "${ENTRY}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD SHCTX "${ENTRY}" "NoModify" 1
  WriteRegDWORD SHCTX "${ENTRY}" "NoRepair" 1
  ${GetSize} "${PROGRAM}" "/S=0K" $0 $1 $2
  WriteRegDWORD SHCTX "${ENTRY}" "EstimatedSize" $0
FunctionEnd

Section
  ${If} $Present == ""
    ${Tell} "$(Installing)"
  ${Else}
    ${Tell} "$(Upgrading)"
  ${EndIf}
  Call MustBeClosed
  Call MendInterrupted
  Call SetAside
  SetOutPath "${PROGRAM}"
  ClearErrors
  StrCpy $Writing 1
  File /r "${PAYLOAD}\*.*"
  ${If} ${Errors}
    Abort "$(NotWritten)"
  ${EndIf}
  StrCpy $Writing 0
  SetOutPath "$TEMP"
  Call Prove
  Call Enter
  StrCpy $Aside 0
  Rename "${OLD}" "${GONE}"
  RMDir /r "${GONE}"
  ${Tell} "$(Done)"
SectionEnd

Function .onInstFailed  ; a disk that runs full while files are written ends the section by itself
  ${If} $Aside == 1
  ${OrIf} $Writing == 1
    Call PutBack
  ${EndIf}
  ${If} $Writing == 1
    ${Refuse} "$(NotWritten)" ${NOT_WRITTEN}
  ${EndIf}
FunctionEnd

Function Start  ; by the Explorer: not as administrator, and with the user's own folders
  Exec '"$WINDIR\explorer.exe" "${PROGRAM}\counterpart.exe"'
FunctionEnd

!undef UN
; --- the uninstaller -------------------------------------------------------------------------------------------------
!define UN "un."

Function un.onInit
  SetRegView 64
  StrCpy $Scope "user"
  ReadRegStr $R1 HKLM "${ENTRY}" "InstallLocation"
  ${If} $R1 == $INSTDIR
    StrCpy $Scope "machine"
    Call un.IsAdmin
    Pop $0
    ${If} $0 == 0
      ${Unless} ${Silent}
        ExecShell "runas" "$INSTDIR\uninstall.exe"
        Quit
      ${EndUnless}
      ${Refuse} "$(NoAdmin)" ${NO_ADMIN}
      Quit
    ${EndIf}
  ${EndIf}
  Call un.InScope
FunctionEnd

Section "Uninstall"
  Call un.MustBeClosed
  RMDir /r "${PROGRAM}"
  RMDir /r "${OLD}"
  RMDir /r "${GONE}"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\Counterpart.lnk"
  Delete "$DESKTOP\Counterpart.lnk"
  DeleteRegKey SHCTX "${ENTRY}"
  SetShellVarContext current  ; the data's folder is a person's, whoever the program was for
  ${Tell} "$(DataStays)"
SectionEnd
