"""The pictures of a director: measures in, a figure with its alternative text and its table out.

Why one package: window, command line and periodic report show the same pictures. Importing it imports matplotlib, so do
that in the command that draws. Drawing may happen on any thread, one figure on one thread. Refuses to compute (that is
`charter.measures`), to read a database, to know Qt, and to touch matplotlib's global settings.
"""

from charter.reports.charts.backlog import backlog_chart
from charter.reports.charts.causes import causes_chart
from charter.reports.charts.chart import About, Chart
from charter.reports.charts.control import control_chart
from charter.reports.charts.funnel import funnel_chart
from charter.reports.charts.heatmap import heatmap_chart
from charter.reports.charts.look import A4, DARK, LIGHT, PRINT, Look, Paper
from charter.reports.charts.saving import FORMATS, png, svg
from charter.reports.charts.table import Column, Kind, Table
from charter.reports.charts.waiting import waiting_chart
from charter.reports.charts.words import period_words
from charter.reports.charts.years import years_chart

__all__ = [
    "A4",
    "DARK",
    "FORMATS",
    "LIGHT",
    "PRINT",
    "About",
    "Chart",
    "Column",
    "Kind",
    "Look",
    "Paper",
    "Table",
    "backlog_chart",
    "causes_chart",
    "control_chart",
    "funnel_chart",
    "heatmap_chart",
    "period_words",
    "png",
    "svg",
    "waiting_chart",
    "years_chart",
]
