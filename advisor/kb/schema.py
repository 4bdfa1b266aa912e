"""JSON Schema (draft-07) of the files of a knowledge base and of a person's case.

The shapes come from the model, the ids and options from the knowledge base at hand, so that an editor
completes them and marks what does not exist. A base with faults has a schema as well: it is made of the
items as they were written.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from advisor.errors import UsageError
from advisor.kb.schema_conditions import conditions, consequents, given_answers
from advisor.kb.schema_ids import Ids, ids_of
from advisor.kb.schema_refs import LISTED_REFS, REFS, id_lists, list_name
from advisor.model.collect import collect
from advisor.model.files import SourceFile
from advisor.model.kinds import LISTS, SINGLES

DRAFT = "http://json-schema.org/draft-07/schema#"
Schema = dict[str, Any]

CONDITION = {"$ref": "#/definitions/condition"}
_CONDITIONS = ("when", "applies_when", "only_if")
_OWN_WHEN = ("RowShape", "DoubtShape")
"""Shapes whose `when` is no condition on facts: cells of a row, a comparison of sums."""
_CLAIMS = ("for", "against", "rank", "up", "down", "is")
_CELLS = {"type": "array", "items": {"$ref": "#/definitions/cell"}, "minItems": 1}


def schema_files(files: Sequence[SourceFile]) -> dict[str, Schema]:
    """Return every schema by file name: `knowledge` for files of any kinds, one for each kind, and `case`.

    `files`: those of the knowledge base whose ids are to be completed.
    """
    ids = ids_of(collect(files)[0])
    whole = _knowledge(ids)
    found = {"knowledge.schema.json": whole}
    for kind in (*LISTS, *SINGLES):
        only: Schema = {**whole, "title": kind, "properties": {kind: whole["properties"][kind]}, "required": [kind]}
        found[f"{kind}.schema.json"] = _trimmed(only)
    found["case.schema.json"] = _case(ids)
    return found


def schema_of(files: Sequence[SourceFile], kind: str) -> Schema:
    """Return the schema of one kind of file, `knowledge` or `case`; raises UsageError for another word."""
    from advisor.diagnostics import did_you_mean

    found = schema_files(files)
    name = f"{kind}.schema.json"
    if name not in found:
        kinds = [one.partition(".")[0] for one in found]
        hint = did_you_mean(kind, kinds)
        message = f"there is no kind of file '{kind}'; kinds are {', '.join(kinds)}"
        raise UsageError(f"{message}; {hint}" if hint else message)
    return found[name]


# --- knowledge --------------------------------------------------------------------------------------


def _knowledge(ids: Ids) -> Schema:
    definitions: Schema = {}
    properties: Schema = {}
    for kind, shape in {**LISTS, **SINGLES}.items():
        raw = shape.model_json_schema(by_alias=True, ref_template="#/definitions/{model}")
        own = _told_apart({**raw.pop("$defs", {}), shape.__name__: raw}, definitions, kind)
        definitions.update(own)
        whole = {"$ref": f"#/definitions/{next(reversed(own))}"}
        properties[kind] = {"type": "array", "items": whole} if kind in LISTS else whole
    for name, definition in definitions.items():
        _finish(name, definition, ids)
    definitions.update(id_lists(ids))
    definitions.update(conditions(ids))
    definitions["answers"] = given_answers(ids)
    definitions["ThenShape"]["allOf"] = consequents(ids, of_table=False)
    definitions["TableShape"]["allOf"] = consequents(ids, of_table=True)
    definitions["CaseShape"]["properties"]["given"] = {"$ref": "#/definitions/answers"}
    definitions["CaseShape"]["properties"]["expect"]["propertyNames"] = {"enum": [*ids.decisions, *ids.facts]}
    return {
        "$schema": DRAFT,
        "title": "knowledge",
        "description": "A file of a knowledge base: kinds, each with its items.",
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
        "minProperties": 1,
        "definitions": definitions,
    }


def _told_apart(own: Schema, others: Schema, kind: str) -> Schema:
    """Return definitions under names that no other kind uses for something else."""
    taken = {name for name, definition in own.items() if name in others and others[name] != definition}
    text = json.dumps(own)
    for name in taken:
        text = text.replace(f'"#/definitions/{name}"', f'"#/definitions/{name}_{kind}"')
    renamed: Schema = json.loads(text)
    return {f"{name}_{kind}" if name in taken else name: definition for name, definition in renamed.items()}


def _finish(name: str, definition: Schema, ids: Ids) -> None:
    """Put references, conditions and plain numbers into what pydantic knows of a shape."""
    definition.pop("title", None)
    for key, value in list(definition.get("properties", {}).items()):
        value.pop("title", None)
        _numbers_only(value)
        if key in _CONDITIONS and name not in _OWN_WHEN:
            definition["properties"][key] = dict(CONDITION)
        elif key in _CLAIMS and name in ("RowShape", "ThenShape"):
            definition["properties"][key] = {"$ref": f"#/definitions/claim_{key}"}
        elif name == "RowShape" and key == "when":
            definition["properties"][key] = dict(_CELLS)
        _refer(name, key, definition["properties"], ids)


def _refer(name: str, key: str, fields: Schema, ids: Ids) -> None:
    """Let a field that names something accept only what there is."""
    value = fields[key]
    for where, kinds in REFS.items():
        if where in (f"{name}.{key}", f"*.{key}") and ids.of(kinds):
            named: Schema = {"$ref": f"#/definitions/{list_name(kinds)}"}
            fields[key] = {"anyOf": [{"const": ""}, named]} if value.get("default") == "" else named
    for where, kinds in LISTED_REFS.items():
        if where in (f"{name}.{key}", f"*.{key}") and ids.of(kinds):
            items = {"$ref": f"#/definitions/{list_name(kinds)}"}
            listed = next((one for one in value.get("anyOf", ()) if one.get("type") == "array"), value)
            listed["items"] = items


def _numbers_only(value: Any) -> None:
    """Take the texts out that pydantic would accept for a decimal: the reader of files gives numbers."""
    if isinstance(value, dict):
        choices = value.get("anyOf")
        if isinstance(choices, list) and any(one.get("type") == "number" for one in choices):
            value["anyOf"] = [one for one in choices if not (one.get("type") == "string" and "pattern" in one)]
        for inner in value.values():
            _numbers_only(inner)
    elif isinstance(value, list):
        for inner in value:
            _numbers_only(inner)


def _trimmed(schema: Schema) -> Schema:
    """Return a schema without the definitions that nothing in it refers to."""
    wanted: dict[str, Any] = {}
    waiting = _targets(schema["properties"])
    while waiting:
        name = waiting.pop()
        if name not in wanted:
            wanted[name] = schema["definitions"][name]
            waiting |= _targets(wanted[name])
    return {**schema, "definitions": {name: wanted[name] for name in schema["definitions"] if name in wanted}}


def _targets(value: Any) -> set[str]:
    if isinstance(value, Mapping):
        own = {str(value["$ref"]).rpartition("/")[2]} if isinstance(value.get("$ref"), str) else set()
        return own.union(*(_targets(inner) for inner in value.values()))
    if isinstance(value, list):
        return set().union(*(_targets(inner) for inner in value))
    return set()


# --- a person's case --------------------------------------------------------------------------------


def _case(ids: Ids) -> Schema:
    answers = given_answers(ids)
    day = {"type": "string"}
    return {
        "$schema": DRAFT,
        "title": "case",
        "description": "A person's answers.",
        "type": "object",
        "properties": {
            "name": {"type": "string"},
            "knowledge": {"type": "string"},
            "prefer": {"type": "array", "items": {"type": "string"}},
            "goals": {"type": "array", "items": {"type": "string", "enum": [*ids.decisions, *ids.of(("areas",))]}},
            "quick": {"type": "boolean"},
            "period": {
                "type": "object",
                "properties": {"start": day, "end": day},
                "required": ["start", "end"],
                "additionalProperties": False,
            },
            "facts": {"$ref": "#/definitions/answers"},
            "reserve": {"$ref": "#/definitions/answers"},
            "recheck": {"type": "array", "items": {"type": "string", "enum": list(ids.facts)}},
            "set_aside": {"type": "object"},
        },
        "additionalProperties": {"type": "string"},
        "required": ["facts"],
        "definitions": {"answers": answers},
    }
