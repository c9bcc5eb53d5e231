// Sheets of outsourced collectors in Chinese (催记): every firm has its own headings, so each field has all spellings that
// are known. Usually exported from a spreadsheet, with dates such as 2020/2/10 22:41.
#include "conduct/import/formats.h"

namespace kinsafe {
namespace {

constexpr Rule rules[] = {
    {"time", "跟进时间 催收时间 催记时间 联系时间 拨打时间 通话时间 呼叫时间 通话开始时间 开始时间 外访时间 行动时间 录入时间 操作时间 创建时间 跟进日期 催收日期 联系日期 拨打日期 日期"},
    {"medium", "跟进方式 催收方式 联系方式类型 联络方式 催收手段 跟进类型 行动类型 作业方式 催记来源 渠道"},
    {"theirs", "电话地址 电话/地址 电话号码 联系电话 拨打号码 拨打电话 被叫号码 被叫 呼叫号码 催收号码 手机号码 手机号 手机 联系号码 电话 号码 联系方式 客户电话"},
    {"ours", "主叫号码 主叫 外显号码 显示号码 分机号 坐席号码"},
    {"party", "催收对象 联系对象 沟通对象 跟进对象 对象 联系人类型 联系人类别 号码类型 电话类型 号码来源 电话来源 与借款人关系 与客户关系 与债务人关系 与本人关系 关系"},
    {"relation", "与借款人关系 与客户关系 与债务人关系 与本人关系 联系人关系 关系 催收对象 联系对象"},
    {"person", "姓名 联系人姓名 对象姓名 联系人 被催收人 接听人"},
    {"outcome", "电话状态 通话结果 拨打结果 接通状态 呼叫结果 联系结果 电联结果 通话状态 拨打状态 接听状态 催收结果 沟通结果"},
    {"raw_outcome", "电话状态 通话结果 拨打结果 接通状态 呼叫结果 联系结果 电联结果 通话状态 拨打状态 接听状态 催收反馈 催收结果 沟通结果 催收代码 行动代码"},
    {"text", "跟进内容 催收内容 催记内容 催记 沟通内容 通话内容 短信内容 催收记录 跟进记录 备注 详情 内容"},
    {"collector", "跟进人员 跟进人 催收员 催收人员 催收人 经办人 坐席 坐席姓名 坐席工号 操作员 操作人 作业员 外访员 录入人 员工工号"},
    {"agency", "受托方 受托机构 委外机构 催收机构 催收公司 外包公司 委外公司 机构名称 代理机构"},
    {"lender", "委托方 委托机构 资金方 贷款机构 出借方 甲方"},
    {"debt", "借据号 借据编号 合同号 合同编号 借款编号 贷款编号 借款单号 订单号 订单编号 案件编号 案件号 案号 个案序列号 账户号 账号 卡号"},
    {"borrower", "客户号 客户编号 借款人编号 身份证号 证件号码 借款人 借款人姓名 客户姓名 债务人 债务人姓名 客户名称 欠款人"},
    {"days_past_due", "逾期天数 拖欠天数 当前逾期天数"},
    {"due", "应还日期 应还款日 还款日 到期日 账单日"},
    {"talk_seconds", "通话时长 通话时长秒 通话秒数 时长 通话时长(秒)"},
    {"template_id", "模板编号 短信模板 模板"},
    {"recording", "录音编号 录音文件 录音"},
    {"direction", "呼叫方向 呼叫类型 呼入呼出 方向"},
    {"people_present", "外访人数 到场人数"},
    {"place", "外访地址 地址 外访地点"},
    {".detail", "催收反馈 催收结果 反馈"},
    {".kind", "催记来源 催收类型 催收方式"},
};

constexpr Value values[] = {
    {"medium", "电话", "call"}, {"medium", "电催", "call"}, {"medium", "电话催收", "call"}, {"medium", "外呼", "call"}, {"medium", "呼出", "call"}, {"medium", "呼入", "call"},
    {"medium", "电话联系", "call"}, {"medium", "协催", "call"}, {"medium", "AI电话", "call"}, {"medium", "智能外呼", "call"}, {"medium", "机器人", "call"}, {"medium", "手工电话", "call"},
    {"medium", "短信", "sms"}, {"medium", "短信催收", "sms"}, {"medium", "信息", "sms"}, {"medium", "彩信", "sms"},
    {"medium", "微信", "im"}, {"medium", "qq", "im"}, {"medium", "企业微信", "im"}, {"medium", "whatsapp", "im"}, {"medium", "网络", "im"},
    {"medium", "邮件", "mail"}, {"medium", "邮箱", "mail"}, {"medium", "电子邮件", "mail"},
    {"medium", "外访", "visit"}, {"medium", "上门", "visit"}, {"medium", "上门催收", "visit"}, {"medium", "实地", "visit"}, {"medium", "家访", "visit"}, {"medium", "走访", "visit"},
    {"medium", "信函", "letter"}, {"medium", "信件", "letter"}, {"medium", "函件", "letter"}, {"medium", "律师函", "letter"}, {"medium", "催收函", "letter"}, {"medium", "传真", "fax"},
    {"medium", "委外", "unknown"}, {"medium", "特殊", "unknown"}, {"medium", "停催", "unknown"}, {"medium", "其他", "unknown"},

    {"party", "本人", "debtor"}, {"party", "客户本人", "debtor"}, {"party", "借款人", "debtor"}, {"party", "借款人本人", "debtor"}, {"party", "债务人", "debtor"}, {"party", "持卡人", "debtor"},
    {"party", "主借款人", "debtor"}, {"party", "客户", "debtor"},
    {"party", "担保人", "guarantor"}, {"party", "保证人", "guarantor"}, {"party", "连带责任人", "guarantor"}, {"party", "共同借款人", "co_debtor"}, {"party", "共借人", "co_debtor"},
    {"party", "紧急联系人", "named_contact"}, {"party", "紧急联系人1", "named_contact"}, {"party", "紧急联系人2", "named_contact"}, {"party", "第一联系人", "named_contact"},
    {"party", "第二联系人", "named_contact"}, {"party", "预留联系人", "named_contact"},
    {"party", "单位", "employer"}, {"party", "公司", "employer"}, {"party", "单位电话", "employer"}, {"party", "工作单位", "employer"}, {"party", "单电", "employer"}, {"party", "雇主", "employer"},
    {"party", "通讯录", "address_book"}, {"party", "通讯录联系人", "address_book"}, {"party", "手机通讯录", "address_book"}, {"party", "电话本", "address_book"},
    {"party", "通话记录", "call_record"}, {"party", "通话详单", "call_record"}, {"party", "运营商", "call_record"}, {"party", "通话清单", "call_record"}, {"party", "高频联系人", "call_record"},
    // Kinship and friendship alone do not say that the borrower named the person.
    {"party", "配偶", "unknown"}, {"party", "父母", "unknown"}, {"party", "父亲", "unknown"}, {"party", "母亲", "unknown"}, {"party", "子女", "unknown"}, {"party", "兄弟", "unknown"},
    {"party", "姐妹", "unknown"}, {"party", "亲戚", "unknown"}, {"party", "亲属", "unknown"}, {"party", "朋友", "unknown"}, {"party", "同事", "unknown"}, {"party", "同学", "unknown"},
    {"party", "联系人", "unknown"}, {"party", "第三方", "other"}, {"party", "第三人", "other"}, {"party", "其他", "unknown"}, {"party", "村委", "other"}, {"party", "邻居", "other"},

    {"outcome", "接通", "answered"}, {"outcome", "已接通", "answered"}, {"outcome", "已接", "answered"}, {"outcome", "正常接听", "answered"}, {"outcome", "接听", "answered"},
    {"outcome", "正常", "answered"}, {"outcome", "有效接通", "answered"}, {"outcome", "通话", "answered"}, {"outcome", "可联", "answered"},
    {"outcome", "本人接听", "answered_right"}, {"outcome", "本人", "answered_right"}, {"outcome", "承诺还款", "answered_right"},
    {"outcome", "非本人", "answered_other"}, {"outcome", "非本人接听", "answered_other"}, {"outcome", "他人接听", "answered_other"}, {"outcome", "第三方接听", "answered_other"},
    {"outcome", "家人接听", "answered_other"}, {"outcome", "转告", "answered_other"}, {"outcome", "查无此人", "answered_other"},
    {"outcome", "无人接听", "rang"}, {"outcome", "未接", "rang"}, {"outcome", "未接听", "rang"}, {"outcome", "无人应答", "rang"}, {"outcome", "无应答", "rang"}, {"outcome", "响铃未接", "rang"},
    {"outcome", "未接通", "unknown"}, {"outcome", "无法接通", "failed"}, {"outcome", "不在服务区", "failed"}, {"outcome", "暂时无法接通", "failed"}, {"outcome", "呼叫失败", "failed"},
    {"outcome", "关机", "busy"}, {"outcome", "占线", "busy"}, {"outcome", "忙线", "busy"}, {"outcome", "忙", "busy"}, {"outcome", "正在通话中", "busy"}, {"outcome", "通话中", "busy"},
    {"outcome", "拒接", "busy"}, {"outcome", "挂断", "busy"}, {"outcome", "直接挂断", "busy"}, {"outcome", "来电提醒", "busy"},
    {"outcome", "空号", "failed"}, {"outcome", "停机", "failed"}, {"outcome", "欠费停机", "failed"}, {"outcome", "错号", "failed"}, {"outcome", "号码不存在", "failed"}, {"outcome", "已停机", "failed"},
    {"outcome", "语音信箱", "voicemail"}, {"outcome", "留言", "voicemail"}, {"outcome", "语音留言", "voicemail"},
    {"outcome", "发送成功", "sent"}, {"outcome", "已发送", "sent"}, {"outcome", "已送达", "delivered"}, {"outcome", "送达", "delivered"}, {"outcome", "发送失败", "failed"},

    {"direction", "呼出", "out"}, {"direction", "外呼", "out"}, {"direction", "呼入", "in"}, {"direction", "来电", "in"},
};

std::string_view complete(Filled &row, const Profile &) {
  EventRow &event = row.event;
  if (row.extra.kind == "停催") return idle; // a note that collection stops
  event.purpose = Purpose::collect;
  if (event.direction == Direction::unknown) event.direction = Direction::out;
  if (event.raw_outcome.empty()) event.raw_outcome = row.extra.detail;
  const bool is_spoken = event.medium == Medium::call || event.medium == Medium::visit;
  if (!is_spoken && event.medium != Medium::unknown && event.outcome == Outcome::unknown) event.outcome = Outcome::sent;
  return {};
}

} // namespace

const Format record_sheet = {
    .name = "record-sheet",
    .title = "record sheets of collectors in Chinese (催记)",
    .signature = "跟进时间|催收时间|催记时间|联系时间|拨打时间|通话时间|呼叫时间|通话开始时间|开始时间|外访时间|行动时间|录入时间|操作时间|创建时间|跟进日期|催收日期|联系日期|拨打日期|日期 "
                 "催收对象|联系对象|沟通对象|跟进对象|对象|电话/地址|电话号码|联系电话|拨打号码|拨打电话|被叫号码|被叫|催收号码|手机号码|手机号|手机|联系号码|电话|号码|关系|与借款人关系|与客户关系 "
                 "跟进内容|催收内容|催记内容|催记|沟通内容|通话内容|备注|跟进人员|催收员|催收人员|催收人|坐席|催收方式|跟进方式|电话状态|通话结果|拨打结果|催收结果|催收反馈|短信内容|催收记录|跟进记录",
    .least_columns = 4,
    .rules = rules,
    .values = values,
    .lists = ". RECORDS data rows",
    .complete = complete,
};

} // namespace kinsafe
