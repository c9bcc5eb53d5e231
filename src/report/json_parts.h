// Parts of reports in JSON that several kinds of report share.
#pragma once

#include "report/json_stream.h"
#include "report/report.h"

namespace kinsafe {

void write_json_tool(JsonWriter &json, const ToolIdentity &tool);
void write_json_facts(JsonWriter &json, const Facts &facts, std::span<const FactKind> kinds, const Texts &english);
void write_json_verdicts(JsonWriter &json, const Report &report, const Wording &wording);
void write_json_gaps(JsonWriter &json, const std::vector<GapRow> &gaps);
void write_json_question(JsonWriter &json, const Report &report);

} // namespace kinsafe
