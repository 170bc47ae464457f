namespace Monitor.Domain.Metrics;

/// <summary>Something that people use, on whatever hosts it runs: a shop, the mail, a database.</summary>
public sealed class Service
{
    public const int NameLength = 100;

    /// <summary>Hosts that one service runs on and depends on together, and services that it calls.</summary>
    public const int MostLinks = 50;

    public int Id { get; set; }

    public required string Name { get; set; }

    /// <summary>Matchers, one a line, of the problems that are its own; empty: those of series whose label <c>service</c> is its name.</summary>
    public string Matchers { get; set; } = "";

    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>Changes with every write; a second editor finds it changed.</summary>
    public uint RowVersion { get; set; }
}
