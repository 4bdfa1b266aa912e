"""`advisor kb …`: for authors."""

from __future__ import annotations

import click

from advisor.cli.lazy import Entry, LazyGroup

KB_COMMANDS = {
    "check": Entry("kb_check", "Tìm lỗi, chỗ hở và mâu thuẫn · Find faults, gaps and contradictions."),
    "test": Entry("kb_test", "Chạy các tình huống thử · Run the cases."),
    "coverage": Entry("kb_coverage", "Điều gì đã được dạy, dùng và thử · What is taught, used and tested."),
    "diff": Entry("kb_diff", "Lời khuyên đổi ra sao giữa hai bản · Which advice two versions differ in."),
    "export-tables": Entry("kb_tables", "Bảng quyết định ra bảng tính · Decision tables to a spreadsheet."),
    "import-tables": Entry("kb_tables", "Bảng tính vào lại bảng quyết định · A spreadsheet back into decision tables."),
    "export-dmn": Entry("kb_dmn", "Bảng quyết định ra DMN · Decision tables as DMN."),
    "import-dmn": Entry("kb_dmn", "Bảng quyết định từ DMN · Decision tables of a DMN file."),
    "export-clips": Entry("kb_dmn", "Luật ra CLIPS · Rules as CLIPS."),
    "schema": Entry("kb_schema", "Lược đồ JSON cho trình soạn thảo · JSON Schemas for editors."),
    "graph": Entry("kb_graph", "Vẽ dữ kiện, luật, quyết định · A picture of facts, rules and decisions."),
    "new": Entry("kb_new", "Tạo cơ sở kiến thức mới, thêm luật · Start a knowledge base, add a rule."),
    "copy": Entry("kb_copy", "Chép kiến thức ra để sửa · Copy the knowledge to change it."),
}


@click.group(name="kb", cls=LazyGroup, entries=KB_COMMANDS)
def kb_command() -> None:
    """Soạn, kiểm tra và thử cơ sở tri thức · Write, check and test a knowledge base."""
