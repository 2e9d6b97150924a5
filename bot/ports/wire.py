"""Replies as JSON text, the form in which the outbox, the inbox and the mailbox keep them."""

from __future__ import annotations

import json

from bot.ports.messages import Attachment, Button, Reply


def reply_to_json(reply: Reply) -> str:
    """One reply as compact JSON."""
    return json.dumps(
        {
            "body": reply.body,
            "title": reply.title,
            "note": reply.note,
            "buttons": [{"label": button.label, "send": button.send} for button in reply.buttons],
            "done": reply.done,
            "files": [{"name": file.name, "digest": file.digest} for file in reply.files],
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )


def reply_from_json(text: str) -> Reply:
    """The reply that `reply_to_json` wrote."""
    fields = json.loads(text)
    return Reply(
        body=fields["body"],
        title=fields["title"],
        note=fields["note"],
        buttons=tuple(Button(label=button["label"], send=button["send"]) for button in fields["buttons"]),
        # what was stored before these were known has none
        done=fields.get("done", ""),
        files=tuple(Attachment(name=file["name"], digest=file["digest"]) for file in fields.get("files", ())),
    )
