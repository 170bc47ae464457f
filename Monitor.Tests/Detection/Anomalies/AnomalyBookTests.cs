using Monitor.Domain.Detection;
using Monitor.Tests.Problems;
using Monitor.Tests.Support;
using Monitor.Web.Detection;

namespace Monitor.Tests.Detection.Anomalies;

public sealed class AnomalyBookTests(ActingFloor floor) : IClassFixture<ActingFloor>
{
    private static readonly CancellationToken Never = CancellationToken.None;

    [Fact]
    public async Task While_the_database_is_away_anomalies_wait_and_are_written_when_it_is_back()
    {
        var host = await floor.HostAsync("away");
        using var stage = new AnomalyStage(floor);
        var anomaly = new Anomaly { HostId = host.Id, Detector = "triple", Metric = "cpu.used_percent", BeganAt = floor.Clock.GetUtcNow(), Sentence = "x" };
        stage.Book.Begin(anomaly);
        stage.Book.Begin(new Anomaly { HostId = int.MaxValue, Detector = "triple", Metric = "x", BeganAt = floor.Clock.GetUtcNow(), Sentence = "Of a host that is gone." });
        stage.Book.Begin(new Anomaly { HostId = host.Id, Detector = "triple", Metric = "\0", BeganAt = floor.Clock.GetUtcNow().AddSeconds(1), Sentence = "What no database takes." });
        await using (await floor.Database.TakeAwayAsync())
        {
            Assert.False(await stage.Book.WriteAsync(Never));
            stage.Book.Change(new AnomalyChange(AnomalyKey.Of(anomaly), anomaly.BeganAt.AddMinutes(1), 7, 0.9, default));
        }

        await Eventually.TrueAsync(() => stage.Book.WriteAsync(Never));
        floor.Databases.AfterStopped();
        var written = Assert.Single(await stage.AnomaliesAsync(host));
        Assert.Equal((7.0, anomaly.BeganAt.AddMinutes(1)), (written.Evidence, written.EndedAt!.Value));
        Assert.Equal((1L, true), (stage.Figures.Lost, stage.Book.IsEmpty));
    }

    [Fact]
    public void More_anomalies_than_may_wait_push_out_the_oldest_which_are_counted()
    {
        using var stage = new AnomalyStage(floor);
        for (var i = 0; i < AnomalyBook.Capacity + 5; i++)
        {
            stage.Book.Begin(new Anomaly { HostId = i, Detector = "triple", Metric = "x", Sentence = "x" });
        }

        Assert.Equal(5, stage.Figures.Lost);
    }
}
