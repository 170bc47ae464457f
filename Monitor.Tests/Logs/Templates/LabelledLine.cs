using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Monitor.Tests.Logs.Templates;

/// <summary>A line as a program wrote it, and the place or format string in the program that it came from.</summary>
public sealed record LabelledLine(string Text, string Label);

/// <summary>Runs programs and labels what they write.</summary>
internal static class Labelling
{
    /// <summary>Standard output and error, line by line; what the program thinks of the call does not matter.</summary>
    public static async Task<List<string>> RunAsync(string folder, string program, IEnumerable<string> arguments, params (string Name, string Value)[] settings)
    {
        var start = new ProcessStartInfo(program) { WorkingDirectory = folder, RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["LC_ALL"] = "C";
        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return [.. $"{await output}\n{await errors}".Split('\n').Select(l => l.TrimEnd('\r')).Where(l => l.Trim().Length > 0)];
    }

    /// <summary>Labels by the program's format strings; lines of none of them are left out.</summary>
    /// <param name="formats">With <c>%s</c> for text, <c>%d</c> for a number; the first that fits counts.</param>
    public static List<LabelledLine> ByFormat(IEnumerable<string> lines, params string[] formats)
    {
        var patterns = formats.Select(f => (Format: f, Pattern: new Regex("^" + Regex.Escape(f).Replace("%s", ".*").Replace("%d", "-?[0-9]+") + "$"))).ToList();
        return [.. from line in lines let found = patterns.Find(p => p.Pattern.IsMatch(line)) where found.Format is not null select new LabelledLine(line, found.Format)];
    }

    /// <summary>Labels by the place in the source that the program itself writes before each line.</summary>
    /// <param name="lines">What it wrote.</param>
    /// <param name="head">Matches the head of a line, with the place as group <c>place</c>.</param>
    public static List<LabelledLine> ByPlace(IEnumerable<string> lines, Regex head) =>
        [.. from line in lines let match = head.Match(line) where match.Success && match.Length < line.Length && line[match.Length..].Trim().Contains(' ') select new LabelledLine(line[match.Length..], match.Groups["place"].Value)];

    /// <summary>Places that write the very same text have the same format.</summary>
    public static List<LabelledLine> SameText(IReadOnlyList<LabelledLine> lines)
    {
        var first = lines.Select(l => l.Label).Distinct().ToDictionary(l => l);
        foreach (var same in lines.GroupBy(l => l.Text))
        {
            var names = same.Select(l => first[l.Label]).ToHashSet();
            foreach (var label in first.Keys.Where(k => names.Contains(first[k])).ToList())
            {
                first[label] = names.Min(StringComparer.Ordinal)!;
            }
        }

        return [.. lines.Select(l => l with { Label = first[l.Label] })];
    }
}
