"""The window's life: login first, the database in a worker, first run, rooms, lock, verified backup at close.

It knows the order of pages and nothing of what is in them. Boot hands in how a shop is opened.
"""

from __future__ import annotations

from pathlib import Path
from threading import Lock
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QIcon, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget

from app.core import i18n
from app.core.errors import Damaged, Refused, Trouble
from app.core.i18n import tr
from app.views.house import House
from app.views.kit import theme
from app.views.kit.pinpad import Person
from app.views.kit.qtwords import speak
from app.views.kit.tasks import Task, Tasks, Watchdog
from app.views.kit.watch import watch
from app.views.login import LoginPage
from app.views.memory import Workstation

STIRRING = (QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress)


class Application(QObject):
    """One window on one shop."""

    def __init__(self, app: QApplication, house: House, *, language: str | None = None, debug: bool = False) -> None:
        super().__init__()
        self._app, self._house = app, house
        self._closing = False
        self.memory = Workstation(house.data / "workstation.json")
        self._language = language or self.memory.get("language")  # None: as the shop says
        speak(self._language or "zh_CN")
        self.tasks = Tasks(self, sweeps=True)
        self.tasks.troubled.connect(self._troubled)
        self.tasks.refused.connect(self._troubled)
        self.tasks.bugged.connect(self._bugged)
        self.scanner: Any = None  # it listens once the login is on the screen: until then keys go to the pad
        self.shell = QStackedWidget(objectName="shell", windowTitle="Counterpart")  # type: ignore[call-arg]
        self.shell.resize(1366, 728)
        self.store: Any = None
        self.desk: Any = None
        self.session: Any = None
        self.window: Any = None
        self.login: LoginPage | None = None
        self._locked_user: Any = None
        self._daily: Any = None
        self._backups: Any = None
        self._sending = Lock()  # one at a time makes and sends backups, or closes the data under them
        self._badges: dict[str, Any] = {}
        self._idle = QTimer(self, singleShot=True)
        self._watchdog = Watchdog(self) if debug else None

    def start(self) -> None:
        """Shows the login at once and opens the shop behind it."""
        look = theme.Look(zoom=int(self.memory.get("zoom") or 100), rows=self.memory.get("rows") or "normal")
        theme.apply(theme.system_look(look, self.memory.get("dark")), self.shell)
        shown = self._show_login().painted
        shown.connect(lambda: QTimer.singleShot(0, self._seen), Qt.ConnectionType.SingleShotConnection)
        self.shell.show()
        if self._watchdog:
            self._watchdog.start()

    def _seen(self) -> None:
        """The login is on the screen: whatever is loaded and made any earlier would only hold it up."""
        from app.views.kit.scanner import Scanner
        from app.views.kit.wedge import Tuning

        self.scanner = Scanner(self._app, Tuning.kept(self.memory.get("scanner")))
        watch().add(self._stirred, QKeyEvent, QMouseEvent)
        self.shell.installEventFilter(self)
        self._claim(self.login)
        self.shell.setWindowIcon(QIcon(str(i18n.resources() / "counterpart.ico")))
        self.tasks.run_aside(self._open, self._opened, self._not_opened, owner=self)
        self.tasks.run_aside(lambda _task: theme.load_fonts(), lambda _none: theme.renew(), owner=self)
        self.scanner.plug(str(self.memory.get("scanner.port") or ""), int(self.memory.get("scanner.baud") or 9600))

    # --- opening the shop -------------------------------------------------------------------------------------------
    def _open(self, _task: Task[Any]) -> tuple[Any, Any, Any]:
        store, desk = self._house.open_shop(self._house.data, self._house.database)
        from app.services.arrival import arrival

        return store, desk, arrival(desk)

    def _opened(self, opened: tuple[Any, Any, Any]) -> None:
        self.store, self.desk, here = opened
        self._show_arrival(here) if here.people else self._first_run()

    def _show_arrival(self, here: Any) -> None:
        self._badges = {p.badge: p.id for p in here.people if p.badge}
        self._here = here
        if self.login is None:
            return
        spoken = self._language or here.language
        if self.window is None and spoken != i18n.current():
            speak(spoken)
            self._show_login()
            return
        self.login.show_shop(here.shop, here.station, "")
        tiles = [Person(p.id, p.name, p.role, p.find) for p in here.people]
        self.login.show_people(tiles, self._locked_user)
        self.login.show_note(here.note)
        self._idle.setInterval(here.auto_lock * 60_000) if here.auto_lock else self._idle.stop()
        self.tasks.run_aside(self._last_copy, self._tell_copy, owner=self)

    def _last_copy(self, _task: Task[Any]) -> Any:
        """When the last verified backup was made; asked after the tiles are there, nobody waits for it."""
        from app.services.backups import list_backups

        found = list_backups(self._house.data)
        return found[0].at if found else None

    def _tell_copy(self, at: Any) -> None:
        if self.login is not None:
            words = tr("Last verified backup {when}", when=i18n.moment(at, full=False)) if at else ""
            self.login.show_shop(self._here.shop, self._here.station, words or tr("No backup yet"))

    def _not_opened(self, error: Exception) -> None:
        damaged = isinstance(error, Damaged) or (isinstance(error, Refused) and error.where == "damaged")
        self._show(self._dead_end(_plainly(error), restore=damaged))

    def _dead_end(self, words: str, *, restore: bool) -> QWidget:
        from app.views.dead_end import DeadEnd

        page = DeadEnd(words, self.tasks, self._house.data, restore=restore)
        page.again.connect(self._again)
        page.restore_wanted.connect(self._restore_from)
        return page

    def _again(self) -> None:
        self._show_login()
        self.tasks.run_aside(self._open, self._opened, self._not_opened, owner=self)

    def _restore_from(self, file: Path, passphrase: str = "") -> None:
        """The data is closed, the copy put in its place (the present data is kept), and opened again."""
        if self.window is not None:
            self._drop_window()
        desk, store, self.desk, self.store = self.desk, self.store, None, None
        self._locked_user = None
        self._rest()
        self._show_login()

        def job(_task: Task[Any]) -> None:
            from app.services import backups
            from app.sync.rejoin import taking_back

            with self._sending:
                if desk is not None:
                    desk.close()
                    store.close()
                before = taking_back(self.memory.get("exchange.folder"))
                backups.restore(self._house.data, file, passphrase, before=before)

        self.tasks.run_aside(job, lambda _done: self._again(), self._not_restored, owner=self, lane="writer")

    def _not_restored(self, error: Exception) -> None:
        self._show(self._dead_end(_plainly(error), restore=False))

    def _first_run(self) -> None:
        from app.views.first_run import FirstRun

        page = FirstRun(self.desk, self.tasks, self.scanner, self._house.data, self.memory)
        page.finished.connect(self._show_login)
        page.language_wanted.connect(self._first_run_in)
        page.restore_wanted.connect(self._restore_from)
        self._show(page)

    def _first_run_in(self, language: str) -> None:
        self._use(language)
        self._first_run()

    # --- people -----------------------------------------------------------------------------------------------------
    def _show_login(self) -> LoginPage:
        page = LoginPage(int(self.memory.get("auto_lock") or 10))
        page.entered.connect(self._entered)
        page.language_wanted.connect(self._speak)
        self.login = page
        self._claim(page)
        self._show(page)
        if self.desk is not None:
            self.tasks.run_aside(self._arrive, self._show_arrival, owner=self)
        return page

    def _claim(self, page: Any) -> None:
        if self.scanner is not None:
            self.scanner.claim(page, lambda code: page.badge(code, self._badges))

    def _arrive(self, _task: Task[Any]) -> Any:
        from app.services.arrival import arrival

        return arrival(self.desk)

    def _speak(self, language: str) -> None:
        self._use(language)
        if self.window is not None:
            self._drop_window()  # its rooms speak the other language
        self._show_login()

    def _use(self, language: str) -> None:
        speak(language)
        self._language = language
        self.memory.put("language", language)

    def _entered(self, user: Any, pin: str) -> None:
        if self.desk is None:
            return

        def job(_task: Task[Any]) -> tuple[Any, str | None]:
            from app.services.people import preferences, sign_in

            actor = sign_in(self.desk, self._here.station, user, pin)
            return actor, self.desk.ask(preferences, actor)[0]

        self.tasks.run_aside(job, lambda found: self._signed_in(*found), self._refused, owner=self)

    def _refused(self, error: Exception) -> None:
        if self.login is not None and isinstance(error, Refused):
            self.login.wrong(tr(error.text))

    def _signed_in(self, actor: Any, language: str | None = None) -> None:
        if self.login is not None:
            self.scanner.release(self.login)
        if self.window is not None and self._locked_user == actor.user:
            self._show(self.window)  # the lock goes, the work behind it is as it was
        else:
            if self.window is not None:
                self._drop_window()
            speak(language or self._language or self._here.language)
            self._furnish(actor)
        self._locked_user = actor.user
        self._idle.start()

    def _furnish(self, actor: Any) -> None:
        from app.views.main_window import MainWindow
        from app.views.rooms import Furnisher
        from app.views.session import Session

        self.session = Session(self.desk, actor, self.tasks, self, self.memory, store=self.store, data=self._house.data)
        self.session.restore_wanted.connect(self._restore_from)
        self.window = MainWindow(self.scanner, self.memory, actor.station)
        self.window.lock_wanted.connect(self.lock)
        self._idle.timeout.connect(self.window.left_alone)
        Furnisher(self.session, self.window, self.scanner, self.memory, self._house.data).furnish()
        self._show(self.window)
        self._keep_backups()
        if self._daily is None:
            from app.views.daily import Daily

            self._daily = Daily(self.desk, actor.station, self.tasks, self)
            self._daily.look()

    def _keep_backups(self) -> None:
        """Backups are made while the program is open, whoever sits there; the window of now hears how they stand."""
        if self._backups is None:
            from app.views.backup_watch import BackupWatch

            self._backups = BackupWatch(
                self.desk, self.store, self._house.data, self.memory, self.tasks, self._sending, self
            )
        self._backups.told.connect(self.session.backup_told)
        self.session.backup_wanted.connect(self._backups.look)
        self._backups.tell()

    def _rest(self) -> None:
        """What works by itself works on this desk no longer: it is left."""
        for worker in (self._daily, self._backups):
            if worker is not None:
                worker.stop()
        self._daily = self._backups = None

    def _drop_window(self) -> None:
        self.session.end()
        self.shell.removeWidget(self.window)
        self.window.deleteLater()
        self.window = self.session = None

    def lock(self) -> None:
        """F12, or nobody was here for a while: the login over the work, which stays as it is."""
        if self.window is not None and self.shell.currentWidget() == self.window:
            self.window.room().on_hidden()
            self._show_login()

    # --- shell ------------------------------------------------------------------------------------------------------
    def _show(self, page: QWidget) -> None:
        before = self.shell.currentWidget()
        if self.shell.indexOf(page) < 0:
            self.shell.addWidget(page)
        self.shell.setCurrentWidget(page)
        if before is not None and before is not page and before is not self.window:
            self.shell.removeWidget(before)
            before.deleteLater()
            if before is self.login and page is not self.login:
                self.login = None

    def _troubled(self, error: Any) -> None:
        if self.window is not None:
            self.window.trouble(error)
        elif self.login is not None:
            self.login.show_note(tr(error.text))

    def _bugged(self, error: Exception, report: str) -> None:
        if self.window is not None:
            self.window.bug(error, report)
        elif self.login is not None:
            self.login.show_note(tr("Something went wrong inside the program."))

    def answer_others(self) -> None:
        """Once the login is on the screen: it need not wait for sockets to be loaded."""
        from app.views.second_start import answer_others

        answer_others(self, self.raise_window, self._house.data)

    def raise_window(self) -> None:
        """A second start: this window comes to the front."""
        self.shell.setWindowState(self.shell.windowState() & ~Qt.WindowState.WindowMinimized)
        self.shell.show()
        self.shell.raise_()
        self.shell.activateWindow()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if asked := isinstance(event, QCloseEvent) and watched is self.shell and not self._closing:
            event.ignore()
            self.close()
        return asked

    def _stirred(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() in STIRRING and self._idle.isActive():
            self._idle.start()
        return False

    def close(self) -> None:
        """Leaves unsaved work only when told so; makes the verified copy; ends."""
        if self.window is not None and not self.window.may_leave():
            return
        self._closing = True
        if self._backups is not None:
            self._backups.stop()
        from app.services.backups import place_of
        from app.views.closing import Closing

        page = Closing(self.desk, self.store, self._house.data, place_of(self.memory.get), self.tasks, self._sending)
        page.over.connect(self.end, Qt.ConnectionType.QueuedConnection)
        self.shell.setCurrentIndex(self.shell.addWidget(page))
        page.begin()

    def end(self) -> None:
        """Ends threads and connections, then the program."""
        if self.tasks.closed:
            return
        self._closing = True
        watch().remove(self._stirred)
        self._idle.stop()
        self._rest()
        if self.scanner is not None:
            self.scanner.close()
        if self._watchdog:
            self._watchdog.stop()
        self.tasks.close()
        if self.session is not None:
            self.session.end()
        if self.desk is not None:
            self.desk.close()
        self.shell.close()
        self._app.quit()


def _plainly(error: Exception) -> str:
    said = isinstance(error, (Refused, Trouble))
    return tr(error.text) if said else tr("Something went wrong inside the program.")  # type: ignore[attr-defined]


def run(house: House, *, language: str | None, debug: bool, screenshots: Path | None) -> int:
    """Opens the window; a second start on the same folder raises the first. Returns the exit code."""
    app = QApplication.instance() or QApplication(["counterpart"])
    if not isinstance(app, QApplication):
        return 3
    app.setApplicationName("Counterpart")
    if screenshots:
        from app.views.screenshots import render

        return render(house, screenshots)
    lock = house.lock(house.data)
    if not lock.held:
        from app.views.second_start import raise_other

        return 0 if raise_other(house.data) else 3
    application = Application(app, house, language=language, debug=debug)
    application.start()
    QTimer.singleShot(0, application.answer_others)
    code = app.exec()
    lock.release()
    return code
