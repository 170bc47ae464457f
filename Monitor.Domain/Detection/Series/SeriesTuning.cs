namespace Monitor.Domain.Detection.Series;

/// <summary>The constants of the series detector: one set for all series.</summary>
internal static class SeriesTuning
{
    /// <summary>The most -log10 p that one feature may add: an alarm wants several that agree.</summary>
    public const double FeatureCap = 5;

    /// <summary>The share of a feature's own past that is below its tail.</summary>
    public const double TailFrom = .99;

    /// <summary>How much of a feature's evidence is its size in robust deviations rather than how rare it is.</summary>
    public const double SizeShare = .2;
    public const double SizeWeight = .5;
    public const double SizeUnit = 3;

    /// <summary>A scale is never below this share of the series' own spread, nor below this share of its level or of its range.</summary>
    public const double SpreadFloor = .02;
    public const double LevelFloor = .001;
    public const double RangeFloor = .002;

    /// <summary>What a time of day usually shows is taken off in this part, and learned at this rate a day.</summary>
    public const double KnownShare = .5;
    public const double KnownRate = .35;
    public const double KnownFree = 2;

    /// <summary>Where more than this is taken off, the time of day explains the value and no feature's past counts it.</summary>
    public const double KnownHold = 5;

    /// <summary>Where an alarm begins with a row every five minutes; slower rows want less, by the number of rows a day.</summary>
    public const double QuietFrom = 13;
    public const double QuietRate = 5;
    public const double SensitiveFrom = 11.5;
    public const double SensitiveRate = 4;

    /// <summary>An alarm during the pause after another one wants this much more evidence.</summary>
    public const double Rearm = 4;

    /// <summary>A robust season is pulled by a value no further than this many usual residuals.</summary>
    public const double SeasonClip = 4;
    public const double SeasonDays = 5;
    public const double SeasonFrom = 3;

    /// <summary>A value of an anomaly is learned once in so many times under the sensitive preset; quiet gets used to what repeats.</summary>
    public const double SensitiveLearnsOneIn = 12;
    public const double QuietLearnsOneIn = 1;
    public const double HoldFrom = .7;

    /// <summary>Evidence of two ticks in a row at which the alarm of a fast feed begins; it is told on the scale of the slow one.</summary>
    public const double FastCap = 8;
    public const double FastSizeShare = .5;
    public const double FastQuiet = 11;
    public const double FastSensitive = 9.5;

    /// <summary>Calm spreads that a creeping level must have left its usual day.</summary>
    public const double DriftFrom = 5;

    /// <summary>The largest of seven steps of a leak, of all of them together.</summary>
    public const double LargestStep = .35;

    /// <summary>Usual distances from the season by which the last hour misses what should have come.</summary>
    public const double MissingFrom = 10;

    public const double QuietMissingHours = 4;
    public const double SensitiveMissingHours = 2;

    /// <summary>How near to the day's median it stays, of the way that it usually goes.</summary>
    public const double MissingRest = .5;

    /// <summary>How fast the largest middle move of an hour is learned, and the part of it that is forgotten in a day.</summary>
    public const float RestlessRate = .3f;
    public const double RestlessFade = .1;

    /// <summary>By how much the middle move of an hour exceeds the largest of the week before where a series becomes restless.</summary>
    public const double QuietRestless = 5;
    public const double SensitiveRestless = 2.2;

    /// <summary>By how much it exceeds the usual move where an anomaly is named so.</summary>
    public const double RestlessKind = 2.5;

    /// <summary>What anything that lasts weighs after the row of its alarm, of the threshold.</summary>
    public const double StandingShare = .6;

    /// <summary>A feed with rows further apart than this is judged on every one alone, a faster one on two in a row.</summary>
    public const double OneTickSeconds = 30;

    /// <summary>No alarm begins below this, however few rows a day has.</summary>
    public const double LeastThreshold = 4;
}
