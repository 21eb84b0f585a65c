"""What carries messages between a browser and a kernel. Only jupyter_server imports this module,
by its setting."""

from __future__ import annotations

from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection
from tornado.web import HTTPError


class Connection(ZMQChannelsWebsocketConnection):
    """jupyter_server's own, but that one which another replaces lets go of the kernel at once.

    A restart before the kernel is ready replaces it while it still waits for the kernel (seen in
    jupyter_server 2.21.1): then it answers the new kernel under the same identity, and cells wait
    for ever; or takes what the browser sent last for a list of a hundred million parts, and the
    server stands still.
    """

    replaced = False

    async def _register_session(self):
        older = self._open_sessions.get(f"{self.kernel_id}:{self.session.session}")
        await super()._register_session()
        if older is not None and isinstance(older.connection, Connection):
            older.connection.let_go()

    def let_go(self) -> None:
        """Close what leads to the kernel; what comes from the browser is heard no more."""
        self.replaced = True
        for stream in self.channels.values():
            if not stream.closed():
                stream.close()
        self.channels = {}

    def create_stream(self):
        """Open what leads to the kernel, unless another connection already does."""
        if self.replaced:
            raise HTTPError(410, "another connection has replaced this one")
        super().create_stream()
