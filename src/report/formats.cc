// The list of report formats.
#include "report/report.h"

namespace kinsafe {
namespace {

constexpr ReportFormat formats[] = {
    {"text", "txt", write_text},
    {"json", "json", write_json},
    {"sarif", "sarif", write_sarif},
    {"html", "html", write_html},
};

} // namespace

std::span<const ReportFormat> report_formats() { return formats; }

} // namespace kinsafe
