using Monitor.Domain.Forecasting;
using Monitor.Domain.Forecasting.Predictions;
using Monitor.Domain.Problems;
using Monitor.Domain.Problems.Rules;

namespace Monitor.Tests.Forecasting.Predictions;

public sealed class PredictionMachineTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 26, 8, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Quarter = TimeSpan.FromMinutes(15);
    private static readonly PredictedPart Part = new(0.7, TimeSpan.FromDays(4));

    [Fact]
    public void What_is_said_once_is_told_to_nobody_and_the_same_saying_twice_is_once()
    {
        Assert.Equal(PredictionMove.Begin, PredictionMachine.Next(null, Forecast(0.8), Part));
        Assert.Equal(PredictionMove.None, PredictionMachine.Next(Candidate("Day"), Forecast(0.8), Part));
        Assert.Equal(PredictionMove.Tell, PredictionMachine.Next(Candidate("Day"), Forecast(0.8) with { At = Start + Quarter }, Part));
        Assert.Equal(PredictionMove.Drop, PredictionMachine.Next(Candidate("Day"), Forecast(0.6) with { At = Start + Quarter }, Part));
        Assert.Equal(PredictionMove.None, PredictionMachine.Next(null, Forecast(0.69), Part));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(0.0)]
    [InlineData(-0.5)]
    public void A_model_without_skill_on_the_series_is_not_listened_to(double? skill)
    {
        Assert.Equal(PredictionMove.None, PredictionMachine.Next(null, Forecast(0.99) with { Skill = skill }, Part));
        Assert.Equal(PredictionMove.Keep, PredictionMachine.Next(Candidate("Day"), Forecast(0.99) with { Skill = skill, At = Start + Quarter }, Part));
        Assert.Equal(PredictionMove.None, PredictionMachine.Next(Candidate(Sighting.Capacity), Forecast(0.99) with { Skill = skill, At = Start + Quarter }, Part));
    }

    [Theory]
    [InlineData(61, PredictionMove.Tell)]
    [InlineData(60.6, PredictionMove.Tell)]
    [InlineData(60.3, PredictionMove.Keep)]
    [InlineData(60, PredictionMove.Keep)]
    [InlineData(58, PredictionMove.Keep)]
    public void An_outlook_is_believed_when_the_growth_went_on_as_it_said(double value, PredictionMove expected)
    {
        // 24 a day are 1 in the hour.
        var now = Outlook(0.8) with { At = Start + TimeSpan.FromHours(1), Value = value };
        Assert.Equal(expected, PredictionMachine.Next(Candidate(Sighting.Capacity, value: 60, perDay: 24), now, Part));
    }

    [Fact]
    public void What_dropped_is_forgotten_or_taken_back_at_once()
    {
        var dropped = Outlook(0) with { At = Start + Quarter, HasDropped = true };
        Assert.Equal(PredictionMove.Drop, PredictionMachine.Next(Candidate(Sighting.Capacity), dropped, Part));
        Assert.Equal(PredictionMove.TakeBack, PredictionMachine.Next(Open(Sighting.Capacity), dropped, Part));
        Assert.Equal(PredictionMove.None, PredictionMachine.Next(null, Outlook(0.9) with { HasDropped = true }, Part));
    }

    [Fact]
    public void One_doubt_takes_nothing_back_and_two_do_and_another_voice_has_no_say()
    {
        var doubt = Forecast(0.3) with { At = Start + Quarter };
        Assert.Equal(PredictionMove.Doubt, PredictionMachine.Next(Open("Day"), doubt, Part));
        Assert.Equal(PredictionMove.TakeBack, PredictionMachine.Next(Open("Day", rounds: 1), doubt, Part));
        Assert.Equal(PredictionMove.Keep, PredictionMachine.Next(Open("Day", rounds: 1), Forecast(0.45) with { At = Start + Quarter }, Part));
        Assert.Equal(PredictionMove.None, PredictionMachine.Next(Open("Week", rounds: 1), doubt, Part));
        var silent = Open("Week", rounds: 1);
        silent.DeadlineAt = Start + TimeSpan.FromDays(5);
        Assert.Equal(PredictionMove.TakeBack, PredictionMachine.Next(silent, doubt with { At = Start + TimeSpan.FromHours(27) }, Part));
    }

    [Fact]
    public void What_is_worse_than_was_told_is_told_by_whoever_may_be_believed()
    {
        var worse = Forecast(0.9) with { At = Start + Quarter, Severity = Severity.Critical };
        Assert.Equal(PredictionMove.Worsen, PredictionMachine.Next(Open("Week"), worse, Part));
        Assert.Equal(PredictionMove.None, PredictionMachine.Next(Open("Week"), worse with { Skill = 0 }, Part));
    }

    [Fact]
    public void What_has_not_come_by_its_deadline_is_given_up_however_often_it_is_still_said()
    {
        Assert.Equal(PredictionMove.Keep, PredictionMachine.Next(Open("Day"), Forecast(0.9) with { At = Start + TimeSpan.FromHours(9) }, Part));
        Assert.Equal(PredictionMove.GiveUp, PredictionMachine.Next(Open("Day"), Forecast(0.9) with { At = Start + TimeSpan.FromHours(10) }, Part));
    }

    [Fact]
    public void A_deadline_is_the_late_end_and_half_as_long_again_and_little_more_than_the_rule_looks_ahead()
    {
        Assert.Equal(Start + TimeSpan.FromHours(6), PredictionMachine.Deadline(Forecast(0.9) with { LatestAt = Start + TimeSpan.FromHours(4) }, Part));
        Assert.Equal(Start + TimeSpan.FromDays(5), PredictionMachine.Deadline(Forecast(0.9) with { LatestAt = Start + TimeSpan.FromDays(4) }, Part));
        Assert.Equal(Start + TimeSpan.FromDays(5), PredictionMachine.Deadline(Forecast(0.9), Part));
    }

    [Fact]
    public void The_chance_of_an_outlook_rises_with_the_time_and_is_that_of_its_interval()
    {
        var outlook = new CapacityOutlook(CapacityReason.Growing, TimeSpan.FromDays(2), TimeSpan.FromDays(3), TimeSpan.FromDays(6), 5);
        Assert.Equal([0, 0.05, 0.1, 0.5, 0.9, 0.99], new[] { 0, 1, 2, 3, 6, 12 }.Select(d => Math.Round(CapacityVoice.Within(outlook, TimeSpan.FromDays(d)), 9)));
        Assert.Equal(0, CapacityVoice.Within(new(CapacityReason.Steady, null, null, null, 0), TimeSpan.FromDays(90)));
        foreach (var odd in new[] { outlook with { Latest = null }, outlook with { Earliest = null }, outlook with { Earliest = outlook.Expected, Latest = outlook.Expected } })
        {
            var chances = Enumerable.Range(0, 400).Select(h => CapacityVoice.Within(odd, TimeSpan.FromHours(h))).ToList();
            Assert.All(chances.Zip(chances.Skip(1)), p => Assert.True(p.First <= p.Second));
            Assert.InRange(chances[^1], 0.5, 0.99);
        }
    }

    [Fact]
    public void A_prediction_is_a_sentence_with_its_time_its_interval_and_its_probability()
    {
        var thursday = new DateTimeOffset(2026, 12, 3, 14, 0, 0, TimeSpan.Zero);
        var seen = Outlook(0.8) with { Limit = 80, ExpectedAt = thursday, EarliestAt = thursday.AddDays(-1), LatestAt = thursday.AddDays(2), Value = 71.2, PerDay = 4.13 };
        Assert.Equal(
            "Disk usage of / is expected to exceed 80 % on Thu 3 Dec around 14:00 UTC (between Wed 2 Dec 14:00 and Sat 5 Dec 14:00), probability 0.8",
            PredictionWords.Summary(ConditionKind.Above, "disk.used_percent", "mount=\"/\"", seen));
        Assert.Equal(
            "Memory available is expected to fall below 80 B on Thu 3 Dec around 14:00 UTC (between 13:00 and 15:30), probability 0.75",
            PredictionWords.Summary(ConditionKind.Below, "memory.available_bytes", "", seen with
            {
                Probability = 0.751, EarliestAt = thursday.AddHours(-1), LatestAt = thursday.AddHours(1.5),
            }));
        Assert.Equal(
            "At Thu 26 Nov 08:00 UTC it was 71.2 % and grew by 4.1 % a day. Since it was first seen, this has been 34 % nearer to what happened than \"it stays as it is\".",
            PredictionWords.Evidence("disk.used_percent", seen, 0.34));
        Assert.Equal("Disk usage of / has dropped to 71.2 %: the prediction is withdrawn.", PredictionWords.TakenBack("disk.used_percent", "mount=\"/\"", seen with { HasDropped = true }));
    }

    private static Sighting Forecast(double probability) => new()
    {
        Source = "Day", Model = "blend", At = Start, Value = 60, Limit = 80, Severity = Severity.Warning, Probability = probability, Skill = 0.3,
    };

    private static Sighting Outlook(double probability) => Forecast(probability) with { Source = Sighting.Capacity, Model = "", Skill = null, PerDay = 24 };

    private static Prediction Candidate(string source, double value = 60, double perDay = 24) => new()
    {
        Fingerprint = "1/disk-full/", Metric = "disk.used_percent", Source = source, IssuedAt = Start, UpdatedAt = Start, Value = value, PerDay = perDay,
        Severity = Severity.Warning,
    };

    private static Prediction Open(string source, int rounds = 0)
    {
        var open = Candidate(source);
        (open.Outcome, open.Rounds, open.DeadlineAt) = (PredictionOutcome.Open, rounds, Start + TimeSpan.FromHours(10));
        return open;
    }
}
