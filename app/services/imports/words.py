"""The words by which real lists name their columns, in Chinese and English, and units. Data; knows no file."""

from __future__ import annotations

import re

ALIASES: dict[str, str] = {
    "part_code": "零件号 零件编号 零件编码 零件代码 件号 配件编码 配件编号 配件号 配件代码 备件编码 备件编号 备件号"
    " 物料编码 物料编号 物料代码 物料号 商品编码 商品编号 商品代码 产品编码 产品编号"
    " 存货编码 货号 图号 编码 编号 代码 型号"
    " |part number|part no|part code|part|part id|pn|p/n|partnumber|code|item code|item number|item no|item|article"
    "|article number|article no|ipn|sku|stock code|product code|material|material number|material no|number",
    "name": "零件名称 配件名称 备件名称 物料名称 商品名称 产品名称 存货名称 品名 名称 中文名称 配件 品名规格"
    " |name|part name|description|item name|item description|product name|product|title|designation|desc",
    "name_zh": "中文名 中文品名 |chinese name|name zh|name cn|name chinese|zh name",
    "name_en": "英文名 英文名称 英文品名 |english name|name en|name english|en name",
    "spec_model": "规格型号 型号规格 规格 型号 |spec|specification|spec model|model|type|specs|size",
    "oem_no": "原厂编码 原厂编号 原厂件号 原厂号 OE号 OE码 OEM号 OEM编码 |oem|oem no|oem number|oe|oe number|oe no",
    "brand": "品牌 商标 厂牌 |brand|make|trademark",
    "maker": "厂家 生产厂家 制造商 生产商 厂商 |manufacturer|maker|mfr|producer",
    "origin": "产地 原产地 |origin|country of origin|country",
    "quality_grade": "质量等级 品质 等级 配件属性 配件性质 |quality|quality grade|grade",
    "category": "类别 分类 配件类别 物料类别 商品类别 大类 品类 |category|group|class|part group|product group|family",
    "fitment": "适用车型 车型 车系 适用车系 |fitment|vehicle|vehicles|car model|fits|application",
    "unit": "单位 计量单位 库存单位 基本单位 |unit|uom|units|unit of measure|um",
    "barcode": "条码 条形码 商品条码 国标码 |barcode|bar code|ean|ean13|gtin|upc",
    "bin": "库位 货位 仓位 储位 货架 货架号 架位 库位号 货位号 存放位置 位置 |bin|location|bin location|shelf|rack"
    "|stock location|storage location|storage bin",
    "quantity": "数量 库存 库存数量 现有库存 当前库存 结存 结存数量 期初数量 期初库存 账面数量 现存量 实存数量 库存量"
    " |qty|quantity|on hand|stock|stock on hand|in stock|qty on hand|quantity on hand|balance|opening stock|count",
    "unit_cost": "成本 成本价 单位成本 平均成本 库存单价 进价 进货价 采购价 采购单价 单价 期初单价"
    " |cost|unit cost|average cost|avg cost|purchase price|cost price|unit price|buying price",
    "price_retail": "零售价 销售价 售价 零售单价 标准售价 价格 |price|retail price|retail|list price|sales price"
    "|selling price|sale price|rrp|msrp",
    "price_wholesale": "批发价 调拨价 同行价 |wholesale price|wholesale|trade price|dealer price",
    "price_insurance": "保险价 理赔价 |insurance price",
    "price_floor": "最低价 底价 最低售价 |floor price|minimum price|lowest price",
    "warning_level": "最小库存 最低库存 库存下限 下限 安全库存 预警线 预警值 |minimum stock|min stock|minimum|min"
    "|min qty|safety stock|warning level|low stock|minimum quantity",
    "reorder_point": "再订货点 订货点 补货点 |reorder point|reorder level|rop",
    "max_level": "最大库存 最高库存 库存上限 上限 |maximum stock|max stock|maximum|max|max qty|maximum quantity",
    "tax_rate": "税率 |tax rate|vat|vat rate|tax|gst",
    "supplier": "供应商 供货商 供货单位 供应商编码 供应商代码 |supplier|vendor|supplier code|vendor code",
    "supplier_part": "供应商件号 供应商料号 供应商零件号 |supplier part number|supplier part no|supplier sku|vendor sku"
    "|vendor part number",
    "lead_days": "交货期 交货天数 供货周期 到货天数 |lead time|lead days|lead time days",
    "moq": "最小起订量 起订量 |moq|minimum order|minimum order quantity",
    "shelf_life_days": "保质期 有效期 保质期天数 |shelf life|shelf life days",
    "weight_g": "重量 克重 |weight|weight g",
    "batch": "批次 批号 |batch|lot|batch no|lot no",
    "status": "库存状态 状态 |status|stock status",
    "contact": "联系人 |contact|contact person",
    "phone": "电话 手机 联系电话 手机号 |phone|telephone|mobile|tel|phone number",
    "address": "地址 |address",
    "uscc": "统一社会信用代码 信用代码 税号 |uscc|tax number|tax id|vat number",
    "supplier_code": "供应商编码 供应商编号 供应商代码 编码 编号 代码 |supplier code|supplier no|vendor code|code"
    "|number|id|supplier id",
    "labour_code": "项目编码 项目编号 项目代码 工时编码 工时代码 工时编号 作业编码 编码 编号 代码"
    " |labour code|labor code|operation code|op code|job code|code|number|operation|id",
    "labour_name": "项目名称 维修项目 作业项目 工时名称 项目 名称 |labour|labor|operation name|job|description|name",
    "labour_category": "工种 项目类别 维修类别 类别 分类 |kind of work|trade|category|group",
    "hours": "工时 标准工时 工时数 定额工时 小时 |hours|standard hours|labour hours|labor hours|time|hrs",
    "rate": "工时单价 工时费单价 小时单价 |hourly rate|rate|labour rate|labor rate|price per hour",
    "important": "重要 重要项目 关键项目 |important|critical",
    "customer_name": "客户名称 客户姓名 客户 姓名 车主 车主姓名 单位名称 名称 |customer name|customer|name|owner",
    "mobile": "手机 手机号 手机号码 移动电话 |mobile|mobile phone|cell|cell phone",
    "landline": "座机 固定电话 固话 办公电话 |landline|office phone",
    "customer_kind": "客户类型 客户类别 客户性质 类型 |kind|type|customer type",
    "email": "邮箱 电子邮箱 |email|e-mail|mail",
    "invoice_title": "发票抬头 开票名称 |invoice title",
    "remark": "备注 说明 |remark|remarks|note|notes|comment",
    "plate": "车牌号 车牌 车牌号码 号牌号码 牌照 牌照号 |plate|plate number|plate no|license plate|licence plate"
    "|registration|reg no",
    "vin": "VIN VIN码 车架号 车架号码 车辆识别代号 识别代号 底盘号 |vin|vin number|chassis number|chassis no"
    "|frame number",
    "owner": "车主 车主姓名 客户名称 客户姓名 客户 姓名 |owner|owner name|customer|customer name",
    "owner_phone": "车主电话 车主手机 客户电话 手机 手机号 手机号码 电话 联系电话"
    " |owner phone|phone|mobile|customer phone",
    "car_brand": "品牌 厂牌 车辆品牌 |brand|make|car make",
    "series": "车系 车型 车系车型 型号 车辆型号 |model|series|car model|vehicle model",
    "model_year": "年款 年份 |model year|year",
    "fuel_kind": "燃料 燃料类型 燃油类型 能源类型 |fuel|fuel type",
    "engine_no": "发动机号 发动机号码 |engine number|engine no",
    "colour": "颜色 车身颜色 |colour|color",
    "first_registered": "初次登记日期 登记日期 注册日期 上牌日期 购车日期 |first registration|registered"
    "|registration date",
    "odometer": "里程 里程数 行驶里程 进厂里程 公里数 |odometer|mileage|km|kilometres",
    "sender_name": "送修人 联系人 |brought by|sender|contact",
    "sender_phone": "送修人电话 联系人电话 |sender phone|contact phone",
    "insurer": "保险公司 承保公司 |insurer|insurance company|insurance",
    "insured_until": "保险到期 保险到期日 保险到期日期 交强险到期 |insured until|insurance expiry",
    "day": "日期 进厂日期 维修日期 来店日期 结算日期 开单日期 |date|day|visit date|service date",
    "visit_number": "工单号 维修单号 单号 结算单号 |work order|order number|invoice number|job number|number",
    "fault": "故障描述 故障 客户描述 报修内容 |fault|complaint|concern|symptom",
    "work": "维修内容 维修项目 作业内容 项目 |work|work done|repair|description",
    "amount": "金额 结算金额 应收金额 合计 总金额 |amount|total|sum",
    "received_on": "接诉日期 投诉日期 受理日期 登记日期 日期 |received|received on|date received|complaint date|date",
    "description": "投诉内容 投诉描述 内容 描述 投诉详情 |complaint text|complaint|description|details|text",
    "complaint_channel": "投诉渠道 渠道 来源 受理方式 |channel|source|medium",
    "complainant": "投诉人 投诉人姓名 客户姓名 客户名称 姓名 |complainant|customer|customer name|name",
    "complaint_contact": "联系方式 联系电话 电话 手机 |contact|phone|telephone|mobile",
    "component": "部件 系统 部件或系统 涉及部件 配件名称 |component|part or system|part|system",
    "complaint_category": "投诉类别 投诉类型 类别 类型 |category|kind|type|complaint type",
    "subcategory": "投诉子类 子类 子类别 小类 二级分类 细分类别 |subcategory|sub-category|subtype",
    "demand": "客户诉求 诉求 要求 |demand|wanted|request",
    "report_result": "处理结果 结果 |result|outcome|resolution",
    "closed_on": "结案日期 完成日期 处理日期 |closed|closed on|date closed",
    "reference": "投诉编号 单号 编号 |reference|complaint number|case number|number|id",
    "supplier_name": "供应商名称 供应商 单位名称 公司名称 名称 |supplier name|supplier|vendor|company|name|vendor name",
}
"""Column names by field. Chinese ones (without blanks) before the bar, English ones, separated by bars, after it."""

