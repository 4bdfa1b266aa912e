"""The parts of the schemas that know each fact and decision: conditions, consequents, answers."""

from __future__ import annotations

from typing import Any

from advisor.kb.schema_ids import Ids, Known

Schema = dict[str, Any]

NUMBER_TEST = r"^\s*(<=|>=|!=|<|>|=)\s*-?[0-9]+(\.[0-9]+)?\s*$|^\s*[\[(\]]\s*-?[0-9.]+\s*\.\.\s*-?[0-9.]+\s*[\])\[]\s*$"
_NUMBERS: Schema = {
    "anyOf": [
        {"type": "number"},
        {"const": "known"},
        {
            "type": "object",
            "properties": {op: {"type": "number"} for op in ("lt", "le", "gt", "ge", "eq", "ne")},
            "additionalProperties": False,
            "minProperties": 1,
        },
    ]
}
_CLAIMS_OF = {"rank": ("rank",), "direction": ("up", "down")}


def conditions(ids: Ids) -> Schema:
    """Return the definitions of conditions, of the cells of tables and of what rules claim."""
    subjects = {**ids.facts, **ids.decisions, **ids.formulas}
    own = {"$ref": "#/definitions/condition"}
    several = {"type": "array", "items": own, "minItems": 1}
    outcomes = sorted({outcome for one in subjects.values() for outcome in one.outcomes})
    word = {"anyOf": [{"type": "string", "enum": outcomes}, {"type": "boolean"}]}
    options = sorted({id_ for one in ids.decisions.values() for id_, _ in one.options})
    return {
        **{_name_of(one): _word(one) for one in subjects.values() if one.outcomes},
        "condition": {
            "description": "`always`, or tests that must all hold.",
            "anyOf": [
                {"const": "always"},
                {
                    "type": "object",
                    "properties": {
                        "all": several,
                        "any": several,
                        "not": own,
                        **{id_: _test(one) for id_, one in subjects.items()},
                    },
                    "additionalProperties": False,
                    "minProperties": 1,
                },
            ],
        },
        "cell": {
            "description": "`-` for anything, an option, a list of options, or a test of a number: `> 10`, `[5..10)`.",
            "anyOf": [
                {"type": "string", "enum": ["-", "known", *outcomes]},
                {"type": "string", "pattern": NUMBER_TEST},
                {"type": ["number", "boolean"]},
                {"type": "array", "items": word, "minItems": 1},
                _combined(word),
                _NUMBERS["anyOf"][2],
            ],
        },
        **{f"claim_{claim}": _claim(options) for claim in ("for", "against", "up", "down")},
        "claim_rank": _rank(options),
        "claim_is": {"type": ["string", "boolean"]},
    }


def _test(one: Known) -> Schema:
    described = {"description": one.title} if one.title else {}
    if one.numeric:
        return {**described, **_NUMBERS}
    if one.kind == "yes-no":
        word: Schema = {"type": "boolean"}
    elif one.outcomes:
        word = {"$ref": f"#/definitions/{_name_of(one)}"}
    else:
        return {**described, "const": "known"}
    return {
        **described,
        "anyOf": [word, {"const": "known"}, {"type": "array", "items": word, "minItems": 1}, _combined(word)],
    }


def _name_of(one: Known) -> str:
    return f"value_of_{one.id}"


def _word(one: Known) -> Schema:
    return {"type": "string", "enum": one.outcomes, **_told(one)}


def _told(one: Known) -> Schema:
    """Return what an editor shows beside each option."""
    return {"enumDescriptions": [title for _, title in one.options]} if one.kind != "direction" else {}


def _combined(word: Schema) -> Schema:
    some = {"anyOf": [word, {"type": "array", "items": word, "minItems": 1}]}
    return {
        "type": "object",
        "properties": {"all": some, "any": some, "not": some},
        "additionalProperties": False,
        "minProperties": 1,
    }


# --- consequents ------------------------------------------------------------------------------------


def _claim(options: list[str]) -> Schema:
    option = {"type": "string", "enum": options}
    listed = {"type": "array", "items": option, "minItems": 1}
    one_of = [{"type": "object", "properties": {joint: listed}, "required": [joint], "additionalProperties": False}
              for joint in ("any", "all")]  # fmt: skip
    return {"anyOf": [option, listed, *one_of]}


def _rank(options: list[str]) -> Schema:
    option = {"type": "string", "enum": options}
    return {"type": "array", "items": {"anyOf": [option, {"type": "array", "items": option}]}, "minItems": 1}


def consequents(ids: Ids, *, of_table: bool) -> list[Schema]:
    """Return, for each decision and fact, what may be claimed of it: in a consequent, or in the rows of a table."""
    return [
        *(_where("decision", one.id, _claims(one), of_table) for one in ids.decisions.values()),
        *(_where("fact", one.id, {"is": _inferred(one)}, of_table) for one in ids.facts.values()),
    ]


def _claims(one: Known) -> Schema:
    options = [id_ for id_, _ in one.options]
    if one.kind == "rank":
        return {"rank": _rank(options)}
    return {claim: _claim(options) for claim in _CLAIMS_OF.get(one.kind, ("for", "against"))}


def _inferred(one: Known) -> Schema:
    return {"type": "boolean"} if one.kind == "yes-no" else {"type": "string", "enum": [id_ for id_, _ in one.options]}


def _where(key: str, id_: str, claims: Schema, of_table: bool) -> Schema:
    others = [one for one in ("for", "against", "rank", "up", "down", "is") if one not in claims]
    says = {
        "properties": {**claims, **{one: {"not": {}} for one in others}},
        "anyOf": [{"required": [claim]} for claim in claims],
    }
    then = {"properties": {"rows": {"items": says}}} if of_table else says
    return {"if": {"properties": {key: {"const": id_}}, "required": [key]}, "then": then}


# --- answers ----------------------------------------------------------------------------------------


def given_answers(ids: Ids) -> Schema:
    """Return what a person can answer, by fact; null is don't-know."""
    return {
        "type": "object",
        "properties": {id_: _answer(one) for id_, one in ids.facts.items()},
        "additionalProperties": False,
    }


def _answer(one: Known) -> Schema:
    described = {"description": one.title} if one.title else {}
    if one.kind == "text":
        return {**described, "type": ["string", "null"]}
    if one.kind == "yes-no":
        return {**described, "anyOf": [{"type": ["boolean", "null"]}, {"type": "string"}]}
    if one.numeric:  # also as people write amounts: `1,5 tỷ`
        return {**described, "anyOf": [{"type": ["number", "null"]}, {"type": "string", "pattern": "[0-9?]"}]}
    word: Schema = {"type": "string", "enum": [id_ for id_, _ in one.options], **_told(one)}
    said: Schema = {"type": "string", "enum": ["?", *one.labels]}
    if one.kind == "choice":
        return {**described, "anyOf": [word, said, {"type": "null"}]}
    ticked = {"type": "array", "items": {"anyOf": [word, said]}}
    return {**described, "anyOf": [ticked, word, said, {"type": "null"}]}
