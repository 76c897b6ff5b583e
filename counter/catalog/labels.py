"""What is written before, between and behind the numbers on a box or a bill."""

import re

EITHER = r"IMEI\s?[12]?\s?/\s?(?:MEID|S/?N|序列号)"
OF_EITHER = re.compile(
    rf"\W{{0,3}}(?<![A-Z\d]){EITHER}(?:号码?|码)?\s{{0,3}}(?:[12](?=\s{{0,3}}[:：=]|\s+\S))?[\s.:：=#)\]]*",
    re.I,
)
LABEL = re.compile(
    rf"^\W*(?:(?:(?:{EITHER}|IMEI(?:/?SV)?)(?:号码?|码)?|MEID|S/N|串号|串码|序列号|机身号|商品码)\s*(?:[12一二](?=\s*[:=]|\s+\S))?"
    r"|(?:SN|SERIAL(?:\s*(?:NO|NUMBER))?|EAN|GTIN|UPC)(?=[\s.:=#)\]]))"
    r"[\s.:=#)\]]*(?=[^\W_])",
    re.I,
)  # SN needs a sign behind it: serials may begin with these letters
SEVERAL = re.compile(r"[,;|\n\t]+|(?<!IMEI)\s/\s|(?<!IMEI\s/)\s+(?=(?:IMEI[12]?|MEID|S/?N|EAN)\b)", re.I)
GROUPING = re.compile(r"[\s\-‐‑‒–—―−./_]+")
PARTS = (re.compile(r"(\s*/\s*)"), re.compile(r"(\s*/\s*|\s+)"))
VERSION = re.compile(  # of the software, behind an IMEI that may stand in groups; not 01 332700 123456 8, an IMEI itself
    r"((?:(?<![A-Z\d])(?<![A-Z][-._+*#])|(?<=IMEI|MEID|I/SN))\d(?:[\s\-‐‑‒–—―−－./_．／＿]{0,3}\d){14})"
    r"\s*[/／]\s*\d\d(?![A-Z\d_]|[-.:+*#][A-Z\d]|\s\d{6}(?!\d))",
    re.I,
)
