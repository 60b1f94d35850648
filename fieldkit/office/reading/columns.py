"""The lists of a company and the words that head their columns: one table of definitions.

A file is recognised by its header, not by its name. A new list, or a new word for a column, is a line here.
"""

from collections.abc import Collection
from dataclasses import dataclass

_ENOUGH = 2  # columns that tell what a list is though its key is not in it


@dataclass(frozen=True)
class Column:
    """One column of a list, and the words that head it, between bars.

    `name` is the form's field, or a word that the list's own rule knows (`rules.py`).

    `code` says that it holds a code or number, in which full-width and ordinary characters are the same.
    """

    name: str
    words: str
    code: bool = False


@dataclass(frozen=True)
class ListOf:
    """A list: its name for scripts, the kind of its records, its columns; each of `needs` is any one of its names.

    `else_by` is the column that tells its records apart where the key is not said.
    """

    name: str
    kind: str
    columns: tuple[Column, ...]
    needs: tuple[tuple[str, ...], ...]
    key: tuple[str, ...]
    else_by: str = ""

    def must(self, there: Collection[str]) -> tuple[tuple[str, ...], ...]:
        """What no row can be without, in a file that has these columns.

        Names and notes alone do not make a list of customers: then it says their numbers.
        """
        if not self.else_by or len(set(there) - {*self.key, "notes"}) < _ENOUGH:
            return self.needs
        return tuple(either for either in self.needs if either != self.key)


_CUSTOMER_NUMBER = Column(
    "customer_number",
    "客户编号|客户号|客户代码|客户编码|用户编号|用户编码|局号|"
    "customer number|customer no|customer id|customer code|cust no|client number|client no",
    code=True,
)
_CUSTOMER_NAME = Column(
    "customer_name",
    "客户名称|客户|客户单位|客户全称|用户名称|用户|单位名称|用户单位|局名|局名称|使用单位|"
    "customer name|customer|client|client name|account",
)
_CUSTOMER = (_CUSTOMER_NUMBER, _CUSTOMER_NAME)
_EITHER = ("customer_number", "customer_name")
_NOTES = "备注|说明|notes|remarks|remark|comment|comments"
_PHONE = (
    "联系电话|联系方式|电话|手机|手机号|手机号码|移动电话|电话号码|phone|mobile|mobile phone|telephone|tel|phone number"
)
_SERIAL = Column(
    "serial",
    "序列号|设备序列号|产品序列号|设备SN|出厂编号|出厂序列号|s/n|serial|serial number|serial no|equipment serial",
    code=True,
)
_MODEL = Column("model", "型号|设备型号|产品型号|规格型号|model|product model|type", code=True)
_LINE = Column("line", "产品线|产品线代码|所属产品线|product line|line|line code", code=True)
_COMPONENT = Column("component", "组件|软件|软件名称|组件名称|模块|软件组件|component|software|module")
_PART_CODE = "备件编码|备件编号|备件代码|物料编码|物料编号|编码|part code|part number|part no|code"

