using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Monitor.Domain.Metrics;
using Monitor.Domain.Notifications;

namespace Monitor.Domain.Wire;

/// <summary>A file or folder by which a mount fills up.</summary>
/// <param name="Path">One plain line, cut.</param>
/// <param name="Bytes">What it grew by; with <paramref name="IsVague"/>, how large it is.</param>
/// <param name="Files">Of a folder: how many files in it and below it are new or grew; 0 for a file.</param>
/// <param name="IsVague">It was written to, by how much is not known.</param>
public sealed record GrownPath(string Path, double Bytes, int Files = 0, bool IsVague = false);

/// <summary>
/// What an agent tells as an event when a mount fills up: by how much, in which time, and by which files and folders, the most first. The text is for people, and read again by root
/// cause: each path stands on a line of its own before an end that the agent wrote, so that no name of a file can pass for another one.
/// </summary>
/// <param name="Bytes">What the mount grew by.</param>
/// <param name="Over">In words, such as <c>20 min</c>.</param>
public sealed partial record FileGrowth(string MountPath, double Bytes, string Over, IReadOnlyList<GrownPath> Paths)
{
    public const string Kind = "files.growing";
    public const int MostPaths = 10;
    private const int NameLength = 150;
    private const string Prefixes = "KMGTPE";

    /// <summary>What of the growth is told with its amount, 0 to 1.</summary>
    public double Share => Bytes > 0 ? Math.Min(1, Paths.Where(p => !p.IsVague).Sum(p => p.Bytes) / Bytes) : 0;

    /// <summary>As a name of a mount or file stands in the text.</summary>
    public static string NameOf(string path) => PlainLine.Of(path, NameLength);

    /// <summary>At most 2000 characters.</summary>
    public string ToText()
    {
        var text = new StringBuilder($"{NameOf(MountPath)} grew by {Size(Bytes)} in {Over}:");
        foreach (var path in Paths.Take(MostPaths))
        {
            text.Append(text[^1] == ':' ? "\n" : ";\n").Append(NameOf(path.Path)).Append(path switch
            {
                { IsVague: true } => $" is {Size(path.Bytes)} and is written to",
                { Files: > 0 } => string.Create(CultureInfo.InvariantCulture, $" by {Size(path.Bytes)} in {path.Files} files"),
                _ => $" by {Size(path.Bytes)}",
            });
        }

        return text.ToString();
    }

    /// <summary>Null for a text that is no such event.</summary>
    public static FileGrowth? Read(string text)
    {
        var lines = text.Split('\n');
        return lines.Length is > 1 and <= MostPaths + 1 && Head().Match(lines[0]) is { Success: true } head && lines[1..].Select(One).ToList() is var paths && !paths.Contains(null)
            ? new FileGrowth(head.Groups["name"].Value, Amount(head), head.Groups["over"].Value, [.. paths.OfType<GrownPath>()]) : null;
    }

    private static GrownPath? One(string line) =>
        Exact().Match(line) is { Success: true } exact
            ? new GrownPath(exact.Groups["name"].Value, Amount(exact), exact.Groups["files"] is { Success: true } files ? int.Parse(files.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture) : 0)
            : Vague().Match(line) is { Success: true } vague ? new GrownPath(vague.Groups["name"].Value, Amount(vague), 0, IsVague: true) : null;

    private static string Size(double bytes) => ValueText.Of(Math.Max(0, bytes), MetricUnit.Bytes);

    private static double Amount(Match match) =>
        double.Parse(match.Groups["number"].ValueSpan, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture) * Math.Pow(1000, 1 + Prefixes.IndexOf(match.Groups["prefix"].Value is [var one] ? one : ' ', StringComparison.Ordinal));

    [GeneratedRegex(@"^(?<name>.+) grew by (?<number>[0-9]{1,4}(\.[0-9])?) (?<prefix>[KMGTPE]?)B in (?<over>[0-9a-z ]{1,20}):$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Head();

    [GeneratedRegex(@"^(?<name>.+) by (?<number>[0-9]{1,4}(\.[0-9])?) (?<prefix>[KMGTPE]?)B( in (?<files>[0-9]{1,9}) files)?;?$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Exact();

    [GeneratedRegex(@"^(?<name>.+) is (?<number>[0-9]{1,4}(\.[0-9])?) (?<prefix>[KMGTPE]?)B and is written to;?$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Vague();
}
