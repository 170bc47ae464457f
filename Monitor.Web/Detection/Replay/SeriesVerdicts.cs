using Monitor.Domain.Detection;

namespace Monitor.Web.Detection.Replay;

/// <summary>What one detector says of a range: each step, the alarms, and how much of it is unusual.</summary>
/// <param name="Detector">Its name.</param>
public sealed record SeriesVerdicts(string Detector, IReadOnlyList<ReplayPoint> Points, TimeSpan Step)
{
    private static readonly TimeSpan Week = TimeSpan.FromDays(7);

    public IReadOnlyList<ReplayMark> Marks { get; } = MarksOf(Points, Step);

    /// <summary>By the time that was judged, so that a short or a holed past is not told for a calm one; null where nothing was judged.</summary>
    public double? AlarmsPerWeek => Judged is 0 ? null : Marks.Count / (Judged * Step / Week);

    /// <summary>Steps with a value of which the detector knew enough to say something.</summary>
    public int Judged { get; } = Points.Count(IsJudged);

    /// <summary>0 to 1, of the steps that were judged.</summary>
    public double? UnusualShare => Judged is 0 ? null : Points.Count(p => IsJudged(p) && p.Reading.IsAnomalous) / (double)Judged;

    private static bool IsJudged(ReplayPoint point) => !double.IsNaN(point.Value) && !point.Reading.IsLearning;

    private static List<ReplayMark> MarksOf(IReadOnlyList<ReplayPoint> points, TimeSpan step)
    {
        var marks = new List<ReplayMark>();
        var isOpen = false;
        foreach (var point in points.Where(IsJudged))
        {
            var reading = point.Reading;
            if (reading.IsOnset)
            {
                marks.Add(new ReplayMark(point.Time, point.Time + step, reading.Kind, reading.Evidence, point.Value, reading.Expected));
            }
            else if (isOpen && reading.IsAnomalous)
            {
                var last = marks[^1];
                marks[^1] = reading.Evidence > last.Evidence
                    ? last with { EndedAt = point.Time + step, Kind = reading.Kind, Evidence = reading.Evidence, Value = point.Value, Expected = reading.Expected }
                    : last with { EndedAt = point.Time + step };
            }

            isOpen = marks.Count > 0 && (reading.IsOnset || (isOpen && reading.IsAnomalous));
        }

        return marks;
    }
}
