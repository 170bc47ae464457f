using Monitor.Domain.Metrics;

namespace Monitor.Domain.RootCause.Papers;

/// <summary>
/// A text with tables and curves that is read on a screen, printed, or taken along as one file: what it says is apart from how it is drawn, so that the screen
/// and the file say the same.
/// </summary>
/// <param name="Subtitle">One line below the title.</param>
public sealed record Paper(string Title, string Subtitle, IReadOnlyList<PaperPart> Parts);

public abstract record PaperPart;

/// <summary>Begins a section.</summary>
public sealed record PaperHeading(string Text) : PaperPart;

public enum PaperTone
{
    Usual,

    /// <summary>By the way.</summary>
    Quiet,

    /// <summary>What is to be seen first.</summary>
    Strong,

    /// <summary>What the reader must not take for certain.</summary>
    Warning,
}

public sealed record PaperText(string Text, PaperTone Tone = PaperTone.Usual) : PaperPart;

public sealed record PaperFacts(IReadOnlyList<(string Name, string Value)> Facts) : PaperPart;

public sealed record PaperBullets(IReadOnlyList<string> Items) : PaperPart;

/// <param name="Numbers">The columns (from 0) that hold numbers.</param>
public sealed record PaperTable(IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows, IReadOnlyList<int> Numbers) : PaperPart
{
    /// <summary>Above it, and never on another page than its first row; empty for none.</summary>
    public string Caption { get; init; } = "";

    /// <summary>Short enough to be kept on one page.</summary>
    public bool IsWhole { get; init; }

    /// <summary>Read across and down: on a phone it stays a table and is moved sideways, where others become a list of their cells.</summary>
    public bool IsGrid { get; init; }

    /// <summary>Columns of names and moments: what is short in them is not broken.</summary>
    public IReadOnlyList<int> Names { get; init; } = [];

    /// <summary>Where a cell of each row leads on the screen; a file has no addresses. Made by the program, never of a text from outside.</summary>
    public IReadOnlyList<string?> Addresses { get; init; } = [];

    /// <summary>The column whose cells lead there.</summary>
    public int AddressColumn { get; init; }

    /// <summary>How a cell is set: "number", "name", "text" beside columns of names, or null.</summary>
    public string? ClassOf(int column, string cell) =>
        Numbers.Contains(column) ? "number" : Names.Count == 0 ? null : Names.Contains(column) && cell.Length <= ShortLength ? "name" : "text";

    /// <summary>The same without a column that would say the same in each row.</summary>
    public PaperTable Without(int column)
    {
        IReadOnlyList<int> Moved(IReadOnlyList<int> columns) => [.. columns.Where(c => c != column).Select(c => c > column ? c - 1 : c)];
        IReadOnlyList<string> Rest(IReadOnlyList<string> cells) => [.. cells.Where((_, i) => i != column)];
        return this with
        {
            Columns = Rest(Columns), Rows = [.. Rows.Select(Rest)], Numbers = Moved(Numbers), Names = Moved(Names), Addresses = AddressColumn == column ? [] : Addresses,
            AddressColumn = AddressColumn > column ? AddressColumn - 1 : AddressColumn,
        };
    }

    private const int ShortLength = 24;
}

/// <summary>Leads to a page of the product on the screen; in a file it is its text.</summary>
/// <param name="Address">Made by the program, beginning with a slash.</param>
public sealed record PaperLink(string Text, string Address) : PaperPart;

/// <summary>Lines of logs: one below the other, in the type of a terminal.</summary>
public sealed record PaperLog(IReadOnlyList<PaperLogLine> Lines) : PaperPart;

/// <param name="IsBad">A warning or worse.</param>
public sealed record PaperLogLine(string Time, string Source, string Severity, bool IsBad, string Text);

/// <summary>
/// A curve between the least and the greatest value of each step, with the moment of the onset and the limit where there is one.
/// </summary>
/// <param name="Note">What it says, in words.</param>
public sealed record PaperCurve(
    string Title, string Note, MetricUnit Unit, IReadOnlyList<double?> Least, IReadOnlyList<double?> Greatest, string FromText, string ToText, double OnsetShare, string OnsetText,
    double? Limit) : PaperPart;

/// <summary>Bars beside their names, the longest as long as there is room.</summary>
public sealed record PaperBars(IReadOnlyList<PaperBar> Bars) : PaperPart;

public sealed record PaperBar(string Name, double Value, string Text);