# Headers of lists that we read without having a field for them: they still prove that a line is a header.
_OTHERS = (
    "序号 备注 日期 金额 仓库 规格说明 客户 频次 类型 "
    "|no|id|notes|note|remark|remarks|date|amount|value|total|warehouse|currency"
)

_UNITS = (
    "个 件 只 支 套 副 对 组 条 根 片 块 张 把 台 总成 桶 瓶 罐 盒 箱 包 卷 升 毫升 千克 公斤 克 米 双 袋 听 筒 辆 米² "
    "pc pcs piece pieces ea each set sets pair pairs kit box boxes roll rolls bottle bottles can cans l litre liter "
    "ml kg g m metre meter meters mtr"
)
UNITS = frozenset(_UNITS.split())

_NOISE = re.compile(r"[\s_\-./:：*（）()【】\[\]#]+")
_BRACKETS = re.compile(r"[（(\[【].*?[)）\]】]")


def plain(header: str) -> str:
    """A header as it is compared: lower case, without blanks, punctuation and what stands in brackets."""
    bare = _NOISE.sub("", _BRACKETS.sub("", header)).casefold()
    return bare or _NOISE.sub("", header).casefold()


def _parsed(words: str) -> tuple[str, ...]:
    chinese, _, english = words.partition("|")
    return tuple(plain(word) for word in (*chinese.split(), *english.split("|")) if word)


NAMES: dict[str, tuple[str, ...]] = {field: _parsed(words) for field, words in ALIASES.items()}
"""The compared forms of `ALIASES`: earlier ones are the more telling ones."""

_KNOWN = frozenset(word for words in NAMES.values() for word in words) | frozenset(_parsed(_OTHERS))
# 主要配件编码, 入库数量: Chinese headers put the telling word last
_ENDINGS = tuple(word for word in _KNOWN if len(word) >= 2 and not word.isascii())


def is_header_word(cell: str) -> bool:
    """Whether a cell reads like the name of a column in a parts or stock list."""
    # long cells are data; looking at them would only cost time
    if not 0 < len(cell) <= 60:
        return False
    said = plain(cell)
    return said in _KNOWN or (len(said) <= 12 and said.endswith(_ENDINGS))
