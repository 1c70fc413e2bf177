"""Charts: drawn by pygal as SVG, without the script and the styles that it would put into the page.

desk/charts.css gives colours and letters, in both themes; the strict CSP stays.
"""

import sys
from collections.abc import Callable
from typing import Any
from xml.etree.ElementTree import Element

import pygal
from django.utils.safestring import SafeString

from claims.desk.reporting import reports

# pygal leaves a finder for its maps in the way of every later import, in a protocol that Python
# gives up: each import of another library would warn. We draw no maps.
sys.meta_path[:] = [
    finder for finder in sys.meta_path if not isinstance(finder, pygal.PluginImportFixer)
]

SVG = "{http://www.w3.org/2000/svg}"
UNWANTED = {"style", "script"}
WIDTH = 760
LABELS = 14
"""Weeks that are named below a chart: of more, some."""


def of(table: reports.Table, colours: list[str]) -> SafeString:
    """Return the chart of a report, or nothing where there is nothing to draw."""
    first = 2 if table.key == "time-in-state" else 1
    if not any(cell for row in table.rows for cell in row[first:]):
        return SafeString()
    return _drawn(MAKERS[table.key](table), table.title, colours)


def _columns(table: reports.Table) -> Any:
    """Weeks side by side, what happened in each of them stacked or beside one another."""
    stacked = table.key == "second-opinions"
    chart = (pygal.StackedBar if stacked else pygal.Bar)(**_options(300))
    weeks = [row[0].removeprefix("20") for row in table.rows]
    chart.x_labels = weeks
    if len(weeks) > LABELS:
        chart.show_minor_x_labels = False
        chart.x_labels_major = weeks[:: len(weeks) // LABELS + 1]
    for number, name in enumerate(table.columns[1:], start=1):
        chart.add(name, [row[number] for row in table.rows])
    return chart


def _times(table: reports.Table) -> Any:
    """A bar for the median and one for the 90th percentile of each state."""
    chart = pygal.HorizontalBar(**_options(90 + 46 * len(table.rows)))
    # Drawn from the bottom up: what is first in the table stands on top.
    rows = table.rows[::-1]
    chart.x_labels = [row[0] for row in rows]
    for number in (2, 3):
        chart.add(table.columns[number], [row[number] for row in rows])
    return chart


def _shares(table: reports.Table) -> Any:
    """Each row as one bar of 100 %, in parts by verdict: rows compare, however many they have."""
    rows = [row for row in table.rows[::-1] if row[-1]]
    chart = pygal.HorizontalStackedBar(**_options(110 + 30 * len(rows)))
    chart.range = (0, 100)
    chart.x_labels = [f"{row[0][:28]} ({row[-1]})" for row in rows]
    for number, name in enumerate(table.columns[1:-1], start=1):
        chart.add(name, [round(100 * row[number] / row[-1], 1) for row in rows])
    return chart


MAKERS: dict[str, Callable[[reports.Table], Any]] = {
    "throughput": _columns,
    "second-opinions": _columns,
    "time-in-state": _times,
    "claimants": _shares,
    "outlets": _shares,
}


def _options(height: int) -> dict[str, Any]:
    return {
        "width": WIDTH,
        "height": height,
        "js": [],
        "css": [],
        "no_prefix": True,
        "legend_at_bottom": True,
        "legend_at_bottom_columns": 4,
        "truncate_legend": -1,
        "truncate_label": -1,
        "disable_xml_declaration": True,
        "show_y_guides": True,
        "margin": 8,
        "margin_bottom": 36,
        "print_zeroes": False,
        "order_min": 0,
    }


def _drawn(chart: Any, title: str, colours: list[str]) -> SafeString:
    def cleaned(root: Element) -> Element:
        _clean(root)
        root.set("role", "img")
        root.set("aria-label", f"{title}: the numbers stand in the table below.")
        root.set("class", "desk-chart")
        _colour(root, colours)
        return root

    chart.add_xml_filter(cleaned)
    # pygal builds the tree element by element, so that texts are escaped.
    return SafeString(chart.render(is_unicode=True))


def _clean(element: Element) -> None:
    """Take out what the CSP would refuse, and what only pygal's script would use."""
    element.attrib.pop("style", None)
    element.attrib.pop("id", None)
    for child in list(element):
        name = str(child.tag).removeprefix(SVG)
        if name in UNWANTED or "tooltip-overlay" in (child.get("class") or ""):
            element.remove(child)
        else:
            _clean(child)


def _colour(root: Element, colours: list[str]) -> None:
    """Give each verdict the colour that the desk gave it; an attribute is no style."""
    for element in root.iter():
        for number, colour in enumerate(colours):
            if f"color-{number}" in (element.get("class") or "").split():
                for part in element.iter():
                    if part.tag in (f"{SVG}rect", "rect"):
                        part.set("fill", colour)
