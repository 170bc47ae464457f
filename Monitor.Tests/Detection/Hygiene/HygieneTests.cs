using Monitor.Domain.Detection;
using Monitor.Domain.Detection.Hygiene;
using Monitor.Domain.Problems;

namespace Monitor.Tests.Detection.Hygiene;

public sealed class HygieneTests
{
    /// <summary>A Thursday.</summary>
    private static readonly DateTimeOffset Night = new(2026, 10, 1, 2, 0, 0, TimeSpan.Zero);

    [Fact]
    public void After_three_labels_the_same_pattern_is_silent_and_a_different_one_is_not()
    {
        var pattern = KnownPattern.From(Backup(0))!;
        pattern = pattern.Label(Backup(1));
        Assert.False(pattern.Silences(Backup(2)));
        pattern = pattern.Label(Backup(2));
        Assert.True(pattern.IsLearned && pattern.Silences(Backup(3)) && pattern.Silences(Backup(3, minutes: 40)));
        Assert.False(pattern.Silences(Backup(3, minutes: 180)));
        Assert.False(pattern.Silences(Backup(3) with { Metrics = ["memory"] }));
        Assert.False(pattern.Silences(Backup(3) with { Metrics = ["disk", "network", "memory", "cpu"] }));
        Assert.False(pattern.Silences(Backup(3) with { IsTrend = true }));
    }

    [Fact]
    public void A_leak_is_never_learned_as_a_pattern_however_often_it_is_called_normal()
    {
        Assert.Null(KnownPattern.From(Backup(0) with { IsTrend = true }));
        var pattern = KnownPattern.From(Backup(0))!;
        Assert.Equal(pattern, pattern.Label(Backup(1) with { IsTrend = true }));
        Assert.True(AnomalySight.IsTrendKind(AnomalyKind.TrendUp) && AnomalySight.IsTrendKind(AnomalyKind.TrendDown) && !AnomalySight.IsTrendKind(AnomalyKind.Spike));
    }

    [Fact]
    public void Labels_of_one_day_count_once() => Assert.Equal(1, KnownPattern.From(Backup(0))!.Label(Backup(0, minutes: 10)).Label(Backup(0, minutes: 20)).Labels);

    [Fact]
    public void A_weekly_pattern_is_silent_on_its_day_only_also_around_midnight()
    {
        AnomalySight Late(int day, int minutes = 0) => Backup(day, minutes: (22 * 60) - 15 + minutes);
        var pattern = KnownPattern.From(Late(0))!.Label(Late(7)).Label(Late(14));
        Assert.True(pattern.Silences(Late(21)) && pattern.Silences(Late(21, minutes: 30)));
        Assert.False(pattern.Silences(Late(22)));
        Assert.False(pattern.IsExpired(Late(34).Onset));
        Assert.True(pattern.IsExpired(Late(36).Onset));
    }

    [Fact]
    public void A_pattern_expires_when_it_stops_coming_and_not_while_it_comes()
    {
        var pattern = Enumerable.Range(1, 2).Aggregate(KnownPattern.From(Backup(0))!, (p, day) => p.Label(Backup(day)));
        Assert.True(pattern.Silences(Backup(15)));
        Assert.False(pattern.Silences(Backup(17)));
        var kept = Enumerable.Range(3, 40).Aggregate(pattern, (p, day) => p.See(Backup(day)));
        Assert.True(kept.Silences(Backup(50)));
    }

    [Fact]
    public void A_pattern_goes_on_an_hour_later_when_summer_time_has_ended_and_is_expected_there_from_then_on()
    {
        // 2 o'clock in Berlin is midnight in UTC until 25 October, and 1 o'clock from then on.
        AnomalySight At(int month, int day, int hour, int minutes = 0) => Backup(0) with { Onset = new DateTimeOffset(2026, month, day, hour, 0, 0, TimeSpan.Zero).AddMinutes(minutes) };
        var pattern = Enumerable.Range(21, 4).Select(day => At(10, day, 0)).Aggregate((KnownPattern?)null, (known, sight) => known?.Label(sight) ?? KnownPattern.From(sight))!;
        Assert.False(pattern.Silences(At(10, 24, 1)));
        Assert.True(pattern.Silences(At(10, 25, 0)) && pattern.Silences(At(10, 26, 1)) && pattern.Silences(At(10, 26, 1, minutes: 40)));
        Assert.False(pattern.Silences(At(10, 26, 2)) || pattern.Silences(At(10, 25, 23)));

        var winter = pattern.See(At(10, 26, 1)).See(At(10, 27, 1));
        Assert.Equal((TimeSpan.FromHours(1), At(10, 27, 1).Onset), (winter.TimeOfDay, winter.LastSeen));
        Assert.True(winter.Silences(At(10, 28, 1)) && winter.IsLike(At(10, 22, 0)));
        Assert.False(winter.Silences(At(10, 28, 0)));

        // What runs by UTC stays where it is.
        var steady = pattern.See(At(10, 26, 0));
        Assert.Equal(TimeSpan.Zero, steady.TimeOfDay);
    }

