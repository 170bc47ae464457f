namespace Monitor.Domain.Detection.Series;

/// <summary>What the usual value of a time is taken from: the last hours, a day, or days before at the same time.</summary>
internal enum UsualBasis : byte
{
    Hours,
    Day,
    Season,
}

/// <summary>What is usual at a time, and its standard deviation.</summary>
internal readonly record struct UsualValue(float Value, float Scale, UsualBasis Basis);
