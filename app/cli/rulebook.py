"""Titles of the rulebook's requirements R1–R108, in English and Chinese, for docs/generated/rulebook.md. Data only."""

from __future__ import annotations

_TEXT = """\
# General|总则
Purpose of the rules|目的
Scope: sale, return, repair, maintenance, complaints|适用范围：销售、退换货、维修、保养、投诉处理
Customer first|客户至上
Quality first|质量第一
Standard operation|规范操作
Clear responsibility, down to the person|责任明确，责任到人
# Stock management|配件库存管理
Stock is counted periodically; books match goods|定期盘点，账实相符
Monthly small count, annual full count|月度小盘点，年度大盘点
Monthly count by the keeper, item by item|月度盘点由仓管员逐一清点
Annual count by a team, all parts|年度盘点成立盘点小组，全面清查
Count report: gains and losses, causes, treatment|盘点报告：盘盈盘亏、原因分析、处理建议
Warning levels; a warning below them|设置库存预警线，低于时预警
The keeper has purchasing replenish in time|仓管员及时通知采购补货
Parts classed A, B, C|配件按 A、B、C 分类
Class A: focus, high turnover|A 类：重点管理，高周转
Class B: moderate stock|B 类：适量库存
Class C: low stock|C 类：低库存
# Sales|配件销售流程
Inquiries are answered by customer service|客户咨询由客服解答
The inquiry is recorded and passed to sales|咨询记录并转业务员
Sales confirms spec, quantity, delivery time|业务员确认需求
Special needs: technical department consulted|特殊需求咨询技术部门
Price from stock, cost and pricing policy|按库存、成本、定价策略报价
Sales order after the customer confirms|客户确认后开销售订单
Order reviewed by the departments concerned|订单经相关部门审核
The keeper prepares parts: packaging, quantity|仓管员备货，包装完好、数量正确
Suitable logistics, safe and timely|合适的物流，安全及时
Urgent orders first; tracking and ETA told|紧急订单优先，告知物流单号
Sales record per transaction|逐笔销售记录
Periodic sales statistics|定期销售统计
# Returns and exchanges|退换货管理
Quality problem: the customer may apply|质量问题可申请退换
Quality determined by technical department or lab|质量由技术部门或检测机构认定
Spec mismatch: entitled to return|规格不符可退换
Wrong or short shipment put right|错发、漏发及时处理
Application within the time limit|在规定期限内申请
Evidence is given|提供证明材料
Registered and passed on|客服登记并转交
Business department verifies the order|业务部门核实订单
Quality control tests|质检部门检测
Review opinion signed|签署审核意见
Refusal is explained|不同意时说明原因
Returned part inspected and booked in|退回配件检验入库
The right part is shipped again|重新备货发出
Quality cause: company bears freight both ways|质量原因公司承担来回运费
Customer's reason: customer bears freight|客户原因客户承担运费
Every case is recorded|逐件记录
Returned part tracked to the end|退回配件后续处理跟踪
# Repair service|维修服务流程
Appointment|维修预约
Time, vehicle and fault are recorded|约定时间，记录车辆与故障
Reception: exterior, mileage, fuel|车辆接待：外观、里程、油量
Work order issued|开具维修工单
Customer signs, then work begins|客户签字后派工
Diagnosis by the work order|按工单诊断
Changes need consent; order issued anew|变更须客户同意，重新开单
Repair standards and qualified parts|按标准维修，使用合格配件
Difficult cases: supervisor consulted|疑难请教技术主管
Technician's self-check|技师自检
Inspector's sample check|质检抽检
Full check of important items|重要项目全检
Passed: signed|合格签字
Failed: rework|不合格返工
Customer notified to collect|通知客户提车
Work explained, invoice given|说明维修内容，开发票
Accompanied check|陪同客户检查
Customer signs for delivery|客户签字确认交付
# Repair parts|维修配件管理
Requisition slip from the work order|按工单填领用单
Supervisor reviews and signs|主管审核签字
Issue by the slip, recorded|凭单出库并记录
Old parts kept and handed in|旧件保管并交回
Old parts registered|旧件清点登记
Reusable ones stored by class|可用旧件分类存放
Worthless ones disposed of|无用旧件报废处理
Periodic part cost|定期配件成本核算
Cost per repair item|按维修项目核算
Matched with revenue|与维修收入对比
# Complaints|客户投诉处理
Complaint channels|投诉渠道
Recorded at once|立即记录
Timely handling promised|承诺及时处理
Classified|分类
Assigned with an assignment sheet|投诉分配表
Handler named|指定专人
Investigated with evidence|调查取证
Cause and responsibility|分析原因，认定责任
Solution, person, completion time|解决措施、责任人、完成时间
Explained to the customer|向客户说明
Objection: negotiated further|有异议再协商
Solution carried out|落实方案
Progress tracked|跟踪进度
Handling report|投诉处理报告
Superior approves and closes|上级审核结案
Summary and improvement|总结改进
# Staff|人员培训与绩效考核
Annual training plan|年度培训计划
Training content|培训内容
Training methods|培训方式
Internal lecturers|内部讲师
External lecturers|外部讲师
Self-study|自学
Exams|培训考核
Certificates|培训证书
Appraisal in four dimensions|四个维度考核
Performance|工作业绩
Attitude|工作态度
Skill|业务技能
Customer satisfaction|客户满意度
Monthly and annual|月度与年度考核
Monthly appraisal|月度考核
Annual appraisal|年度考核
Superior, peer, customer and self|上级、同事、客户、自评结合
Use of results (the text ends here)|考核结果（原文到此为止）
"""

DUTIES = {
    "SD1": ("Nobody approves a document he created or submitted", "本人制单或提交的单据，本人不得审批"),
    "SD4": ("Count: recount by another; approved by finance", "盘点：复盘换人，由财务审批"),
    "SD10": ("The administrator has no business approvals", "系统管理员没有业务审批权"),
    "SD12": ("Small shops: the manager stands in, printed as 代", "小店：经理代签，打印“代”"),
}


def chapters() -> list[tuple[str, str, list[tuple[str, str, str]]]]:
    """Chapters of the rulebook: English and Chinese title, and its rules as (id, English, Chinese)."""
    found: list[tuple[str, str, list[tuple[str, str, str]]]] = []
    number = 0
    for line in _TEXT.splitlines():
        english, _, chinese = line.partition("|")
        if line.startswith("# "):
            found.append((english[2:], chinese, []))
        else:
            number += 1
            found[-1][2].append((f"R{number}", english, chinese))
    return found
