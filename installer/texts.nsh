; What the setup says, in both languages: SAY name English Chinese. Data paths are those of the person who runs it.

!macro SAY name english chinese
  LangString ${name} ${LANG_ENGLISH} "${english}"
  LangString ${name} ${LANG_SIMPCHINESE} "${chinese}"
!macroend
!define Say "!insertmacro SAY"

${Say} Language "en" "zh"
${Say} Welcome \
  "Counterpart is the program for the parts counter and the service reception of a workshop. It works without a server and without a network.$\r$\n$\r$\nIf an older version is installed, it is upgraded: your data is copied first, and the old program stays until the new one has shown that it works.$\r$\n$\r$\nClose Counterpart before you go on." \
  "Counterpart 是汽车维修企业配件柜台与维修前台的程序，不需要服务器，也不需要网络。$\r$\n$\r$\n如果已装有旧版本，将在原处升级：先备份您的数据；新程序确认可用之前，旧程序一直保留。$\r$\n$\r$\n继续之前，请先关闭 Counterpart。"
${Say} ForWhom "For whom?" "为谁安装？"
${Say} ForWhomMore "Who uses Counterpart on this PC." "这台电脑上谁使用 Counterpart。"
${Say} ForMe "&Only for me" "仅为我安装(&O)"
${Say} ForMeMore "No administrator is needed." "不需要管理员权限。"
${Say} ForAll "For &everyone who signs in to this PC" "为这台电脑的所有用户安装(&E)"
${Say} ForAllMore "Windows asks for an administrator. Each Windows user keeps a shop of his own." "Windows 会要求管理员确认。每个 Windows 用户各有自己的数据。"
${Say} OnDesktop "Shortcut on the &desktop" "在桌面创建快捷方式(&D)"
${Say} Upgrades "Version $Present is installed in $INSTDIR. It is upgraded to ${VERSION}; your data stays." "$INSTDIR 中已装有 $Present 版，将升级到 ${VERSION}；您的数据保留不变。"
${Say} Installing "Installing ${VERSION} in $INSTDIR." "正在安装 ${VERSION} 到 $INSTDIR。"
${Say} Upgrading "Upgrading $Present to ${VERSION} in $INSTDIR." "正在将 $INSTDIR 中的 $Present 升级到 ${VERSION}。"
${Say} Testing "The new program tests itself. Its window shows for a moment." "新程序正在自检，其窗口会短暂出现。"
${Say} TakingOver "Your data is copied and taken over by the new version." "正在备份您的数据，并由新版本接管。"
${Say} Done "Version ${VERSION} is installed." "已安装 ${VERSION} 版。"
${Say} Mended "An earlier setup was interrupted. The old program is back in place; going on from there." "上一次安装中断过。旧程序已恢复，现从此处继续。"
${Say} PutBackSaid "The old program is back in place." "旧程序已恢复原状。"
${Say} Finished "Version ${VERSION} is installed. You find it in the Start menu." "已安装 ${VERSION} 版，可从开始菜单打开。"
${Say} CloseFirst "Counterpart is open on this PC. Nothing was changed. Close it, also for other Windows users, and try again." "这台电脑上 Counterpart 还开着。没有改动任何内容。请先关闭它（包括其他 Windows 用户打开的），然后重试。"
${Say} TestFailed "The new version does not work on this PC, so nothing was changed: the program and the data are as they were. The log is $TEMP\counterpart-setup.log.$\r$\n$\r$\n$Reason" "新版本在这台电脑上不能运行，因此没有改动任何内容：程序和数据都保持原样。日志在 $TEMP\counterpart-setup.log。$\r$\n$\r$\n$Reason"
${Say} DataFailed "Version ${VERSION} can't take over your data. The program before, if there was one, is back in place and the data is as it was.$\r$\n$\r$\n$Reason" "${VERSION} 版不能接管您的数据。如有原来的程序，已恢复原状；数据保持原样。$\r$\n$\r$\n$Reason"
${Say} NoAdmin "Installing for everyone needs an administrator. Nothing was changed. Sign in as one, or install only for yourself." "为所有用户安装需要管理员权限。没有改动任何内容。请以管理员身份登录，或仅为自己安装。"
${Say} NewerThere "Version $Present is installed, which is newer than ${VERSION}. Nothing was changed." "已装有 $Present 版，比 ${VERSION} 新。没有改动任何内容。"
${Say} OldWindows "Counterpart needs Windows 10 or later, 64 bits." "Counterpart 需要 64 位的 Windows 10 或更高版本。"
${Say} NotWritten "The files could not be written to $INSTDIR. The old program, if there was one, is back in place. Make room on the drive or choose another folder." "无法将文件写入 $INSTDIR。如有旧程序，已恢复原状。请腾出磁盘空间，或选择其他文件夹。"
${Say} Foreign "$INSTDIR\program holds something that is not Counterpart. Nothing was changed. Choose another folder." "$INSTDIR\program 中有不属于 Counterpart 的内容。没有改动任何内容。请选择其他文件夹。"
${Say} DataStays "Your data is not removed. It stays in $LOCALAPPDATA\Counterpart; delete that folder yourself if it is really not needed any more." "您的数据不会删除，仍保留在 $LOCALAPPDATA\Counterpart。确实不再需要时，请自行删除该文件夹。"
