namespace Monitor.Domain.Detection;

/// <summary>How much evidence an alarm wants: quiet tells what nobody should miss, sensitive tells more and is wrong more often.</summary>
public enum DetectionPreset
{
    Quiet,
    Sensitive,
}