LISTS: tuple[ListOf, ...] = (
    ListOf(
        "customers",
        "customer",
        (
            Column("number", _CUSTOMER_NUMBER.words + "|编号|number|no", code=True),
            Column("customer_name", _CUSTOMER_NAME.words + "|名称|name"),
            Column("level", "等级|客户等级|级别|客户级别|level|grade|class", code=True),
            Column("address", "地址|客户地址|详细地址|address"),
            Column("contact", "联系人|contact|contact person|contact name"),
            Column("phone", _PHONE, code=True),
            Column("notes", _NOTES),
        ),
        (("number",), ("customer_name",)),
        ("number",),
        "customer_name",
    ),
    ListOf(
        "sites",
        "site",
        (
            *_CUSTOMER,
            Column("site_name", "局点名称|局点|局站|站点|站点名称|机房名称|机房|site name|site"),
            Column("address", "地址|局点地址|address"),
            Column("network_place", "组网位置|网络位置|place in the network|network place"),
            Column("ring_nodes", "环网节点|节点|ring nodes|nodes of the ring"),
            Column("access", "进入方式|出入方式|进出要求|access"),
        ),
        (_EITHER, ("site_name",)),
        ("customer", "site_name"),
    ),
    ListOf(
        "people",
        "person",
        (
            Column(
                "number",
                "工号|员工号|员工编号|人员编号|staff number|staff no|staff id|employee number|employee no|employee id",
                code=True,
            ),
            Column("person_name", "姓名|人员姓名|名字|name|full name|person name"),
            Column("role", "角色|岗位|职务|职位|role|roles|position|job title|title"),
            _LINE,
            Column("phone", _PHONE, code=True),
            Column("support_group", "技术支持组|技术支持组成员|支持组|support group|in the technical support group"),
        ),
        (("number",), ("person_name",), ("role",)),
        ("number",),
    ),
    ListOf(
        "equipment",
        "equipment",
        (
            *_CUSTOMER,
            _LINE,
            _MODEL,
            _SERIAL,
            Column("place", "安装位置|位置|安装地点|机房|place|location|installed at"),
            Column(
                "in_service",
                "开通日期|投运日期|开通时间|启用日期|投产日期|in service since|in service|"
                "installed on|commissioned|install date|installation date",
            ),
            Column(
                "warranty_until",
                "保修截止|保修到期|质保截止|质保到期|保修截止日期|保修期至|warranty until|"
                "warranty end|warranty to|warranty expiry",
            ),
            Column("remote", "可远程|远程|是否可远程|远程接入|remote access|remote"),
            Column("configuration", "配置|设备配置|配置说明|configuration|config"),
        ),
        (_EITHER, ("line",), ("model",), ("serial",)),
        ("serial",),
    ),
    ListOf(
        "software",
        "software",
        (
            _SERIAL,
            _COMPONENT,
            Column(
                "version_installed",
                "版本|软件版本|当前版本|现用版本|现网版本|安装版本|version|installed version|current version",
                code=True,
            ),
            Column("patches", "补丁|已打补丁|补丁号|patches|patch|installed patches", code=True),
            Column("special", "特殊设置|特殊配置|定制|特殊版本|special setting|special settings|special"),
        ),
        (("serial",), ("component",), ("version_installed",)),
        ("equipment", "component"),
    ),
    ListOf(
        "released",
        "released_version",
        (
            _MODEL,
            _COMPONENT,
            Column(
                "version_released",
                "发布版本|最新版本|现行版本|目标版本|版本|released version|latest version|release|version",
                code=True,
            ),
            Column("must_have", "必打补丁|必装补丁|补丁|required patches|mandatory patches|patches", code=True),
            Column("released_on", "发布日期|发布时间|released on|release date|date"),
            _LINE,
        ),
        (("model",), ("component",), ("version_released",)),
        ("model", "component"),
    ),
    ListOf(
        "parts",
        "part",
        (
            Column("code", _PART_CODE, code=True),
            Column("part_name", "备件名称|名称|物料名称|part name|name|description"),
            _LINE,
            Column("stock", "库存数量|库存|数量|现有库存|stock|quantity|qty|in stock|on hand"),
            Column(
                "place",
                "仓库|库房|仓库名称|库位|仓位|货位|存放位置|存放地点|存放库房|"
                "place|store|warehouse|location|storage location|stored at|bin",
            ),
            Column("price", "单价|价格|unit price|price"),
            Column(
                "minimum",
                "最低库存|库存下限|安全库存|最小库存|安全库存量|minimum stock|minimum|min stock|safety stock",
            ),
        ),
        (("code",), ("part_name",)),
        ("code",),
    ),
    ListOf(
        "receivables",
        "receivable",
        (
            *_CUSTOMER,
            Column("debt", "类别|欠款类别|应收类别|款项类别|类型|what is owed|debt|kind|category|type"),
            Column("amount", "金额|欠款金额|应收金额|amount|amount due"),
            Column("part_owed", "欠返备件|欠件|应返备件|part to return|part owed|part", code=True),
            Column("due", "到期日|到期日期|应收日期|期限|due|due date|due on"),
            Column("status", "状态|清欠状态|status"),
            Column("agreed", _NOTES + "|约定|约定内容|what was agreed|agreed"),
        ),
        (_EITHER, ("debt",)),
        ("customer", "debt", "due", "part_owed"),
    ),
)


def spoken_columns(language: str) -> dict[str, list[dict[str, str]]]:
    """By list its columns, each with its first usual heading in a language: what a person may say a heading means."""
    return {
        one.name: [{"name": column.name, "label": _spoken(column, language)} for column in one.columns] for one in LISTS
    }


def _spoken(column: Column, language: str) -> str:
    words = column.words.split("|")
    return next((word.capitalize() for word in words if word.isascii() == (language == "en")), words[0])
