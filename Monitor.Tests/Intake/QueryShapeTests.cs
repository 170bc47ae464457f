using Monitor.Domain.Wire;
using Monitor.Tests.Support;

namespace Monitor.Tests.Intake;

/// <summary>What PostgreSQL itself counted: text from outside must never become part of a statement, so it can add no statement of a new shape.</summary>
public sealed class QueryShapeTests
{
    private static readonly string[] Hostile =
    [
        "'", "''", "\"", "1' OR '1'='1", "'); DROP TABLE hosts; --", "'; SELECT pg_sleep(0); --", "\\'; SELECT 1; --", "$$; SELECT 1; $$", "/*", "*/ SELECT 1 /*",
        "\" FROM users; --", "E'\\x27'", "%s%n", "{0}", "@p0", "$1", ":name", "?", "\u02BC; SELECT 1 --", "COPY hosts FROM PROGRAM 'id'",
    ];

    [Fact]
    public async Task Attack_01_Hostile_text_in_every_field_makes_no_statement_of_a_new_shape()
    {
        // A clock that stands still: no job of the server adds statements of its own meanwhile.
        var clock = new ManualTimeProvider(TimeProvider.System.GetUtcNow());
        await using var small = new SmallApplication(clock);
        await small.StartAsync();
        var application = small.Application;
        HashSet<string> before = [];
        // Judges look at what was committed in their own time: until four rounds in a row brought nothing new.
        for (var (round, still) = (0, 0); round < 40 && still < 4; round++)
        {
            await SendAsync(application, clock, [.. Hostile.Select((_, i) => $"harmless {round} {i}")]);
            var now = await ShapesAsync(application);
            (before, still) = (now, now.IsSubsetOf(before) ? still + 1 : 0);
        }

        await SendAsync(application, clock, Hostile);
        await SendAsync(application, clock, [.. Hostile.Select(t => t + t)]);
        Assert.Equal("", string.Join("\n", (await ShapesAsync(application)).Except(before)));
        Assert.Contains(before, shape => shape.Contains("INSERT INTO", StringComparison.OrdinalIgnoreCase) || shape.StartsWith("COPY", StringComparison.OrdinalIgnoreCase));

        // The oracle itself must be able to see an injection.
        await using (var command = application.Database.Source.CreateCommand("SELECT count(*) FROM hosts WHERE name = '" + Hostile[3] + "'"))
        {
            await command.ExecuteScalarAsync();
        }

        Assert.Single((await ShapesAsync(application)).Except(before));
    }

    private static async Task SendAsync(TestApplication application, ManualTimeProvider clock, string[] texts)
    {
        using var agent = await TestAgent.CreateAsync(application);
        var now = clock.GetUtcNow();
        var time = now.ToUnixTimeMilliseconds();
        var schema = TestAgent.Schema([.. texts.Select(t => TestAgent.Series(t, (t, t)))]);
        var answer = await agent.StoreAsync(TestAgent.Batch(1, now, schema, (now, [.. texts.Select((_, i) => (double?)i)])) with
        {
            Top = [new WireTop(time, [.. texts.Select(t => new WireProcess(1, t, 1, 1024))])],
            Events = [.. texts.Select(t => new WireEvent(time, t, t))],
            States = [.. texts.Select(t => new WireState(t, t, time))],
            Logs = [.. texts.Select(t => new WireLogs("file", t, [new WireLine(time, t)]))],
            Inventory = new WireInventory(texts[0], texts[1], texts[2], 1, 1, [texts[3]], texts[4]),
        });
        Assert.Equal(texts.Length, answer.Accepted);
    }

    /// <summary>The scheduler's own tables and the look for other servers are left out: they have a clock of their own.</summary>
    private static async Task<HashSet<string>> ShapesAsync(TestApplication application)
    {
        var shapes = new HashSet<string>(StringComparer.Ordinal);
        await using var command = application.Database.Source.CreateCommand(
            """
            SELECT query FROM pg_stat_statements
            WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
                AND query NOT ILIKE '%qrtz%' AND query NOT LIKE '%pg_stat_statements%' AND query NOT LIKE '%pg_stat_activity%'
            """);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            shapes.Add(reader.GetString(0));
        }

        return shapes;
    }
}
