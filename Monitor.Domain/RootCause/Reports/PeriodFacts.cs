using Monitor.Domain.RootCause.Recurring;

namespace Monitor.Domain.RootCause.Reports;

/// <summary>What happened in a period to what the reader may see.</summary>
public sealed record PeriodFacts
{
    public DateTimeOffset From { get; init; }

    /// <summary>Left out.</summary>
    public DateTimeOffset To { get; init; }

    /// <summary>What it is narrowed to, in words; empty: everything that the reader may see.</summary>
    public string Scope { get; init; } = "";

    public int Problems { get; init; }

    public int Critical { get; init; }

    public int TicketsOpened { get; init; }

    public int TicketsSolved { get; init; }

    public int TicketsOpen { get; init; }

    /// <summary>The sum of how long problems lasted within the period.</summary>
    public TimeSpan Lost { get; init; }

    /// <summary>Minutes that people noted within the period.</summary>
    public int SpentMinutes { get; init; }

    /// <summary>Problems whose causes were ranked, and those of them with a credible one.</summary>
    public int Ranked { get; init; }

    public int Credible { get; init; }

    /// <summary>Tickets of which somebody said what the true cause was, and those whose first finding was it.</summary>
    public int Said { get; init; }

    public int FirstRight { get; init; }

    public IReadOnlyList<PeriodLine> Causes { get; init; } = [];

    public IReadOnlyList<PeriodLine> Rules { get; init; } = [];

    public IReadOnlyList<PeriodLine> Hosts { get; init; } = [];

    public IReadOnlyList<RecurringProblem> Recurring { get; init; } = [];

    /// <summary>There was more than was looked at.</summary>
    public bool IsPartial { get; init; }
}

/// <param name="Lost">How long they lasted in all.</param>
public sealed record PeriodLine(string Name, int Count, TimeSpan Lost);
