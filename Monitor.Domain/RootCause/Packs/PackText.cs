using Monitor.Domain.Logs.Cleaning;
using Monitor.Domain.Metrics;

namespace Monitor.Domain.RootCause.Packs;

/// <summary>Makes what others wrote fit for a pack: inert, masked as lines of logs are, then cut, in this order, so that no half of a secret is left.</summary>
public sealed class PackText(LogMasks masks)
{
    /// <param name="most">Characters that are kept.</param>
    public string Of(string? text, int most)
    {
        if (string.IsNullOrEmpty(text))
        {
            return "";
        }

        return WholeText.Cut(masks.Apply(LogCleaner.Clean(text, LogCleaner.Most, out _, isJoined: true), out _), most);
    }
}
