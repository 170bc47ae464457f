using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Monitor.Domain.Logs;
using Monitor.Domain.Logs.Cleaning;

namespace Monitor.Tests.Logs.Cleaning;

public sealed class LogCleanerTests
{
    private static readonly Arbitrary<string> Hostile = Gen.ListOf(Gen.OneOf(
        Gen.Elements("plain words", "\n", "\r\n", "\u001b[31m", "\0", "\u202e", "\u2028", "\ud800", "\udc00", "%n", "${jndi:ldap://x}", "<script>", "é", "\U000e0041", "😀", "\u009b", "\u0085"),
        Gen.Choose(0, 0xFFFF).Select(c => ((char)c).ToString()))).Select(parts => string.Concat(parts)).ToArbitrary();

    [Fact]
    public void A_plain_line_is_given_back_without_a_copy()
    {
        const string line = "sshd[412]: Accepted publickey for root from 10.0.0.1 port 22\tok 50% ${HOME} List<object>";
        Assert.Same(line, LogCleaner.Clean(line, LogCleaner.Most, out var marks));
        Assert.Equal(LogMarks.None, marks);
    }

    [Theory]
    [InlineData("one\nApr 1 00:00:00 forged", "one␊Apr 1 00:00:00 forged", LogMarks.LineBreak)]
    [InlineData("one\u2028two\u0085three", "one\\u2028two\\x85three", LogMarks.LineBreak)]
    [InlineData("\u001b[2J\u001b]0;title\a", "␛[2J␛]0;title␇", LogMarks.Escape | LogMarks.Control)]
    [InlineData("\u009b31mred", "\\x9b31mred", LogMarks.Escape)]
    [InlineData("a\0b\bc\u007f", "a␀b␈c␡", LogMarks.Control)]
    [InlineData("user \u202Egnp.exe", "user gnp.exe", LogMarks.Direction)]
    [InlineData("seen \U000E0041", "seen \\u{e0041}", LogMarks.Control)]
    [InlineData("printf %n", "printf %n", LogMarks.FormatString)]
    [InlineData("%08x.%08x.%08x", "%08x.%08x.%08x", LogMarks.FormatString)]
    [InlineData("%s%s%s%s", "%s%s%s%s", LogMarks.FormatString)]
    [InlineData("GET /${${lower:j}ndi:ldap://x/a}", "GET /${${lower:j}ndi:ldap://x/a}", LogMarks.Lookup)]
    [InlineData("GET /%24%7Bjndi%3Aldap", "GET /%24%7Bjndi%3Aldap", LogMarks.Lookup)]
    [InlineData("name <script>alert(1)</script>", "name <script>alert(1)</script>", LogMarks.Markup)]
    [InlineData("<a href=javascript:alert(1)>", "<a href=javascript:alert(1)>", LogMarks.Markup)]
    [InlineData("<x ONMOUSEOVER = alert(1)>", "<x ONMOUSEOVER = alert(1)>", LogMarks.Markup)]
    public void Attack_what_would_steer_its_reader_is_made_inert_and_marked(string text, string clean, LogMarks marks)
    {
        Assert.Equal(clean, LogCleaner.Clean(text, LogCleaner.Most, out var found));
        Assert.Equal(marks, found);
        Assert.True(found.AreHostile());
    }

    [Theory]
    [InlineData("ends with a break\r\n", "ends with a break")]
    [InlineData("ends with a NUL\0", "ends with a NUL")]
    [InlineData("\uFEFFbegins with the mark of a file", "begins with the mark of a file")]
    [InlineData("שלום \u200Fworld", "שלום world")]
    public void Ends_and_marks_that_harm_nobody_are_taken_off_without_a_mark(string text, string clean)
    {
        Assert.Equal(clean, LogCleaner.Clean(text, LogCleaner.Most, out var marks));
        Assert.Equal(LogMarks.None, marks);
    }

    [Fact]
    public void Lines_that_belong_together_keep_their_breaks()
    {
        Assert.Equal("Exception\n  at A()\n  at B()", LogCleaner.Clean("Exception\r\n  at A()\n  at B()\n", LogCleaner.Most, out var marks, isJoined: true));
        Assert.Equal(LogMarks.None, marks);
    }

    [Fact]
    public void Attack_bytes_that_are_not_text_are_replaced()
    {
        Assert.Equal("user \uFFFD\uFFFD x", LogCleaner.Clean([.. "user "u8, 0xC0, 0xAF, .. " x"u8], LogCleaner.Most, out var marks));
        Assert.Equal(LogMarks.BrokenText, marks);
    }

    [Fact]
    public void Half_of_a_pair_is_replaced()
    {
        Assert.Equal("half \uFFFD pair", LogCleaner.Clean("half \ud800 pair", LogCleaner.Most, out var marks));
        Assert.Equal(LogMarks.BrokenText, marks);
    }

    [Fact]
    public void Attack_a_line_of_a_megabyte_is_cut_and_tells_how_much()
    {
        var clean = LogCleaner.Clean(new string('a', 1 << 20), LogCleaner.Most, out var marks);
        Assert.Equal(LogMarks.TooLong, marks);
        Assert.EndsWith($"… [{(1 << 20) - LogCleaner.Most + 40} characters cut]", clean);
        Assert.InRange(clean.Length, LogCleaner.Most - 40, LogCleaner.Most);
    }

    [Fact]
    public void Whatever_comes_one_line_stays_one_line_without_controls_and_bounded() =>
        Prop.ForAll(Hostile, text =>
        {
            var clean = LogCleaner.Clean(text, 100, out _);
            var again = LogCleaner.Clean(clean, 200, out _);
            return clean.Length <= 100 && again == clean && !clean.Any(c => char.IsControl(c) && c != '\t') && !clean.Any(c => c is >= '\u2028' and <= '\u202e')
                && Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(clean)) == clean;
        }).QuickCheckThrowOnFailure();
}
