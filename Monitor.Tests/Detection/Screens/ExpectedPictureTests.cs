using Monitor.Domain.Detection;
using Monitor.Web.Detection.Replay;
using Monitor.Web.Detection.Screens.Charts;

namespace Monitor.Tests.Detection.Screens;

public sealed class ExpectedPictureTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(1, 1)]
    [InlineData(600, 600)]
    [InlineData(601, 301)]
    [InlineData(12_000, 600)]
    public void A_band_is_drawn_in_at_most_six_hundred_steps(int points, int steps) => Assert.Equal(steps, ExpectedPicture.Band(Verdicts(points, _ => true)).Times.Length);

    [Fact]
    public void A_step_is_as_wide_as_the_widest_in_it_and_a_gap_stays_one()
    {
        var band = ExpectedPicture.Band(Verdicts(1800, i => i is < 900 or >= 906));
        Assert.Equal((9.0, 12.0), (band.Bands[0].Low[0], band.Bands[0].High[0]));
        Assert.Equal(10, band.Values[0]);
        Assert.Equal([300, 301], Enumerable.Range(0, 600).Where(i => band.Values[i] is null));
    }

    /// <summary>A value a minute; bands of three widths that come in turn, where there are any.</summary>
    private static SeriesVerdicts Verdicts(int points, Func<int, bool> hasBand) => new(
        "test", [.. Enumerable.Range(0, points).Select(i => new ReplayPoint(Start.AddMinutes(i), 10, hasBand(i) ? Reading(i % 3) : new AnomalyReading { IsLearning = true }))], TimeSpan.FromMinutes(1));

    private static AnomalyReading Reading(int width) => new() { Expected = 10, Low = 9 + (width * 0.1), High = 12 - (width * 0.1) };
}
