using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Monitor.Domain.Logs;
using Monitor.Tests.Intake;
using Monitor.Tests.Support;
using Monitor.Web.Intake.Syslog;
using Monitor.Web.Logs.Intake;
using Monitor.Web.Store;
using Monitor.Web.Store.Logs;

namespace Monitor.Tests.Logs.Intake;

[Collection(Suite.Name)]
public sealed class LogAdmissionTests(TestApplication application)
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    private readonly LogDoor _door = new(
        application.Services.GetRequiredService<LogSourceBook>(), Options.Create(new LogIntakeOptions { LinesPerSecondPerSource = 1 }), Options.Create(new RetentionOptions()));

    [Fact]
    public async Task Lines_that_were_there_before_or_were_not_stored_take_nothing_of_the_pace()
    {
        using var agent = await TestAgent.CreateAsync(application);
        foreach (var outcome in new[] { new BatchOutcome(BatchStatus.Committed, 0, 0), BatchOutcome.Of(BatchStatus.Unavailable), null, new BatchOutcome(BatchStatus.Committed, 0, 0) { Lines = 60 } })
        {
            using var admission = new LogAdmission(Batch(agent.Host.Id));
            Assert.True(await _door.AdmitAsync(admission, Lines(60), CancellationToken.None));
            Assert.Equal((60, 0), (admission.Lines, admission.TooMany));
            if (outcome is not null)
            {
                admission.Settle(outcome);
            }
        }

        using var last = new LogAdmission(Batch(agent.Host.Id));
        await _door.AdmitAsync(last, Lines(1), CancellationToken.None);
        Assert.Equal((0, 1), (last.Lines, last.TooMany));
    }

    [Fact]
    public async Task A_line_that_waited_for_its_batch_stands_at_its_arrival_and_counts_in_the_minute_of_it()
    {
        using var agent = await TestAgent.CreateAsync(application);
        using var admission = new LogAdmission(Batch(agent.Host.Id));
        for (var minute = 0; minute < 3; minute++)
        {
            await _door.AdmitAsync(admission, Lines(60, Noon.AddMinutes(-minute)), CancellationToken.None);
        }

        Assert.Equal((180, 0), (admission.Lines, admission.TooMany));
        Assert.Equal(
            [Noon.AddMinutes(-2).ToUnixTimeMilliseconds(), Noon.AddMinutes(-1).ToUnixTimeMilliseconds(), Noon.ToUnixTimeMilliseconds()], admission.Batch.Logs.Select(l => l.Time).Distinct().Order());
    }

    [Fact]
    public async Task Lines_of_a_host_that_is_gone_are_not_let_in()
    {
        using var admission = new LogAdmission(Batch(2_000_000_000));
        Assert.False(await _door.AdmitAsync(admission, Lines(1), CancellationToken.None));
        Assert.True(admission.Batch.IsEmpty);
    }

    [Fact]
    public void What_is_counted_of_sources_is_written_after_the_last_line_came()
    {
        // They end in the reverse order.
        var services = application.Services.GetServices<IHostedService>().ToList();
        Assert.InRange(services.FindIndex(s => s is LogSourceFlush), 0, services.FindIndex(s => s is SyslogLoop) - 1);
    }

    private static SampleBatch Batch(int hostId) => new() { HostId = hostId, ArrivedAt = Noon };

    private static RawLines Lines(int count, DateTimeOffset? arrivedAt = null) =>
        new(LogSourceKind.Syslog, "program", [.. Enumerable.Range(0, count).Select(i => new RawLine(null, $"line {i}", ArrivedAt: arrivedAt))]);
}
