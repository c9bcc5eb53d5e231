// Answers of Chinese message services: Aliyun's QuerySendDetails (inside China) and QueryMessage (international), and the
// records of WeChat's cloud base. Their times are those of China; the day that a query names is the day of sending.
#include "conduct/import/formats.h"

namespace kinsafe {
namespace {

constexpr ColumnRule detail_rules[] = {
    {"time", "SendDate"}, {"theirs", "PhoneNum"},          {"outcome", "SendStatus"}, {"raw_outcome", "ErrCode SendStatus"},
    {"text", "Content"},  {"template_id", "TemplateCode"}, {"debt", "OutId"},
};
constexpr ColumnValue detail_values[] = {{"outcome", "1", "sent"}, {"outcome", "2", "failed"}, {"outcome", "3", "delivered"}};

constexpr ColumnRule message_rules[] = {
    {"time", "SendDate"}, {"theirs", "To"},     {"ours", "From"}, {"outcome", "Status"}, {"raw_outcome", "ErrorCode Status"},
    {"text", "Message"},  {"leg", "MessageId"},
};
constexpr ColumnValue message_values[] = {{"outcome", "1", "delivered"}, {"outcome", "2", "failed"}, {"outcome", "3", "sent"}};

constexpr ColumnRule cloud_rules[] = {{"time", "CreateTime"}, {"theirs", "Mobile"}, {"outcome", "Status"}, {"raw_outcome", "Status"}, {"text", "Content"}};
constexpr ColumnValue cloud_values[] = {
    {"outcome", "SUCCESS", "delivered"}, {"outcome", "DELIVERED", "delivered"}, {"outcome", "FAIL", "failed"}, {"outcome", "FAILED", "failed"}};

std::string_view complete(Filled &row, const Profile &) {
  row.event.direction = Direction::out;
  return row.event.theirs.empty() ? "it names no number" : "";
}

} // namespace

const RecordFormat aliyun_details = {
    .name = "aliyun-sms",
    .title = "Aliyun QuerySendDetails (JSON)",
    .signature = "PhoneNum SendDate SendStatus",
    .rules = detail_rules,
    .values = detail_values,
    .lists = "SmsSendDetailDTOs.SmsSendDetailDTO .",
    .zone = "Asia/Shanghai",
    .medium = Medium::sms,
    .complete = complete,
};

const RecordFormat aliyun_international = {
    .name = "aliyun-sms-international",
    .title = "Aliyun QueryMessage (JSON)",
    .signature = "To SendDate Status Message",
    .rules = message_rules,
    .values = message_values,
    .lists = ".",
    .zone = "Asia/Shanghai",
    .medium = Medium::sms,
    .complete = complete,
};

const RecordFormat wechat_cloud = {
    .name = "wechat-cloudbase-sms",
    .title = "message records of WeChat's cloud base (JSON)",
    .signature = "Mobile Content CreateTime Status",
    .rules = cloud_rules,
    .values = cloud_values,
    .lists = ". SmsRecords Records data",
    .zone = "Asia/Shanghai",
    .medium = Medium::sms,
    .complete = complete,
};

} // namespace kinsafe
