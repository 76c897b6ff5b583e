"""What a file may name: the vocabulary's words, its own ids, and the ids of the files it uses."""

from collections.abc import Iterable, Mapping
from typing import Any

Names = dict[str, Any]
_OWN_LISTS = ("roles", "materials", "stages", "attachments", "recurrences")
_OWN_TABLES = ("forms", "libraries", "handovers", "scripts", "messages", "lists")


def names_of(body: Any, vocabulary: Mapping[str, Any], used: Iterable[Mapping[str, Any]]) -> Names:
    """The context of validation: for each kind of name, those that exist. The body is not validated yet."""
    body = body if isinstance(body, dict) else {}
    names: Names = dict(vocabulary)
    names["facts"] = dict(vocabulary["facts"])
    names["ticket_kinds"] = set(vocabulary["facts"]["ticket.kind"]["values"])
    for kind in _OWN_LISTS:
        names[kind] = _ids(body.get(kind))
    for kind in _OWN_TABLES:
        names[kind] = set(_table(body.get(kind)))
    names["categories"] = (
        _ids(body.get("categories"))
        if body.get("kind") == "playbook"
        else set(_words(body.get("categories")))
    )
    names["choices"] = {name: _ids(rows) for name, rows in _table(body.get("lists")).items()}
    names["customer_types"] = names["choices"].get("customer_type", set())
    names["areas"] = _ids(body.get("zones")) | _ids(body.get("rooms"))
    for capability in _ids(body.get("capabilities")):
        names["facts"][f"store.{capability}"] = {"kind": "yes_no"}
    _add_policies(names, [body, *used] if body.get("kind") == "policies" else list(used))
    names["occasions"] = {
        one
        for file in used
        if file["kind"] == "occasions"
        for one in (*_ids(file["occasions"]), *file["groups"])
    }
    return names


def _add_policies(names: Names, files: list[Any]) -> None:
    files = [file for file in files if file.get("kind") == "policies"]
    names["parts"] = {"whole"}.union(*(_ids(file.get("parts")) for file in files))
    names["policy_categories"] = {word for file in files for word in _words(file.get("categories"))}
    names["card_fields"] = {
        name: _ids(rows) for file in files for name, rows in _table(file.get("card_fields")).items()
    }
    names["fault_lists"] = {
        name: _ids(rows) for file in files for name, rows in _table(file.get("fault_lists")).items()
    }
    names["faults"] = names["fault_lists"]
    names["policies"] = {}
    groups: set[str] = set()
    for file in files:
        for policy in _list(file.get("policies")):
            if not isinstance(policy, dict) or not isinstance(policy.get("id"), str):
                continue
            applies = _table(policy.get("applies"))
            names["policies"][policy["id"]] = _words(applies.get("categories"))
            groups |= set(_table(policy.get("part_groups")))
    names["part_names"] = names["parts"] | groups


def _ids(rows: Any) -> set[str]:
    return {row["id"] for row in _list(rows) if isinstance(row, dict) and isinstance(row.get("id"), str)}


def _words(rows: Any) -> list[str]:
    return [word for word in _list(rows) if isinstance(word, str)]


def _list(rows: Any) -> list[Any]:
    return rows if isinstance(rows, list) else []


def _table(rows: Any) -> dict[str, Any]:
    return rows if isinstance(rows, dict) else {}