    [Fact]
    public void A_weekly_pattern_that_moves_over_midnight_with_the_clock_has_the_next_day()
    {
        AnomalySight Late(int day, int minutes = 0) => Backup(day, minutes: (21 * 60) + 30 + minutes);
        var pattern = KnownPattern.From(Late(7))!.Label(Late(14)).Label(Late(21));
        var moved = pattern.See(Late(28, minutes: 60));
        Assert.Equal((DayOfWeek.Friday, TimeSpan.FromMinutes(30)), (moved.Weekday, moved.TimeOfDay));
        Assert.True(moved.Silences(Late(35, minutes: 60)));
        Assert.False(moved.Silences(Late(34, minutes: 60)));
    }

    [Fact]
    public void Labels_move_a_threshold_within_bounds()
    {
        Assert.Equal(1, LabelThreshold.Factor(0, 0));
        Assert.True(LabelThreshold.Factor(0, 1) > 1 && LabelThreshold.Factor(1, 0) < 1);
        Assert.Equal(LabelThreshold.Most, LabelThreshold.Factor(0, int.MaxValue));
        Assert.Equal(LabelThreshold.Least, LabelThreshold.Factor(int.MaxValue, 0));
        Assert.Equal(LabelThreshold.Factor(0, 1) * LabelThreshold.Factor(1, 0), LabelThreshold.Factor(1, 1), 1e-12);
    }

    [Fact]
    public void Quality_is_unknown_without_labels_and_counts_what_people_said()
    {
        Assert.Equal(new DetectionQuality(null, null, 0), DetectionQuality.Of([], 0, 10, TimeSpan.FromDays(2)));
        AnomalyVerdict?[] alarms = [AnomalyVerdict.Real, AnomalyVerdict.Real, AnomalyVerdict.Real, AnomalyVerdict.NormalHere, null];
        Assert.Equal(new DetectionQuality(.75, .6, .25), DetectionQuality.Of(alarms, 2, 10, TimeSpan.FromDays(2)));
        Assert.Null(DetectionQuality.Of(alarms, 2, 0, TimeSpan.Zero).AlarmsPerHostDay);
    }

    [Theory]
    [InlineData(1, 0, Severity.Info)]
    [InlineData(1, 15, Severity.Warning)]
    [InlineData(1, 600, Severity.Warning)]
    [InlineData(2, 0, Severity.Warning)]
    [InlineData(2, 60, Severity.Critical)]
    [InlineData(2.1, 15, Severity.Warning)]
    [InlineData(2.2, 0, Severity.Warning)]
    [InlineData(2.2, 15, Severity.Critical)]
    [InlineData(.5, 600, Severity.Info)]
    public void Severity_comes_from_evidence_and_duration(double evidence, int minutes, Severity severity) =>
        Assert.Equal(severity, AnomalySeverity.Of(evidence, TimeSpan.FromMinutes(minutes)));

    [Theory]
    [InlineData(1, 0, Severity.Info)]
    [InlineData(1, 15, Severity.Warning)]
    [InlineData(100, 0, Severity.Warning)]
    [InlineData(100, 600, Severity.Warning)]
    public void To_differ_from_ones_peers_is_never_critical_by_itself(double evidence, int minutes, Severity severity) =>
        Assert.Equal(severity, AnomalySeverity.OfPeers(evidence, TimeSpan.FromMinutes(minutes)));

    private static AnomalySight Backup(int day, int minutes = 0) => new(Night.AddDays(day).AddMinutes(minutes), ["disk", "network"], false);
}
