"""A kernel half made: what needs neither threads nor sockets exists before the fork.

The zygote makes the application, the kernel and its shell once; each notebook's fork adds
sockets, threads and streams, in ipykernel's own order (`IPKernelApp.initialize`).
"""

from __future__ import annotations

import os
import sys
from typing import Any, Final

from lectorium.sandbox.local.inside import descriptors, publishing, questions, tricks

_HOME, _WORK = "/tmp/home", "/tmp/work"
_SETTINGS: Final = {
    "HistoryManager": {"hist_file": ":memory:"},
    # It waits with each reply, in the hope that output overtakes it; who asks here waits for both.
    "IPythonKernel": {"_execute_sleep": 0.0},
}
_made: list[Any] = []


def prepare() -> None:
    """In the zygote: all that can be shared."""
    from ipykernel.kernelapp import IPKernelApp
    from IPython.core.application import BaseIPythonApplication
    from traitlets.config import Config

    class App(IPKernelApp):
        """ipykernel's, without a command line."""

        def parse_command_line(self, argv: Any = None) -> None:
            """There is none."""

    descriptors.share_pipes()
    for folder in (_HOME, _WORK):
        os.makedirs(folder, exist_ok=True)
    os.chdir(_WORK)  # the shell remembers where it began
    app: Any = App.instance(config=Config(_SETTINGS))
    initialize: Any = BaseIPythonApplication.initialize
    initialize(app, [])
    app.init_pdb()
    publishing.prepare(app)
    app.kernel = app.kernel_class.instance(
        parent=app, session=None, log=app.log, profile_dir=app.profile_dir, user_ns=app.user_ns
    )
    app.init_shell()
    app.init_extensions()
    app.init_code()
    app.kernel.shell.db.root  # noqa: B018 (what it needs is loaded when it is first asked for)
    if "ipywidgets" in sys.modules:  # it has found no kernel when it was imported
        sys.modules["ipywidgets"].register_comm_target()
    os.chdir("/tmp")
    _made[:] = [app, tricks.Tricks(app.kernel)]


def finish(connection_file: str, subshells: bool) -> Any:
    """In a notebook's fork: the same application, listening. `subshells`: cells may run beside each other."""
    app, watch = _made
    if not subshells:
        publishing.answer_alone()
    app.connection_file = connection_file
    os.makedirs(app.kernel.shell.db.root, exist_ok=True)  # /tmp is another one now
    app.profile_dir.check_dirs()
    app.init_blackhole()
    app.init_connection_file()
    app.init_poller()
    app.init_sockets()
    if subshells:  # and so somebody who listens to a heart
        app.init_heartbeat()
    app.log_connection_info()
    app.init_io()
    app.init_signal()
    _connect(app, app.kernel)
    app.init_path()
    app.init_gui_pylab()
    sys.stdout.flush()
    sys.stderr.flush()
    _listen(app.kernel, watch)
    return app


def _connect(app: Any, kernel: Any) -> None:
    """What ipykernel hands to a kernel when it makes it."""
    from zmq.eventloop.zmqstream import ZMQStream

    requests = app.shell_channel_thread
    shell_stream = ZMQStream(app.shell_socket, requests.io_loop if requests else None)
    requests.shell_stream = shell_stream
    control_stream = ZMQStream(app.control_socket, app.control_thread.io_loop)
    debugpy_stream = ZMQStream(app.debugpy_socket, app.control_thread.io_loop)
    app.control_thread.start()
    if requests:
        requests.start()
    kernel.session = app.session
    kernel.shell_stream, kernel.control_stream = shell_stream, control_stream
    kernel.debugpy_stream, kernel.debug_shell_socket = debugpy_stream, app.debug_shell_socket
    kernel.control_thread, kernel.shell_channel_thread = app.control_thread, requests
    kernel.iopub_thread, kernel.iopub_socket = app.iopub_thread, app.iopub_socket
    kernel.stdin_socket = app.stdin_socket
    kernel._stdout, kernel._stderr = sys.stdout, sys.stderr  # noqa: SLF001 (as its own constructor does)
    for publisher in (kernel.shell.displayhook, kernel.shell.display_pub):
        publisher.session, publisher.pub_socket = app.session, app.iopub_socket
    kernel.record_ports({f"{name}_port": port for name, port in app._ports.items()})  # noqa: SLF001
    app.displayhook.get_execution_count = lambda: kernel.execution_count


def _listen(kernel: Any, watch: tricks.Tricks) -> None:
    """Two kinds of requests beside Jupyter's own. What they need is bound now, before a student's code."""
    descriptors.wait_for_pipes(kernel)
    if not kernel.shell_channel_thread:
        publishing.Cells(kernel, kernel.iopub_thread)
    watch.start()
    kernel.shell_handlers[tricks.REQUEST] = watch.handle
    kernel.shell_handlers[questions.REQUEST] = questions.Questions(kernel, watch.find).handle
