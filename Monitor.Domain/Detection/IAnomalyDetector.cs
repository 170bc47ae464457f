namespace Monitor.Domain.Detection;

/// <summary>
/// Watches one series: values come in the order of their times and are forgotten but for a state of bounded size. Pure: what it says depends on the values
/// and times it saw and on nothing else. For one thread at a time.
/// </summary>
public interface IAnomalyDetector
{
    /// <summary>How settings, tables and commands call it, such as <c>three_sigma</c>.</summary>
    string Name { get; }

    /// <summary>What labels of people make of what an alarm wants: 1 is what the preset wants, more is quieter, less tells more. Above 0; no part of the saved state.</summary>
    double ThresholdFactor { get; set; }

    /// <summary>Takes the next value; a time that is not after the last one, and a value that is not finite, change nothing.</summary>
    /// <param name="learn">False while the value is no example of what is usual, such as in maintenance: it is judged and forgotten.</param>
    AnomalyReading Observe(DateTimeOffset time, double value, bool learn = true);

    /// <summary>Writes all that later readings depend on: a detector that loads it says from then on the same, bit for bit.</summary>
    void Save(BinaryWriter writer);

    /// <summary>Takes up a saved state; an <see cref="InvalidDataException"/> where it is of another version or broken, the detector being as new then.</summary>
    void Load(BinaryReader reader);
}
