using System.Net;
using System.Text.RegularExpressions;
using Monitor.Domain.Logs.Cleaning;
using Monitor.Domain.Metrics;
using Monitor.Domain.RootCause.Packs;
using Monitor.Domain.RootCause.Papers;
using Monitor.Domain.RootCause.Reports;
using Monitor.Domain.RootCause.Similar;
using Monitor.Domain.StatusReports;
using Monitor.Tests.Dashboard.StatusReport;
using Monitor.Tests.RootCause.Packs;
using Monitor.Tests.RootCause.Reports;

namespace Monitor.Tests.RootCause.Papers;

public sealed partial class PaperHtmlTests
{
    private static readonly PaperTimes Times = new(TimeZoneInfo.Utc);

    public static TheoryData<string> Hostile { get; } = new(
        "<script>alert(1)</script>", "\"'><img src=x onerror=alert(1)>", "</style><script>alert(1)</script>", "</title><svg onload=alert(1)>", "<!-- --><iframe src=javascript:alert(1)>",
        "<img src=file:///etc/passwd>", "<link rel=stylesheet href=http://198.51.100.1/x.css>", "@import url(http://198.51.100.1/x.css);", "</p></article></body><base href=//evil>",
        "{{7*7}}${7*7}javascript:alert(4)", "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>", "\u202Etxt.exe\u2066", "\u001b[31mred\u0000", "\ud800broken\udc00", "&lt;b&gt;&#x3c;script&#x3e;",
        "]]><x/>", "<META HTTP-EQUIV=refresh CONTENT=0;url=//evil>");

    [Theory]
    [MemberData(nameof(Hostile))]
    public void Attack_19_20_22_Whatever_is_written_into_evidence_and_reports_is_text_in_the_file_and_nothing_is_loaded(string text)
    {
        var pack = new PackBuilder(LogMasks.BuiltIn).Build(PackFactsOf.Text(text)).Pack;
        SimilarTicket[] similar = [new(3, text, text, PackFactsOf.Onset, PackFactsOf.Onset, new TicketLikeness(1, [text]), new TicketFix(text, true))];
        Paper all = new(text, text,
        [
            new PaperHeading(text), new PaperText(text, PaperTone.Warning), new PaperFacts([(text, text)]), new PaperBullets([text]), new PaperTable([text], [[text]], [0]) { Caption = text }, new PaperLink(text, "/tickets"),
            new PaperLog([new PaperLogLine(text, text, text, true, text)]), new PaperCurve(text, text, MetricUnit.Percent, [1, 2], [2, 3], text, text, .5, text, 2.5), new PaperBars([new PaperBar(text, 1, text)]),
        ]);
        foreach (var paper in new[] { all, PackPaper.Of(pack, similar, Times), CasePaper.Of(CaseOf.Text(text), PackFactsOf.Onset, Times), StatusPaper.Of(StatusOf.Text(text, null), Times), StatusPaper.Of(StatusOf.Text(text, 7), Times) })
        {
            var html = PaperHtml.Write(paper, text);
            Safe(html);
            Assert.Contains("default-src 'none'", html, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void What_was_written_can_be_read_again()
    {
        const string Text = "if (a < b && c > \"d\") { /* ünïcödé 日本 😀 */ }";
        var html = PaperHtml.Write(new Paper("t", "s", [new PaperText(Text)]), "f");
        Assert.Contains(Text, WebUtility.HtmlDecode(Tag().Replace(html, "")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_curve_has_gaps_where_nothing_was_measured_and_its_drawing_holds_numbers_only()
    {
        var shape = PaperCurveShape.Of(new PaperCurve("t", "", MetricUnit.Percent, [1, null, 3, 4, double.NaN], [2, null, 4, 5, 1], "", "", .5, "", 100));
        Assert.Equal((2, 2), (shape.Areas.Count, shape.Lines.Count));
        Assert.All(shape.Areas.Concat(shape.Lines), points => Assert.Matches("^[0-9., -]+$", points));
        Assert.Null(shape.LimitY);
        Assert.NotNull(PaperCurveShape.Of(new PaperCurve("t", "", MetricUnit.Percent, [80, 95], [82, 97], "", "", .5, "", 90)).LimitY);
        Assert.Empty(PaperCurveShape.Of(new PaperCurve("t", "", MetricUnit.Percent, [], [], "", "", .5, "", null)).Areas);
    }

    private static void Safe(string html)
    {
        var body = Style().Replace(html, "<style></style>", 1);
        foreach (Match tag in Any().Matches(body))
        {
            Assert.Matches(Allowed(), tag.Value);
        }

        // Without its own elements there is no bracket left, and no character that hides or turns what follows.
        Assert.DoesNotContain('<', Tag().Replace(body, "").Replace("<!DOCTYPE html>", "", StringComparison.Ordinal));
        Assert.DoesNotMatch("[\\u0000-\\u0008\\u000b-\\u001f\\u202a-\\u202e\\u2066-\\u2069\\ufffe]", html);
        Assert.DoesNotMatch("(?i)<[^>]*\\s(src|href|on\\w+|style|srcset|action)\\s*=", Quoted().Replace(body, "\"\""));
        Assert.DoesNotMatch("(?i)url\\(|@import", Style().Match(html).Value);
    }

    [GeneratedRegex("\"[^\"]*\"")]
    private static partial Regex Quoted();

    [GeneratedRegex("<style>[\\s\\S]*?</style>")]
    private static partial Regex Style();

    [GeneratedRegex("<[a-zA-Z/!?][^>]*>?")]
    private static partial Regex Any();

    [GeneratedRegex("""^(<!DOCTYPE html>|</?(html|head|body|article|caption|h1|h2|p|dl|dt|dd|ul|li|table|thead|tbody|tr|th|td|div|span|figure|figcaption|svg|polygon|polyline|line|strong|header|footer|title|style)|<html lang="en"|<meta [a-zA-Z -]+="[^"<>]*"( content="[^"<>]*")?)( (class|points|viewBox|preserveAspectRatio|role|aria-label|x1|x2|y1|y2)="[^"<>]*")*>$|^<!DOCTYPE html>$""")]
    private static partial Regex Allowed();

    [GeneratedRegex("</?[a-z][^>]*>")]
    private static partial Regex Tag();
}
