using System.Globalization;

namespace Monitor.Domain.RootCause.Papers;

/// <summary>A paper as one file of HTML: no scripts, no addresses, nothing that is loaded, and a policy of its own that forbids all of that.</summary>
public static class PaperHtml
{
    private const string Policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

    /// <param name="footer">Where it comes from, as text.</param>
    public static string Write(Paper paper, string footer)
    {
        var html = new HtmlText();
        html.Add("article", null, () =>
        {
            html.Add("header", null, () => html.Add("h1", null, paper.Title).Add("p", null, paper.Subtitle));
            foreach (var part in paper.Parts)
            {
                Add(html, part);
            }

            html.Add("footer", null, footer);
        });
        return $"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="{Policy}">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="referrer" content="no-referrer">
            <meta name="robots" content="noindex">
            {new HtmlText().Add("title", null, paper.Title)}
            <style>
            {PaperStyle.Css}
            </style>
            </head>
            <body>
            {html}
            </body>
            </html>

            """;
    }

    private static void Add(HtmlText html, PaperPart part)
    {
        switch (part)
        {
            case PaperHeading heading:
                html.Add("h2", null, heading.Text);
                break;
            case PaperText text:
                html.Add("p", text.Tone == PaperTone.Usual ? null : text.Tone.ToString().ToLowerInvariant(), text.Text);
                break;
            case PaperFacts facts:
                html.Add("dl", null, () => Each(facts.Facts, f => html.Add("dt", null, f.Name).Add("dd", null, f.Value)));
                break;
            case PaperBullets bullets:
                html.Add("ul", null, () => Each(bullets.Items, i => html.Add("li", null, i)));
                break;
            case PaperTable table:
                Add(html, table);
                break;
            case PaperLink link:
                html.Add("p", "quiet", link.Text);
                break;
            case PaperLog log:
                html.Add("div", "log", () => Each(log.Lines, l => html.Add("div", null, () => html
                    .Add("span", null, $"{l.Time} ").Add("span", l.IsBad ? "bad" : null, $"{l.Severity} ").Add("span", null, $"{l.Source} ").Write(l.Text))));
                break;
            case PaperCurve curve:
                Add(html, curve);
                break;
            case PaperBars bars:
                Add(html, bars);
                break;
            default:
                throw new ArgumentException($"There is no way to write {part.GetType().Name}.", nameof(part));
        }
    }

    private static void Add(HtmlText html, PaperTable table) => html.Add("div", table.IsWhole ? "wide whole" : "wide", () => html.Add("table", null, () =>
    {
        if (table.Caption.Length > 0)
        {
            html.Add("caption", null, table.Caption);
        }

        html.Add("thead", null, () => html.Add("tr", null, () => Cells("th", table.Columns)));
        html.Add("tbody", null, () => Each(table.Rows, r => html.Add("tr", null, () => Cells("td", r))));

        void Cells(string element, IReadOnlyList<string> cells)
        {
            for (var i = 0; i < cells.Count; i++)
            {
                html.Add(element, table.ClassOf(i, cells[i]), cells[i]);
            }
        }
    }));

    private static void Add(HtmlText html, PaperCurve curve)
    {
        var shape = PaperCurveShape.Of(curve);
        html.Add("figure", null, () =>
        {
            html.Add("figcaption", null, () => html.Add("strong", null, curve.Title).Write(curve.Note.Length == 0 ? "" : $": {curve.Note}"));
            html.Add("div", "scale", () => html.Add("span", null, shape.TopText));
            html.Add("svg", null, () =>
            {
                Each(shape.Areas, a => html.Add("polygon", null, null, ("points", a)));
                Each(shape.Lines, l => html.Add("polyline", null, null, ("points", l)));
                html.Add("line", "onset", null, ("x1", Number(shape.OnsetX)), ("x2", Number(shape.OnsetX)), ("y1", "0"), ("y2", Number(PaperCurveShape.Height)));
                if (shape.LimitY is { } y)
                {
                    html.Add("line", "limit", null, ("x1", "0"), ("x2", Number(PaperCurveShape.Width)), ("y1", Number(y)), ("y2", Number(y)));
                }
            }, ("viewBox", $"0 0 {PaperCurveShape.Width} {PaperCurveShape.Height}"), ("preserveAspectRatio", "none"), ("role", "img"), ("aria-label", $"{curve.Title}. {curve.Note}"));
            html.Add("div", "scale", () => html.Add("span", null, shape.BottomText));
            html.Add("div", "scale", () => html.Add("span", null, curve.FromText).Add("span", "onset-text", curve.OnsetText).Add("span", null, curve.ToText));
        });
    }

    private static void Add(HtmlText html, PaperBars bars)
    {
        var most = Math.Max(bars.Bars.Select(b => b.Value).DefaultIfEmpty(0).Max(), 1e-9);
        html.Add("div", "bars", () => Each(bars.Bars, b => html.Add("span", "name", b.Name)
            .Add("svg", null, () => html.Add("polygon", null, null, ("points", $"0,0 {Number(100 * Math.Clamp(b.Value / most, 0, 1))},0 {Number(100 * Math.Clamp(b.Value / most, 0, 1))},12 0,12")),
                ("viewBox", "0 0 100 12"), ("preserveAspectRatio", "none"), ("role", "img"), ("aria-label", b.Text))
            .Add("span", "number", b.Text)));
    }

    private static void Each<T>(IReadOnlyList<T> items, Action<T> add)
    {
        foreach (var item in items)
        {
            add(item);
        }
    }

    private static string Number(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);
}
