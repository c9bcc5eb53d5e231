// Made by tools/fineract_schemas.py from the Avro schemas of Apache Fineract (Apache License 2.0), as they stood from
// 2022-10-21 to its commit 4198b0bcf of 2024-10-24: of each record the fields in their order, by the versions of them all. Facts alone.
#include "conduct/import/fineract_avro.h"

namespace kinsafe {
namespace {

constexpr FineractRecord records[] = {
    {0, "AccountTransferDataV1",
     "id:int? boolean? CurrencyDataV1? bigdecimal? string?*2 OfficeDataV1? ClientDataV1? EnumOptionDataV1? PortfolioAccountDataV1? OfficeDataV1? "
     "ClientDataV1? EnumOptionDataV1? PortfolioAccountDataV1?"},
    {0, "BulkMessageItemV1",
     "id:int type:string category:string dataschema:string data:bytes"},
    {0, "BulkMessagePayloadV1",
     "datas:[BulkMessageItemV1]"},
    {0, "CalendarDataV1",
     "id:long? long?*2 EnumOptionDataV1? string?*6 int? type:EnumOptionDataV1? boolean? string? EnumOptionDataV1? int? EnumOptionDataV1?*3 "
     "int?*2 [string]?*2 string?*4 long? string? long? string? int?"},
    {0, "ChargeDataV1",
     "id:long? string? boolean?*3 int?*3 boolean? PaymentTypeDataV1? CurrencyDataV1? amount:bigdecimal? EnumOptionDataV1?*4 string? int? "
     "bigdecimal?*2 EnumOptionDataV1? GLAccountDataV1?"},
    {0, "ClientCollateralManagementDataV1",
     "bigdecimal? id:long? bigdecimal?*4 string?"},
    {0, "ClientDataV1",
     "id:long? accountNo:string? externalId:string? EnumOptionDataV1? CodeValueDataV1? boolean? string?*9 CodeValueDataV1?*3 boolean? long? "
     "string? long? string? long? boolean? long? string? timeline:ClientTimelineDataV1? long? string? long? EnumOptionDataV1? "
     "[ClientCollateralManagementDataV1]? [GroupGeneralDataV1]?"},
    {0, "ClientTimelineDataV1",
     "string?*8 closedOnDate:string? string?*3"},
    {0, "CodeValueDataV1",
     "id:long? string? int? string? boolean?*2"},
    {0, "CollectionDataV1",
     "bigdecimal? pastDueDays:int? string? int? delinquentDate:string? delinquentAmount:bigdecimal? string? bigdecimal?"},
    {0, "CurrencyDataV1",
     "string?*2 int?*2 string?*3"},
    {0, "DelinquencyBucketDataV1",
     "id:long? string? [DelinquencyRangeDataV1]?"},
    {0, "DelinquencyRangeDataV1",
     "id:long? string? int?*2"},
    {0, "DisbursementDataV1",
     "id:int? string?*2 bigdecimal?*2 string? bigdecimal?*2"},
    {0, "EnumOptionDataV1",
     "id:int? string?*2"},
    {0, "GLAccountDataV1",
     "id:long? string? long? string? boolean?*2 type:EnumOptionDataV1? EnumOptionDataV1? string?*2 CodeValueDataV1? long?"},
    {0, "GroupGeneralDataV1",
     "id:long? accountNo:string? string? externalId:string? EnumOptionDataV1? boolean? string? long? string? long? string? long? string?*3 "
     "[GroupRoleDataV1]? [CalendarDataV1]? CalendarDataV1?"},
    {0, "GroupRoleDataV1",
     "id:long? CodeValueDataV1? clientId:long? string?"},
    {0, "LoanAccountDataV1",
     "id:int? accountNo:string? externalId:string? LoanStatusEnumDataV1? EnumOptionDataV1? clientId:long? clientAccountNo:string? string? long? "
     "string? loanProductId:long? loanProductName:string? string? boolean? long? string? long? string? long? string? EnumOptionDataV1? "
     "bigdecimal?*4 int? EnumOptionDataV1? int?*2 EnumOptionDataV1?*3 bigdecimal? EnumOptionDataV1? bigdecimal? boolean? bigdecimal? "
     "EnumOptionDataV1?*3 boolean? bigdecimal? long? string? int?*5 string?*2 boolean? timeline:LoanApplicationTimelineDataV1? "
     "LoanSummaryDataV1? repaymentSchedule:LoanScheduleDataV1? [LoanTransactionDataV1]? [LoanChargeDataV1]? CalendarDataV1? "
     "[DisbursementDataV1]? LoanScheduleDataV1? bigdecimal? int?*2 PortfolioAccountDataV1? boolean?*3 bigdecimal?*2 boolean? "
     "[LoanTermVariationsDataV1]? [LoanAccountSummaryDataV1]? boolean?*2 long? string? bigdecimal? LoanProductDataV1? boolean?*2 [ChargeDataV1]? "
     "EnumOptionDataV1?*2 boolean? LoanInterestRecalculationDataV1? boolean? delinquent:CollectionDataV1? "
     "delinquencyRange:DelinquencyRangeDataV1?"},
    {0, "LoanAccountSummaryDataV1",
     "id:long? accountNo:string? string? externalId:string? long? string?*2 LoanStatusEnumDataV1? EnumOptionDataV1? int? "
     "timeline:LoanApplicationTimelineDataV1? boolean? bigdecimal?*3"},
    {0, "LoanApplicationTimelineDataV1",
     "string?*21 closedOnDate:string? string?*8"},
    {0, "LoanChargeDataV1",
     "id:long? long? string? EnumOptionDataV1? dueDate:string? EnumOptionDataV1? bigdecimal?*2 CurrencyDataV1? amount:bigdecimal? bigdecimal?*5 "
     "[ChargeDataV1]? boolean? EnumOptionDataV1? boolean?*3 loanId:long? bigdecimal?*2 [LoanInstallmentChargeDataV1]? bigdecimal?*2 "
     "externalId:string?"},
    {0, "LoanChargePaidByDataV1",
     "id:int? amount:bigdecimal? int? long?*2 string?"},
    {0, "LoanInstallmentChargeDataV1",
     "int? dueDate:string? amount:bigdecimal? bigdecimal?*2 boolean?*2 bigdecimal?*2"},
    {0, "LoanInterestRecalculationDataV1",
     "id:int? loanId:long? EnumOptionDataV1?*2 CalendarDataV1? EnumOptionDataV1? int? EnumOptionDataV1?*2 int? EnumOptionDataV1? int? "
     "EnumOptionDataV1?*2 int? boolean? CalendarDataV1? boolean?"},
    {0, "LoanProductBorrowerCycleVariationDataV1",
     "id:long? int? EnumOptionDataV1?*2 bigdecimal?*3"},
    {0, "LoanProductDataV1",
     "id:long? string?*3 long? string? boolean?*2 string?*3 externalId:string? CurrencyDataV1? bigdecimal?*3 int?*4 EnumOptionDataV1? "
     "bigdecimal?*3 EnumOptionDataV1? bigdecimal? boolean? long? string? bigdecimal?*4 boolean?*2 int?*2 EnumOptionDataV1?*3 boolean? "
     "bigdecimal? long? string? int?*6 EnumOptionDataV1?*2 boolean? LoanProductInterestRecalculationDataV1? int? boolean? int? [ChargeDataV1]? "
     "[LoanProductBorrowerCycleVariationDataV1]?*3 boolean? [RateDataV1]? boolean? int? bigdecimal? boolean?*2 string? int? bigdecimal? boolean? "
     "LoanProductGuaranteeDataV1? boolean?*3 bigdecimal? DelinquencyBucketDataV1?"},
    {0, "LoanProductGuaranteeDataV1",
     "id:long? long? bigdecimal?*3"},
    {0, "LoanProductInterestRecalculationDataV1",
     "id:long? long? EnumOptionDataV1?*3 int? EnumOptionDataV1?*2 int? EnumOptionDataV1? int? EnumOptionDataV1?*2 int? boolean?*2 "
     "EnumOptionDataV1? boolean?"},
    {0, "LoanScheduleDataV1",
     "CurrencyDataV1? int? bigdecimal?*13 periods:[LoanSchedulePeriodDataV1]? [LoanSchedulePeriodDataV1]?"},
    {0, "LoanSchedulePeriodDataV1",
     "period:int? string? dueDate:string? obligationsMetOnDate:string? boolean? int? bigdecimal?*24 totalDueForPeriod:bigdecimal? "
     "totalPaidForPeriod:bigdecimal? bigdecimal?*9"},
    {0, "LoanStatusEnumDataV1",
     "id:int? string?*2 boolean?*8"},
    {0, "LoanSummaryDataV1",
     "CurrencyDataV1? bigdecimal?*34 string? long? string?"},
    {0, "LoanTermVariationsDataV1",
     "id:long? EnumOptionDataV1? string? bigdecimal? string? boolean?*2"},
    {0, "LoanTransactionDataV1",
     "id:long? long? string? type:LoanTransactionEnumDataV1? date:string? CurrencyDataV1? PaymentDetailDataV1? amount:bigdecimal? bigdecimal?*7 "
     "externalId:string? AccountTransferDataV1? bigdecimal?*2 string? boolean? string? [LoanChargePaidByDataV1]?"},
    {0, "LoanTransactionEnumDataV1",
     "id:int? string?*2 boolean?*22"},
    {0, "OfficeDataV1",
     "id:long? string?*2 externalId:string? string?*2 long? string? [OfficeDataV1]?"},
    {0, "PaymentDetailDataV1",
     "id:long? PaymentTypeDataV1? string?*5"},
    {0, "PaymentTypeDataV1",
     "id:long? string?*2 boolean? long? string? boolean?"},
    {0, "PortfolioAccountDataV1",
     "id:long? accountNo:string? externalId:string? groupId:long? string? clientId:long? string? long? string? long? string? CurrencyDataV1? "
     "bigdecimal?"},
    {0, "RateDataV1",
     "id:long? string? bigdecimal? EnumOptionDataV1? boolean?"},
    {1, "LoanAccountDataV1",
     "id:int? accountNo:string? externalId:string? LoanStatusEnumDataV1? EnumOptionDataV1? clientId:long? clientAccountNo:string? string? long? "
     "string? loanProductId:long? loanProductName:string? string? boolean? long? string? long? string? long? string? EnumOptionDataV1? "
     "bigdecimal?*4 int? EnumOptionDataV1? int?*2 EnumOptionDataV1?*3 bigdecimal? EnumOptionDataV1? bigdecimal? boolean? bigdecimal? "
     "EnumOptionDataV1?*3 boolean? bigdecimal? string?*2 int?*5 string?*2 boolean? timeline:LoanApplicationTimelineDataV1? LoanSummaryDataV1? "
     "repaymentSchedule:LoanScheduleDataV1? [LoanTransactionDataV1]? [LoanChargeDataV1]? CalendarDataV1? [DisbursementDataV1]? "
     "LoanScheduleDataV1? bigdecimal? int?*2 PortfolioAccountDataV1? boolean?*3 bigdecimal?*2 boolean? [LoanTermVariationsDataV1]? "
     "[LoanAccountSummaryDataV1]? boolean?*2 long? string? bigdecimal? LoanProductDataV1? boolean?*2 [ChargeDataV1]? EnumOptionDataV1?*2 "
     "boolean? LoanInterestRecalculationDataV1? boolean? delinquent:CollectionDataV1? delinquencyRange:DelinquencyRangeDataV1?"},
    {1, "LoanProductDataV1",
     "id:long? string?*3 long? string? boolean?*2 string?*3 externalId:string? CurrencyDataV1? bigdecimal?*3 int?*4 EnumOptionDataV1? "
     "bigdecimal?*3 EnumOptionDataV1? bigdecimal? boolean? long? string? bigdecimal?*4 boolean?*2 int?*2 EnumOptionDataV1?*3 boolean? "
     "bigdecimal? string?*2 int?*6 EnumOptionDataV1?*2 boolean? LoanProductInterestRecalculationDataV1? int? boolean? int? [ChargeDataV1]? "
     "[LoanProductBorrowerCycleVariationDataV1]?*3 boolean? [RateDataV1]? boolean? int? bigdecimal? boolean?*2 string? int? bigdecimal? boolean? "
     "LoanProductGuaranteeDataV1? boolean?*3 bigdecimal? DelinquencyBucketDataV1?"},
    {2, "LoanTransactionDataV1",
     "id:long? loanId:long? long? string? type:LoanTransactionEnumDataV1? date:string? CurrencyDataV1? PaymentDetailDataV1? amount:bigdecimal? "
     "bigdecimal?*7 externalId:string? AccountTransferDataV1? bigdecimal?*2 string? boolean? string? [LoanChargePaidByDataV1]?"},
    {3, "LoanTransactionDataV1",
     "id:long? loanId:long? externalLoanId:string? long? string? type:LoanTransactionEnumDataV1? date:string? CurrencyDataV1? "
     "PaymentDetailDataV1? amount:bigdecimal? bigdecimal?*7 externalId:string? AccountTransferDataV1? bigdecimal?*2 string? boolean? string? "
     "[LoanChargePaidByDataV1]?"},
    {4, "LoanTransactionDataV1",
     "id:long? loanId:long? externalLoanId:string? long? string? type:LoanTransactionEnumDataV1? date:string? CurrencyDataV1? "
     "PaymentDetailDataV1? amount:bigdecimal? bigdecimal?*7 externalId:string? AccountTransferDataV1? bigdecimal?*2 string? boolean? string? "
     "[LoanChargePaidByDataV1]? [LoanTransactionRelationDataV1]?"},
    {4, "LoanTransactionRelationDataV1",
     "int int?*2 amount:bigdecimal? string string?"},
    {5, "LoanAccountDelinquencyRangeDataV1",
     "id:long? accountNo:string? externalId:string? delinquencyRange:DelinquencyRangeDataV1?"},
    {5, "LoanTransactionRelationDataV1",
     "long long?*2 amount:bigdecimal? string string?"},
    {6, "LoanRepaymentDueDataV1",
     "id:long? accountNo:string? externalId:string? dueDate:string? CurrencyDataV1? bigdecimal? RepaymentDueDataV1?"},
    {6, "RepaymentDueDataV1",
     "int? bigdecimal?*4 totalAmountDue:bigdecimal?"},
    {7, "LoanRepaymentDueDataV1",
     "loanId:long! loanAccountNo:string! loanExternalId:string? CurrencyDataV1? installment:RepaymentDueDataV1! RepaymentPastDueDataV1?"},
    {7, "RepaymentDueDataV1",
     "int? installmentDueDate:string? bigdecimal?*4 totalAmountDue:bigdecimal?"},
    {7, "RepaymentPastDueDataV1",
     "totalAmount:bigdecimal? bigdecimal?*4"},
    {8, "LoanAccountDelinquencyRangeDataV1",
     "loanId:long loanAccountNo:string loanExternalId:string? delinquencyRange:DelinquencyRangeDataV1? [LoanChargeDataRangeViewV1] "
     "CurrencyDataV1 amount:LoanAmountDataV1"},
    {8, "LoanAmountDataV1",
     "totalAmount:bigdecimal? bigdecimal?*4"},
    {8, "LoanChargeDataRangeViewV1",
     "id:long string CurrencyDataV1! amount:bigdecimal"},
    {9, "LoanSummaryDataV1",
     "CurrencyDataV1? bigdecimal?*34 string? long? string? bigdecimal?*13"},
    {10, "LoanAccountDataV1",
     "id:int? accountNo:string? externalId:string? LoanStatusEnumDataV1? EnumOptionDataV1? clientId:long? clientAccountNo:string? string? long? "
     "string? loanProductId:long? loanProductName:string? string? boolean? long? string? long? string? long? string? EnumOptionDataV1? "
     "bigdecimal?*4 int? EnumOptionDataV1? int?*2 EnumOptionDataV1?*3 bigdecimal? EnumOptionDataV1? bigdecimal? boolean? bigdecimal? "
     "EnumOptionDataV1?*3 boolean? bigdecimal? string?*2 int?*5 string?*2 boolean? timeline:LoanApplicationTimelineDataV1? LoanSummaryDataV1? "
     "repaymentSchedule:LoanScheduleDataV1? [LoanTransactionDataV1]? [LoanChargeDataV1]? CalendarDataV1? [DisbursementDataV1]? "
     "LoanScheduleDataV1? bigdecimal? int?*2 PortfolioAccountDataV1? boolean?*3 bigdecimal?*2 boolean? [LoanTermVariationsDataV1]? "
     "[LoanAccountSummaryDataV1]? boolean?*2 long? string? bigdecimal? LoanProductDataV1? boolean?*2 [ChargeDataV1]? EnumOptionDataV1?*2 "
     "boolean? LoanInterestRecalculationDataV1? boolean? delinquent:CollectionDataV1? delinquencyRange:DelinquencyRangeDataV1? string?*2 "
     "boolean?"},
    {10, "LoanApplicationTimelineDataV1",
     "string?*21 closedOnDate:string? string?*12"},
    {10, "LoanSummaryDataV1",
     "CurrencyDataV1? bigdecimal?*34 string? long? string? bigdecimal?*13 long? string?"},
    {11, "LoanChargeDataRangeViewV1",
     "id:long string CurrencyDataV1 amount:bigdecimal"},
    {12, "LoanAccountDataV1",
     "id:long? accountNo:string? externalId:string? LoanStatusEnumDataV1? EnumOptionDataV1? clientId:long? clientAccountNo:string? string? long? "
     "string? loanProductId:long? loanProductName:string? string? boolean? long? string? long? string? long? string? EnumOptionDataV1? "
     "bigdecimal?*4 int? EnumOptionDataV1? int?*2 EnumOptionDataV1?*3 bigdecimal? EnumOptionDataV1? bigdecimal? boolean? bigdecimal? "
     "EnumOptionDataV1?*3 boolean? bigdecimal? string?*2 int?*5 string?*2 boolean? timeline:LoanApplicationTimelineDataV1? LoanSummaryDataV1? "
     "repaymentSchedule:LoanScheduleDataV1? [LoanTransactionDataV1]? [LoanChargeDataV1]? CalendarDataV1? [DisbursementDataV1]? "
     "LoanScheduleDataV1? bigdecimal? int?*2 PortfolioAccountDataV1? boolean?*3 bigdecimal?*2 boolean? [LoanTermVariationsDataV1]? "
     "[LoanAccountSummaryDataV1]? boolean?*2 long? string? bigdecimal? LoanProductDataV1? boolean?*2 [ChargeDataV1]? EnumOptionDataV1?*2 "
     "boolean? LoanInterestRecalculationDataV1? boolean? delinquent:CollectionDataV1? delinquencyRange:DelinquencyRangeDataV1? string?*2 "
     "boolean?"},
    {13, "LoanTransactionDataV1",
     "id:long? loanId:long? externalLoanId:string? long? string? type:LoanTransactionEnumDataV1? date:string? CurrencyDataV1? "
     "PaymentDetailDataV1? amount:bigdecimal? bigdecimal?*7 externalId:string? AccountTransferDataV1? bigdecimal?*2 string? boolean? string? "
     "[LoanChargePaidByDataV1]? [LoanTransactionRelationDataV1]? [UnpaidChargeDataV1]?"},
    {13, "UnpaidChargeDataV1",
     "long string bigdecimal"},
    {14, "LoanChargeDataV1",
     "id:long? long? string? EnumOptionDataV1? dueDate:string? EnumOptionDataV1? bigdecimal?*2 CurrencyDataV1? amount:bigdecimal? bigdecimal?*5 "
     "[ChargeDataV1]? boolean? EnumOptionDataV1? boolean?*3 loanId:long? bigdecimal?*2 [LoanInstallmentChargeDataV1]? bigdecimal?*2 "
     "externalId:string? externalLoanId:string? string?"},
    {15, "LoanAccountDelinquencyRangeDataV1",
     "loanId:long loanAccountNo:string loanExternalId:string? delinquencyRange:DelinquencyRangeDataV1? [LoanChargeDataRangeViewV1] "
     "CurrencyDataV1 amount:LoanAmountDataV1 delinquentDate:string?"},
    {16, "CollectionDataV1",
     "bigdecimal? pastDueDays:int? string? int? delinquentDate:string? delinquentAmount:bigdecimal? string? bigdecimal? string? bigdecimal?"},
    {17, "LoanAccountDataV1",
     "id:long? accountNo:string? externalId:string? string?*3 LoanStatusEnumDataV1? EnumOptionDataV1? clientId:long? clientAccountNo:string? "
     "string? long? string? loanProductId:long? loanProductName:string? string? boolean? long? string? long? string? long? string? "
     "EnumOptionDataV1? bigdecimal?*4 int? EnumOptionDataV1? int?*2 EnumOptionDataV1?*3 bigdecimal? EnumOptionDataV1? bigdecimal? boolean? "
     "bigdecimal? EnumOptionDataV1?*3 boolean? bigdecimal? string?*2 int?*5 string?*2 boolean? timeline:LoanApplicationTimelineDataV1? "
     "LoanSummaryDataV1? repaymentSchedule:LoanScheduleDataV1? [LoanTransactionDataV1]? [LoanChargeDataV1]? CalendarDataV1? "
     "[DisbursementDataV1]? LoanScheduleDataV1? bigdecimal? int?*2 PortfolioAccountDataV1? boolean?*3 bigdecimal?*2 boolean? "
     "[LoanTermVariationsDataV1]? [LoanAccountSummaryDataV1]? boolean?*2 long? string? bigdecimal? LoanProductDataV1? boolean?*2 [ChargeDataV1]? "
     "EnumOptionDataV1?*2 boolean? LoanInterestRecalculationDataV1? boolean? delinquent:CollectionDataV1? "
     "delinquencyRange:DelinquencyRangeDataV1? string?*2 boolean?"},
    {17, "LoanChargeDataV1",
     "id:long? long? string? EnumOptionDataV1? dueDate:string? EnumOptionDataV1? bigdecimal?*2 CurrencyDataV1? amount:bigdecimal? bigdecimal?*5 "
     "[ChargeDataV1]? boolean? EnumOptionDataV1? boolean?*3 loanId:long? bigdecimal?*2 [LoanInstallmentChargeDataV1]? bigdecimal?*2 "
     "externalId:string? externalLoanId:string? string?*2"},
    {17, "LoanTransactionDataV1",
     "id:long? loanId:long? externalLoanId:string? long? string? type:LoanTransactionEnumDataV1? date:string? CurrencyDataV1? "
     "PaymentDetailDataV1? amount:bigdecimal? bigdecimal?*7 externalId:string? string? AccountTransferDataV1? bigdecimal?*2 string? boolean? "
     "string? [LoanChargePaidByDataV1]? [LoanTransactionRelationDataV1]? [UnpaidChargeDataV1]?"},
    {18, "LoanTransactionDataV1",
     "id:long? loanId:long? externalLoanId:string? long? string? type:LoanTransactionEnumDataV1? date:string? CurrencyDataV1? "
     "PaymentDetailDataV1? amount:bigdecimal? bigdecimal?*7 externalId:string? string? AccountTransferDataV1? bigdecimal?*2 string? boolean? "
     "string? [LoanChargePaidByDataV1]? [LoanTransactionRelationDataV1]? [UnpaidChargeDataV1]? string?"},
    {19, "LoanSchedulePeriodDataV1",
     "period:int? string? dueDate:string? obligationsMetOnDate:string? boolean? int? bigdecimal?*24 totalDueForPeriod:bigdecimal? "
     "totalPaidForPeriod:bigdecimal? bigdecimal?*9 boolean?"},
    {20, "CollectionDataV1",
     "bigdecimal? pastDueDays:int? string? int? delinquentDate:string? delinquentAmount:bigdecimal? string? bigdecimal? string? bigdecimal? "
     "delinquencyPausePeriods:[DelinquencyPausePeriodV1]?"},
    {20, "DelinquencyPausePeriodV1",
     "boolean? pausePeriodStart:string? pausePeriodEnd:string?"},
    {21, "LoanAccountDelinquencyRangeDataV1",
     "loanId:long loanAccountNo:string loanExternalId:string? delinquencyRange:DelinquencyRangeDataV1? [LoanChargeDataRangeViewV1] "
     "CurrencyDataV1 amount:LoanAmountDataV1 delinquentDate:string? [LoanInstallmentDelinquencyBucketDataV1]"},
    {21, "LoanInstallmentDelinquencyBucketDataV1",
     "delinquencyRange:DelinquencyRangeDataV1? amount:LoanAmountDataV1 [LoanChargeDataRangeViewV1] CurrencyDataV1"},
    {22, "LoanAccountDelinquencyRangeDataV1",
     "loanId:long loanAccountNo:string loanExternalId:string? delinquencyRange:DelinquencyRangeDataV1? [LoanChargeDataRangeViewV1] "
     "CurrencyDataV1 amount:LoanAmountDataV1 delinquentDate:string? [LoanInstallmentDelinquencyBucketDataV1]?"},
    {23, "CollectionDataV1",
     "bigdecimal? pastDueDays:int? string? int? delinquentDate:string? delinquentAmount:bigdecimal? string? bigdecimal? string? bigdecimal? "
     "delinquencyPausePeriods:[DelinquencyPausePeriodV1]? [LoanInstallmentDelinquencyBucketDataV1]?"},
    {24, "CollectionDataV1",
     "bigdecimal? pastDueDays:int? string? int? delinquentDate:string? delinquentAmount:bigdecimal? string? bigdecimal? string? bigdecimal? "
     "delinquencyPausePeriods:[DelinquencyPausePeriodV1]? [LoanInstallmentDelinquencyBucketDataV1]? bigdecimal?*4"},
    {24, "LoanSummaryDataV1",
     "CurrencyDataV1? bigdecimal?*34 string? long? string? bigdecimal?*13 long? string? bigdecimal?*2"},
    {25, "LoanSummaryDataV1",
     "CurrencyDataV1? bigdecimal?*34 string? long? string? bigdecimal?*14 long? string? bigdecimal?*2"},
    {26, "LoanSummaryDataV1",
     "CurrencyDataV1? bigdecimal?*34 string? long? string? bigdecimal?*14 long? string? bigdecimal?*3"},
    {27, "LoanAccountDataV1",
     "id:long? accountNo:string? externalId:string? string?*3 LoanStatusEnumDataV1? EnumOptionDataV1? clientId:long? clientAccountNo:string? "
     "string? long? string? loanProductId:long? loanProductName:string? string? boolean? long? string? long? string? long? string? "
     "EnumOptionDataV1? bigdecimal?*4 int? EnumOptionDataV1? int?*2 EnumOptionDataV1?*3 bigdecimal? EnumOptionDataV1? bigdecimal? boolean? "
     "bigdecimal? EnumOptionDataV1?*3 boolean? bigdecimal? string?*2 int?*5 string?*2 boolean? timeline:LoanApplicationTimelineDataV1? "
     "LoanSummaryDataV1? repaymentSchedule:LoanScheduleDataV1? [LoanTransactionDataV1]? [LoanChargeDataV1]? CalendarDataV1? "
     "[DisbursementDataV1]? LoanScheduleDataV1? bigdecimal? int?*2 PortfolioAccountDataV1? boolean?*3 bigdecimal?*2 boolean? "
     "[LoanTermVariationsDataV1]?*2 [LoanAccountSummaryDataV1]? boolean?*2 long? string? bigdecimal? LoanProductDataV1? boolean?*2 "
     "[ChargeDataV1]? EnumOptionDataV1?*2 boolean? LoanInterestRecalculationDataV1? boolean? delinquent:CollectionDataV1? "
     "delinquencyRange:DelinquencyRangeDataV1? string?*2 boolean?"},
    {28, "LoanAccountDataV1",
     "id:long? accountNo:string? externalId:string? string?*3 LoanStatusEnumDataV1? EnumOptionDataV1? clientId:long? clientAccountNo:string? "
     "string? long? string? loanProductId:long? loanProductName:string? string? boolean? long? string? long? string? long? string? "
     "EnumOptionDataV1? bigdecimal?*4 int? EnumOptionDataV1? int?*2 EnumOptionDataV1?*3 bigdecimal? EnumOptionDataV1? bigdecimal? boolean? "
     "bigdecimal? EnumOptionDataV1?*3 boolean? bigdecimal? string?*2 int?*5 string?*2 boolean? timeline:LoanApplicationTimelineDataV1? "
     "LoanSummaryDataV1? repaymentSchedule:LoanScheduleDataV1? [LoanTransactionDataV1]? [LoanChargeDataV1]? CalendarDataV1? "
     "[DisbursementDataV1]? LoanScheduleDataV1? bigdecimal? int?*2 PortfolioAccountDataV1? boolean?*3 bigdecimal?*2 boolean? "
     "[LoanTermVariationsDataV1]?*2 [LoanAccountSummaryDataV1]? boolean?*2 long? string? bigdecimal? LoanProductDataV1? boolean?*2 "
     "[ChargeDataV1]? EnumOptionDataV1?*2 boolean? LoanInterestRecalculationDataV1? boolean? delinquent:CollectionDataV1? "
     "delinquencyRange:DelinquencyRangeDataV1? string?*2 boolean?*3 bigdecimal? boolean?"},
};

constexpr std::string_view others[] = {
    "CollectionDataV1",
    "DelinquencyBucketDataV1",
    "DelinquencyPausePeriodV1",
    "DelinquencyRangeDataV1",
    "DisbursementDataV1",
    "LoanAccountStayedLockedDataV1",
    "LoanAccountSummaryDataV1",
    "LoanAccountsStayedLockedDataV1",
    "LoanAmountDataV1",
    "LoanApplicationTimelineDataV1",
    "LoanChargeDataRangeViewV1",
    "LoanChargeDataV1",
    "LoanChargeDeletedV1",
    "LoanChargePaidByDataV1",
    "LoanInstallmentChargeDataV1",
    "LoanInstallmentDelinquencyBucketDataV1",
    "LoanInterestRecalculationDataV1",
    "LoanOwnershipTransferDataV1",
    "LoanProductBorrowerCycleVariationDataV1",
    "LoanProductDataV1",
    "LoanProductGuaranteeDataV1",
    "LoanProductInterestRecalculationDataV1",
    "LoanScheduleDataV1",
    "LoanSchedulePeriodDataV1",
    "LoanStatusEnumDataV1",
    "LoanSummaryDataV1",
    "LoanTermVariationsDataV1",
    "LoanTransactionAdjustmentDataV1",
    "LoanTransactionEnumDataV1",
    "LoanTransactionRelationDataV1",
    "RepaymentDueDataV1",
    "RepaymentPastDueDataV1",
    "UnpaidChargeDataV1",
};

} // namespace

const u32 fineract_versions = 29;
std::span<const FineractRecord> fineract_records() { return records; }
std::span<const std::string_view> other_fineract_records() { return others; }

} // namespace kinsafe
