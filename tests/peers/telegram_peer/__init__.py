"""telegram-test-api from npm, and the shim in front of it that fills what it lacks."""

from tests.peers.telegram_peer.peer import PACKAGE, NodePeer, node_peer

__all__ = ["PACKAGE", "NodePeer", "node_peer"]
