using System.Globalization;

namespace Monitor.Domain.Problems;

/// <summary>What makes two breaches the same problem: host, rule and labels as one text.</summary>
public static class Fingerprint
{
    public static string Of(int hostId, string ruleKey, string labels) =>
        string.Create(CultureInfo.InvariantCulture, $"{hostId}/{ruleKey}/{labels}");
}
